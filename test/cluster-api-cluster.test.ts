import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import {
  ClusterApiCluster,
  type ClusterApiClusterProps,
  FleetApp,
  GpuFleet,
  GpuSharing,
  HostPreparation,
  type InfrastructureRef,
  type MemberProps,
  type NodePoolProps,
} from '../lib';
import { labelWays } from '../lib/provisioning/node-labels';
import { findingsOf, manifestsOf } from '../lib/testing';
import { dev, edgeCluster, GPU_POOL } from './provisioning-support';

const MACHINES: InfrastructureRef = {
  apiGroup: 'infrastructure.cluster.x-k8s.io',
  kind: 'Metal3MachineTemplate',
  name: 'machines',
};
const CPU = { name: 'cpu', nodes: 2 };

function rendered(app: FleetApp, kind: string, name?: string) {
  return manifestsOf(app, { target: 'fleet/host', kind, ...(name ? { name } : {}) })[0] as unknown as {
    metadata: { name: string; namespace?: string; labels?: object; annotations?: object };
    spec: Record<string, unknown>;
  };
}

/** Ids of what is found, but for infrastructure whose schema nobody knows. */
function idsOf(app: FleetApp): string[] {
  return findingsOf(app).flatMap(({ id }) => (id === 'schema/no-schema' ? [] : [id]));
}

describe('ClusterApiCluster', () => {
  test('a member becomes a Cluster, its control plane, and one MachineDeployment for each pool', () => {
    const { app, cluster } = edgeCluster({ podCidrs: ['10.244.0.0/16'], endpointHost: '192.0.2.10' });
    expect(idsOf(app)).toEqual([]);
    expect(rendered(app, 'Cluster')).toMatchObject({
      metadata: { name: 'edge', labels: { 'cluster.cdk8s-fleet.dev/member': 'edge' } },
      spec: {
        clusterNetwork: { pods: { cidrBlocks: ['10.244.0.0/16'] } },
        controlPlaneEndpoint: { host: '192.0.2.10', port: 6443 },
        controlPlaneRef: { kind: 'KubeadmControlPlane', name: 'edge-control-plane' },
        infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'DevCluster', name: 'edge' },
      },
    });
    expect(rendered(app, 'KubeadmControlPlane').spec).toMatchObject({ replicas: 3, version: 'v1.34.2' });
    expect(rendered(app, 'MachineDeployment', 'edge-a100').spec).toMatchObject({
      clusterName: 'edge',
      replicas: 4,
      template: {
        metadata: { labels: { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB' } },
        spec: { version: 'v1.34.2', infrastructureRef: { kind: 'DevMachineTemplate', name: 'machines' } },
      },
    });
    expect(rendered(app, 'MachineDeployment', 'edge-cpu').spec).toMatchObject({ replicas: 2 });
    expect(cluster.kubeconfigSecret).toEqual({ name: 'edge-kubeconfig', namespace: 'default', key: 'value' });
  });

  test('nodes register with the labels and taints of their pool', () => {
    const labels = { rack: 'r1', 'node-role.kubernetes.io/gpu': '' };
    const { app } = edgeCluster({}, { region: 'r', pools: [{ ...GPU_POOL, labels }, CPU] });
    const template = rendered(app, 'KubeadmConfigTemplate');
    expect(template.spec).toMatchObject({
      template: {
        spec: {
          joinConfiguration: {
            nodeRegistration: {
              kubeletExtraArgs: [
                {
                  name: 'node-labels',
                  value:
                    'topology.kubernetes.io/region=r,node.cdk8s-fleet.dev/pool=a100,nvidia.com/gpu.product=NVIDIA-A100-SXM4-80GB,rack=r1',
                },
              ],
              taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
            },
          },
        },
      },
    });
    const { template: machines } = rendered(app, 'MachineDeployment', 'edge-a100').spec;
    expect(machines).toMatchObject({ metadata: { labels } });
  });

  test('machines are replaced when how they start changes, and only those', () => {
    const names = (member: Partial<MemberProps>) =>
      manifestsOf(edgeCluster({}, member).app, { kind: 'KubeadmConfigTemplate' }).map(({ metadata }) => metadata.name);
    const [gpu, cpu] = names({});
    const [otherGpu, sameCpu] = names({ pools: [{ ...GPU_POOL, labels: { rack: 'r2' } }, CPU] });
    expect(gpu).toMatch(/^edge-a100-[0-9a-f]{8}$/);
    expect([otherGpu === gpu, sameCpu === cpu]).toEqual([false, true]);
  });

  test('upgrades are as the pool says; a drain without a limit waits for disruption budgets', () => {
    const upgrade = { maxSurge: 0, maxUnavailable: '25%', drainTimeoutSeconds: 900 } as const;
    const { app } = edgeCluster({}, { pools: [{ ...GPU_POOL, upgrade }, CPU] });
    expect(rendered(app, 'MachineDeployment', 'edge-a100').spec).toMatchObject({
      rollout: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '25%' } } },
      template: { spec: { deletion: { nodeDrainTimeoutSeconds: 900 } } },
    });
    const plain = rendered(app, 'MachineDeployment', 'edge-cpu').spec as {
      rollout?: object;
      template: { spec: object };
    };
    expect(plain.rollout).toBeUndefined();
    expect(plain.template.spec).not.toHaveProperty('deletion');
  });

  test('an autoscaled pool leaves the number to the autoscaler, and tells it what a node has', () => {
    const { app } = edgeCluster({}, { pools: [{ ...GPU_POOL, autoscaling: { min: 1, max: 8 } }, CPU] });
    const deployment = rendered(app, 'MachineDeployment', 'edge-a100');
    expect(deployment.spec).not.toHaveProperty('replicas');
    expect(deployment.metadata.annotations).toEqual({
      'cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size': '1',
      'cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size': '8',
      'capacity.cluster-autoscaler.kubernetes.io/cpu': '64',
      'capacity.cluster-autoscaler.kubernetes.io/memory': String(512 * 2 ** 30),
      'capacity.cluster-autoscaler.kubernetes.io/maxPods': '110',
      'capacity.cluster-autoscaler.kubernetes.io/gpu-type': 'nvidia.com/gpu',
      'capacity.cluster-autoscaler.kubernetes.io/gpu-count': '8',
      'capacity.cluster-autoscaler.kubernetes.io/labels': expect.stringContaining('node.cdk8s-fleet.dev/pool=a100'),
      'capacity.cluster-autoscaler.kubernetes.io/taints': 'nvidia.com/gpu=present:NoSchedule',
    });
  });

  test.each<[string, NodePoolProps['sharing'], Record<string, string>]>([
    ['slices', GpuSharing.timeSlices(8), { 'gpu-type': 'nvidia.com/gpu', 'gpu-count': '64' }],
    [
      'slices of their own name',
      GpuSharing.timeSlices(8, { rename: true }),
      { 'gpu-type': 'nvidia.com/gpu.shared', 'gpu-count': '64' },
    ],
    ['shares', GpuSharing.mps(4), { 'gpu-type': 'nvidia.com/gpu', 'gpu-count': '32' }],
    ['MIG devices', GpuSharing.mig({ '1g.10gb': 7 }), { 'gpu-type': 'nvidia.com/mig-1g.10gb', 'gpu-count': '56' }],
    [
      'MIG devices under the name of cards',
      GpuSharing.mig({ '1g.10gb': 7 }, { strategy: 'single' }),
      { 'gpu-type': 'nvidia.com/gpu', 'gpu-count': '56' },
    ],
    ['claimed cards', GpuSharing.dra(), { 'dra-driver': 'gpu.nvidia.com', 'gpu-count': '8' }],
  ])('the autoscaler is told of %s as nodes offer them', (_, sharing, told) => {
    const { app } = edgeCluster({}, { pools: [{ ...GPU_POOL, sharing, autoscaling: { min: 0, max: 8 } }, CPU] });
    const annotations = rendered(app, 'MachineDeployment', 'edge-a100').metadata.annotations as Record<string, string>;
    const devices = Object.entries(annotations)
      .map(([key, value]) => [key.replace('capacity.cluster-autoscaler.kubernetes.io/', ''), value] as const)
      .filter(([key]) => /^(?:gpu|dra)-/.test(key));
    expect(Object.fromEntries(devices)).toEqual(told);
    expect(idsOf(app)).not.toContain('provisioning/untold-devices');
  });

  test.each<[string, Partial<NodePoolProps>, string]>([
    [
      'MIG devices of two profiles',
      { sharing: GpuSharing.mig({ '3g.40gb': 1, '1g.10gb': 4 }) },
      'nvidia.com/mig-1g.10gb',
    ],
    ['virtual GPUs', { sharing: GpuSharing.vgpu() }, 'volcano.sh/vgpu-memory, volcano.sh/vgpu-cores'],
    ['other devices', { resources: { 'rdma/hca': 8 } }, 'rdma/hca'],
  ])('%s of a pool that may have no nodes are more than the autoscaler can be told of', (_, more, untold) => {
    const found = (min: number) => {
      const pools = [{ ...GPU_POOL, ...more, autoscaling: { min, max: 8 } }, CPU];
      const { app } = edgeCluster({}, { engines: { volcano: '1.15' }, pools });
      return findingsOf(app).filter(({ id }) => id.startsWith('provisioning/'));
    };
    expect(found(0)).toMatchObject([
      { id: 'provisioning/untold-devices', value: 'a100', message: expect.stringContaining(`offer ${untold} `) },
    ]);
    expect(found(1)).toEqual([]);
  });

  test.each<[number, number]>([
    [1, 1],
    [4, 1],
    [5, 2],
    [40, 16],
  ])('of %d workers at most %d are replaced at a time', (nodes, most) => {
    const { app } = edgeCluster(
      {},
      {
        pools: [
          { name: 'a100', nodes: nodes - 1 },
          { name: 'cpu', nodes: 1 },
        ],
      },
    );
    expect(rendered(app, 'MachineHealthCheck', 'edge-workers').spec).toMatchObject({
      checks: {
        nodeStartupTimeoutSeconds: 1800,
        unhealthyNodeConditions: [
          { type: 'Ready', status: 'Unknown', timeoutSeconds: 300 },
          { type: 'Ready', status: 'False', timeoutSeconds: 300 },
        ],
      },
      remediation: { triggerIf: { unhealthyLessThanOrEqualTo: most } },
    });
  });

  test('health is stated, or not looked after', () => {
    const health = { unhealthySeconds: 60, startupSeconds: 600, mostUnhealthy: '10%' } as const;
    expect(rendered(edgeCluster({ health }).app, 'MachineHealthCheck', 'edge-workers').spec).toMatchObject({
      checks: { nodeStartupTimeoutSeconds: 600 },
      remediation: { triggerIf: { unhealthyLessThanOrEqualTo: '10%' } },
    });
    expect(manifestsOf(edgeCluster({ health: null }).app, { kind: 'MachineHealthCheck' })).toEqual([]);
  });

  test('machines are prepared as the program says', () => {
    const host = new HostPreparation({ runtimeSocket: '/run/crio/crio.sock' });
    const spec = rendered(edgeCluster({ host }).app, 'KubeadmControlPlane').spec as Record<string, object>;
    const node = { nodeRegistration: { criSocket: 'unix:///run/crio/crio.sock' } };
    expect(spec.kubeadmConfigSpec).toMatchObject({
      initConfiguration: node,
      joinConfiguration: node,
      preKubeadmCommands: ['/usr/local/sbin/cdk8s-fleet-host prepare', '/usr/local/sbin/cdk8s-fleet-host check'],
    });
  });

  test('the Cluster comes last: what is deleted first deletes its machines in order', () => {
    const kinds = manifestsOf(edgeCluster().app, { target: 'fleet/host' }).map(({ kind }) => kind);
    expect(kinds.at(-1)).toBe('Cluster');
  });

  test('infrastructure that is owned elsewhere, and objects in a namespace', () => {
    const { app, cluster } = edgeCluster({ workers: { a100: MACHINES, cpu: MACHINES }, clusterName: 'site-7' });
    expect(idsOf(app)).toEqual([]);
    expect(rendered(app, 'MachineDeployment', 'site-7-cpu').spec).toMatchObject({
      template: { spec: { infrastructureRef: MACHINES } },
    });
    expect(cluster.clusterName).toBe('site-7');

    const refs = { infrastructure: { ...MACHINES, kind: 'Metal3Cluster' }, controlPlane: { machines: MACHINES } };
    const elsewhere = edgeCluster({ ...refs, workers: { a100: MACHINES, cpu: MACHINES }, namespace: 'clusters' });
    expect(rendered(elsewhere.app, 'Cluster').metadata.namespace).toBe('clusters');
    expect(elsewhere.cluster.kubeconfigSecret.namespace).toBe('clusters');
    expect(idsOf(elsewhere.app)).toEqual([]);
  });

  test('escape hatches: each object can be patched', () => {
    const { app, cluster } = edgeCluster();
    for (const part of [cluster, cluster.controlPlane, cluster.workers.a100!, cluster.workers.a100!.bootstrap]) {
      ApiObject.of(part).addJsonPatch(JsonPatch.add('/metadata/annotations', { patched: 'yes' }));
    }
    expect(manifestsOf(app).filter(({ metadata }) => metadata.annotations?.patched)).toHaveLength(4);
  });
});

describe('labels of nodes', () => {
  test.each<[string, 'kubelet' | 'machine or found out' | 'none']>([
    ['rack', 'kubelet'],
    ['example.com/rack', 'kubelet'],
    ['topology.kubernetes.io/zone', 'kubelet'],
    ['node.kubernetes.io/instance-type', 'kubelet'],
    ['x.node.kubernetes.io/y', 'kubelet'],
    ['kubernetes.io/os', 'machine or found out'],
    ['node-role.kubernetes.io/gpu', 'machine or found out'],
    ['node-restriction.kubernetes.io/tenant', 'machine or found out'],
    ['a.node.cluster.x-k8s.io/b', 'machine or found out'],
    ['a.node-role.kubernetes.io/gpu', 'none'],
    ['kubernetes.io/rack', 'none'],
    ['scheduling.k8s.io/x', 'none'],
  ])('%s: %s', (key, way) => {
    const { kubelet, none } = labelWays({ [key]: 'v' });
    expect(key in kubelet ? 'kubelet' : none.includes(key) ? 'none' : 'machine or found out').toBe(way);
  });
});

describe('Cluster API of the host', () => {
  test.each<[clusterApi: string, host: string, made: string, found: readonly string[]]>([
    ['1.14', '1.33', '1.36', []],
    ['1.14', '1.32', '1.34', ['1.32']],
    ['1.12', '1.31', '1.34', []],
    ['1.13', '1.31', '1.34', ['1.31']],
    ['1.11', '1.32', '1.36', []],
  ])('%s on Kubernetes %s makes %s: %j', (clusterApi, host, made, found) => {
    const { app } = edgeCluster(
      { version: `v${made}.1` },
      { kubernetes: made },
      { kubernetes: host, engines: { clusterApi } },
    );
    const findings = findingsOf(app, 'provisioning/unsupported-kubernetes');
    expect(findings.map(({ value, place, severity }) => [severity, place, value])).toEqual(
      found.map((version) => ['warning', 'fleet', version]),
    );
  });

  test.each([
    ['v1.30.8', true],
    ['v1.31.0', false],
    ['v1.37.0', true],
    ['soon', false],
  ])('of a control plane written by hand of %s: found %s', (version, found) => {
    const { app, fleet } = edgeCluster({}, {}, { engines: { clusterApi: '1.14' } });
    new ApiObject(fleet.host, 'by-hand', {
      apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
      kind: 'KubeadmControlPlane',
      metadata: { name: 'other' },
      spec: { version },
    });
    expect(findingsOf(app, 'provisioning/unsupported-kubernetes')).toMatchObject(
      found ? [{ place: 'fleet-host/by-hand', value: version, message: expect.stringContaining('1.31 to 1.36') }] : [],
    );
  });
});

describe('bad input', () => {
  test.each<[string, Partial<ClusterApiClusterProps>, Partial<MemberProps>?]>([
    ['provisioning/wrong-version', { version: '1.34.2' }],
    ['provisioning/wrong-version', { version: 'v1.34' }],
    ['provisioning/wrong-version', { version: 'v1.33.5' }],
    ['provisioning/bad-name', { clusterName: 'Edge' }],
    ['provisioning/bad-name', { clusterName: 'e'.repeat(60) }],
    ['provisioning/bad-control-plane', { controlPlane: { machines: MACHINES, replicas: 2 } }],
    ['provisioning/bad-control-plane', { controlPlane: { machines: MACHINES, replicas: 0 } }],
    ['provisioning/bad-control-plane', { controlPlane: { machines: MACHINES, replicas: 1, maxSurge: 0 } }],
    ['provisioning/bad-control-plane', { controlPlane: { machines: MACHINES, drainTimeoutSeconds: 0 } }],
    ['provisioning/bad-health', { health: { unhealthySeconds: 0 } }],
    ['provisioning/bad-health', { health: { startupSeconds: 29 } }],
    ['provisioning/bad-health', { health: { mostUnhealthy: 0 } }],
    ['provisioning/bad-health', { health: { mostUnhealthy: '140%' } }],
    ['provisioning/bad-cidr', { podCidrs: ['10.244.0.0'] }],
    ['provisioning/bad-cidr', { serviceCidrs: ['10.96.0.0/12', 'fd00::/129'] }],
    ['provisioning/pool-without-machines', { workers: { a100: MACHINES } }],
    ['provisioning/unknown-pool', { workers: { a100: MACHINES, cpu: MACHINES, v100: MACHINES } }],
    ['provisioning/wrong-infrastructure', { infrastructure: MACHINES }],
    ['provisioning/wrong-infrastructure', { controlPlane: { machines: { ...MACHINES, kind: 'Metal3Machine' } } }],
    [
      'provisioning/wrong-infrastructure',
      { infrastructure: { ...MACHINES, apiGroup: 'cluster.x-k8s.io', kind: 'Cluster' } },
    ],
    ['provisioning/other-namespace', { infrastructure: dev(Testing.chart(), 'DevCluster', 'x', 'other') }],
    ['provisioning/bad-host', { host: new HostPreparation({ modules: ['a; reboot'] }) }],
    ['provisioning/bad-host', { host: new HostPreparation({ sysctls: { 'vm.max_map_count': 1.5 } }) }],
    ['provisioning/bad-host', { host: new HostPreparation({ sysctls: { 'vm max': 1 } }) }],
    ['provisioning/bad-host', { host: new HostPreparation({ sysctls: { 'net.ipv4.conf.*.rp_filter': 2 } }) }],
    ['provisioning/bad-host', { host: new HostPreparation({ runtimeSocket: 'unix:///run/x.sock' }) }],
    ['provisioning/label-not-settable', {}, { pools: [{ ...GPU_POOL, labels: { 'kubernetes.io/rack': 'a' } }, CPU] }],
  ])('%s for %#', (id, props, member = {}) => {
    const found = findingsOf(edgeCluster(props, member).app).filter((one) => one.id.startsWith('provisioning/'));
    expect(found).toMatchObject([{ id, severity: 'error', place: 'fleet-host/edge' }]);
  });

  test('a module as modprobe takes it, and the kernel does not name it, is rendered as it is', () => {
    const { app, cluster } = edgeCluster({ host: new HostPreparation({ modules: ['nvidia-peermem'] }) });
    expect(findingsOf(app).filter(({ id }) => id.startsWith('provisioning/'))).toMatchObject([
      { id: 'provisioning/module-not-seen', severity: 'warning', value: 'nvidia-peermem', place: 'fleet-host/edge' },
    ]);
    expect(JSON.stringify(cluster.workers.cpu!.bootstrap.toJson())).toContain('nvidia-peermem');
  });

  test('a pool whose template is not there', () => {
    const { app } = edgeCluster({ workers: { a100: MACHINES, cpu: undefined } });
    expect(findingsOf(app, 'provisioning/pool-without-machines')).toMatchObject([{ value: 'cpu' }]);
  });

  test('objects of the program that state no namespace are in default, where those are not of whom only the name is known', () => {
    const { app } = edgeCluster({ namespace: 'clusters', infrastructure: { ...MACHINES, kind: 'DevCluster' } });
    const found = findingsOf(app, 'provisioning/other-namespace');
    expect(found.map(({ value, message }) => [value, message.split(' ')[0]])).toEqual([
      ['default', 'controlPlane.machines'],
      ['default', "workers['a100']"],
      ['default', "workers['cpu']"],
    ]);
  });

  test('where no Cluster API is', () => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', { members: { edge: { kubernetes: '1.34' } } });
    const props = {
      member: fleet.member('edge'),
      version: 'v1.34.2',
      infrastructure: { ...MACHINES, kind: 'Metal3Cluster' },
      controlPlane: { machines: MACHINES },
      workers: {},
    };
    new ClusterApiCluster(fleet, 'on-karmada', props);
    new ClusterApiCluster(fleet.member('edge'), 'in-itself', props);
    expect(findingsOf(app, 'provisioning/not-on-host').map(({ place }) => place)).toEqual([
      'fleet/on-karmada',
      'fleet-member-edge/in-itself',
    ]);
  });
});
