import type * as pulumi from '@pulumi/pulumi';
import { FleetApp, Gpu, GpuFleet, type MemberProps, type NodePoolProps } from '../lib';
import type { Target } from '../lib/core/target';
import { type IClusterProvider, ProvisionedClusters, type ProvisionedClustersArgs } from '../lib/pulumi';
import { type RunOptions, registered, settled } from './pulumi-mocks';
import { deployment } from './support';

/** A pool of GPU machines; what they are called differs from cloud to cloud. */
export const POOL: NodePoolProps = {
  name: 'a100',
  gpu: Gpu.nvidia('A100-40GB'),
  nodes: 4,
  gpusPerNode: 8,
  labels: { disk: 'nvme' },
  taints: [
    { key: 'gpu', value: 'yes', effect: 'NoSchedule' },
    { key: 'old', effect: 'PreferNoSchedule' },
  ],
};
/** The labels of the pool that are a cloud's business: not those that it, or the kubelet, gives by itself. */
export const LABELS = {
  'node.cdk8s-fleet.dev/pool': 'a100',
  'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-40GB',
  disk: 'nvme',
};

/** How a failure begins about a setting of the pool `p` of the member `a` that its cloud cannot keep. */
export const UNKEPT = 'pulumi/upgrade-setting at members/a: the upgrade of its node pool p states';

export const controlPlane = { kubeconfig: 'of Karmada' };

/** A program with these members, and something to apply on each. */
export function fleetOf(members: Readonly<Record<string, MemberProps>>): FleetApp {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { members });
  for (const name of Object.keys(members)) {
    deployment(fleet.member(name), 'local', 1);
  }
  return app;
}

/** Runs a program that makes the clusters of these members. */
export function provision(
  members: Readonly<Record<string, MemberProps>>,
  providers: Readonly<Record<string, IClusterProvider>>,
  { args = {}, ...options }: RunOptions & { args?: Partial<ProvisionedClustersArgs> } = {},
) {
  return registered(
    (opts) =>
      new ProvisionedClusters('clusters', { program: fleetOf(members), controlPlane, providers, ...args }, opts),
    options,
  );
}

export const member = (name: string): Target => ({ kind: 'member', member: name, folder: '' });

/** The kubeconfig of a member as whoever applies objects gets it. */
export async function kubeconfigOf(clusters: ProvisionedClusters, name: string) {
  return settled(clusters.connectionTo(member(name)).kubeconfig as pulumi.Output<string>);
}
