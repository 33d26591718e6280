// Checked by `npm run typecheck`: what must not compile does not, what must does.

import { FleetApp, Gpu, GpuFleet, type MemberProps, WeightedPropagation, Workload } from 'cdk8s-fleet';
import { Construct } from 'constructs';

const app = new FleetApp();
const of = Workload.fromName({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'infer' });

const fleet = new GpuFleet(app, 'fleet', {
  members: { 'ack-gpu-a': { kubernetes: '1.34' }, 'tke-gpu-b': { kubernetes: '1.33' } },
  groups: { train: ['ack-gpu-a'] },
});
fleet.member('tke-gpu-b');
fleet.group('train');
new WeightedPropagation(fleet, 'ok', { of, weights: { 'ack-gpu-a': 2 } });

// @ts-expect-error a misspelt member
fleet.member('ack-gpu-b');
// @ts-expect-error a misspelt group
fleet.group('serve');
// @ts-expect-error a misspelt member in weights
new WeightedPropagation(fleet, 'misspelt', { of, weights: { 'ack-gpu-a': 2, 'tke-gpu-bb': 1 } });
// @ts-expect-error a weight that is no number
new WeightedPropagation(fleet, 'text', { of, weights: { 'ack-gpu-a': '2' } });

// in another scope of the fleet members are not known to the compiler, and are checked at synthesis
const inner = new Construct(fleet, 'inner');
new WeightedPropagation(inner, 'inner', { of, weights: { 'ack-gpu-a': 2, anything: 1 } });

const other = new GpuFleet(app, 'other', { members: { 'idc-gpu': { kubernetes: '1.34' } } });
// @ts-expect-error a member of another fleet
new WeightedPropagation(other, 'foreign', { of, weights: { 'ack-gpu-a': 1 } });
// @ts-expect-error a fleet without groups has none
other.group('train');
// @ts-expect-error a group of a member that the fleet does not have
new GpuFleet(app, 'groups', { members: { a: { kubernetes: '1.34' } }, groups: { train: ['b'] } });
// @ts-expect-error a member without a Kubernetes version
new GpuFleet(app, 'version', { members: { a: {} } });
// @ts-expect-error a GPU that the catalogue does not have
Gpu.nvidia('V101');

// dynamic input compiles, and is checked at synthesis
const members: Record<string, MemberProps> = { [process.argv[2] ?? 'a']: { kubernetes: '1.34' } };
const dynamic = new GpuFleet(app, 'dynamic', { members });
dynamic.member('anything');
new WeightedPropagation(dynamic, 'dynamic', { of, weights: Object.fromEntries([['a', 1]]) });
