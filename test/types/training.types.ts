// Checked by `npm run typecheck`: what must not compile does not, what must does.
import { FleetApp, GpuFleet, TrainingJob, TrainingQueue, WholePropagation, Workload } from 'cdk8s-fleet';

const fleet = new GpuFleet(new FleetApp(), 'fleet', {
  members: { 'train-gpu': { kubernetes: '1.34' }, 'idc-gpu': { kubernetes: '1.34' } },
  groups: { train: ['train-gpu'] },
});
const other = new GpuFleet(new FleetApp(), 'other', { members: { edge: { kubernetes: '1.34' } } });
const tasks = { trainer: { replicas: 4, image: 'trainer:v2', pod: { hostNetwork: true } } };
const of = Workload.fromName({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'infer' });

const queue = new TrainingQueue(fleet, 'queue', { to: fleet.group('train'), shares: { 'train-gpu': 1 } });
new TrainingQueue(fleet.member('idc-gpu'), 'local', { parent: queue });
new TrainingJob(fleet, 'job', { queue, tasks, to: ['train-gpu'] });
new TrainingJob(fleet, 'elsewhere', { queue: TrainingQueue.fromName('default'), tasks, to: null });
new WholePropagation(fleet, 'whole', { of, to: fleet });

// @ts-expect-error a misspelt member in shares
new TrainingQueue(fleet, 'a', { shares: { 'train-gpus': 1 } });
// @ts-expect-error a misspelt member
new TrainingQueue(fleet, 'b', { to: ['idc'] });
// @ts-expect-error a member of another fleet
new TrainingQueue(fleet, 'c', { to: other.member('edge') });
// @ts-expect-error a queue by its bare name
new TrainingJob(fleet, 'd', { queue: 'queue', tasks });
// @ts-expect-error a misspelt member
new TrainingJob(fleet, 'e', { queue, tasks, to: ['idc'] });
// @ts-expect-error a plugin that Volcano does not have
new TrainingJob(fleet, 'f', { queue, tasks, plugins: { horovod: [] } });
// @ts-expect-error a task without an image
new TrainingJob(fleet, 'g', { queue, tasks: { trainer: { replicas: 1 } } });
// @ts-expect-error a field that pods do not have
new TrainingJob(fleet, 'h', { queue, tasks: { trainer: { replicas: 1, image: 'i', pod: { hostNet: true } } } });
// @ts-expect-error members of another fleet
new WholePropagation(fleet, 'i', { of, to: other });
// @ts-expect-error GPUs are a number
new TrainingQueue(fleet, 'j', { capability: { gpus: '64' } });
