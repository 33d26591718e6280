// Checked by `npm run typecheck`: what must not compile does not, what must does.

import type { PoolAutoscaling } from 'cdk8s-fleet';
import { FleetApp } from 'cdk8s-fleet';
import { AckProvider, EksProvider, GkeProvider, ProvisionedClusters, TkeProvider } from 'cdk8s-fleet/pulumi';

const program = new FleetApp();
const controlPlane = { kubeconfig: '' };
const network = { vpcId: 'vpc', subnetIds: ['a'], podSubnetIds: ['b'] };

new ProvisionedClusters('ok', {
  program,
  controlPlane,
  providers: {
    aws: new EksProvider({ regions: { 'us-east-1': { subnetIds: ['a', 'b'] } } }),
    tencent: new TkeProvider({ regions: { 'ap-beijing': network }, versions: { '1.34': '1.34.1' } }),
    gcp: new GkeProvider({ project: 'p', regions: { 'us-central1': {} } }),
    'our-cloud': { provision: () => ({}) },
  },
});

// @ts-expect-error clusters of no program
new ProvisionedClusters('program', { controlPlane, providers: {} });
// @ts-expect-error a provider that provisions nothing
new ProvisionedClusters('provider', { program, controlPlane, providers: { aws: {} } });
// @ts-expect-error a cluster without subnets
new EksProvider({ regions: { 'us-east-1': {} } });
// @ts-expect-error ACK is not told what it calls the versions
new AckProvider({ regions: {} });
// @ts-expect-error a network without subnets for pods
new TkeProvider({ regions: { 'ap-beijing': { vpcId: 'vpc', subnetIds: ['a'] } }, versions: {} });
// @ts-expect-error limits without a highest number of nodes
export const autoscaling: PoolAutoscaling = { min: 0 };
