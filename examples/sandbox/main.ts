/**
 * A sandbox for who tests: a small cluster that Cluster API makes in AWS, for seven days. Kyverno's cleanup controller on the host
 * deletes it on time, also if nobody runs this program again. The twin does not run Cluster API: `--no-twin`.
 */
import { ApiObject } from 'cdk8s';
import { ClusterApiCluster, Findings, FleetApp, GpuFleet, SandboxCleanup, WholePropagation } from 'cdk8s-fleet';
import { Cpu, Deployment } from 'cdk8s-plus-28';

export const app = new FleetApp();

const region = 'cn-northwest-1';
const fleet = new GpuFleet(app, 'test-fleet', {
  currency: 'CNY',
  host: { kubernetes: '1.34', engines: { clusterApi: '1.14', kyverno: '1.19' } },
  members: {
    'sandbox-01': {
      provider: 'aws',
      region,
      kubernetes: '1.34',
      ttl: '168h',
      pools: [{ name: 'workers', instanceType: 'c6i.large', nodes: 2, cpu: 2, memory: '4Gi', hourly: 0.8 }],
    },
  },
});
const sandbox = fleet.member('sandbox-01');

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta2';
const network = new ApiObject(fleet.host, 'network', {
  apiVersion,
  kind: 'AWSCluster',
  metadata: { name: sandbox.memberName },
  spec: { region },
});

/** Machines of one role, by the instance profile that clusterawsadm makes for it. */
function machines(role: 'control-plane' | 'nodes') {
  const iamInstanceProfile = `${role}.cluster-api-provider-aws.sigs.k8s.io`;
  return new ApiObject(fleet.host, role, {
    apiVersion,
    kind: 'AWSMachineTemplate',
    metadata: { name: `${sandbox.memberName}-${role}` },
    spec: { template: { spec: { instanceType: 'c6i.large', iamInstanceProfile } } },
  });
}

new ClusterApiCluster(fleet.host, 'sandbox', {
  member: sandbox,
  version: 'v1.34.2',
  infrastructure: network,
  controlPlane: { machines: machines('control-plane'), replicas: 1 },
  workers: { workers: machines('nodes') },
});
new SandboxCleanup(fleet.host, 'cleanup');

Findings.of(fleet.host).acknowledge(
  'schema/no-schema',
  'AWS kinds of Cluster API: its webhooks check them on the host.',
);
Findings.of(fleet.host).acknowledge(
  'provisioning/ttl-leftovers',
  'Whoever asked for the sandbox takes it out of this file.',
);

const trial = new Deployment(fleet, 'trial', {
  metadata: { name: 'trial', namespace: 'default' },
  replicas: 2,
  containers: [
    {
      image: 'registry.internal/test/train-api:next',
      resources: { cpu: { request: Cpu.millis(500), limit: Cpu.units(1) } },
    },
  ],
});
new WholePropagation(fleet, 'trial-placement', { of: trial, to: sandbox });

app.synth();
