import { Gpu, TrainingJob, TrainingQueue, type TrainingQueueProps, VolcanoScheduler } from '../lib';
import { NODE_GROUP_LABEL } from '../lib/plan/node-groups';
import { findingsOf } from '../lib/testing';
import { twoMembers } from './support';

/** A fleet whose members have two nodes of 8 GPUs in each of these groups; '' is none. */
function grouped(...groups: readonly string[]) {
  const pools = groups.map((group, i) => ({
    name: `pool-${i}`,
    gpu: Gpu.nvidia('V100'),
    nodes: 2,
    gpusPerNode: 8,
    ...(group === '' ? {} : { labels: { [NODE_GROUP_LABEL]: group } }),
  }));
  const member = { kubernetes: '1.34', pools };
  const made = twoMembers({ volcano: '1.15', members: { a: member, b: member } });
  new VolcanoScheduler(made.fleet, 'scheduler');
  const queueOf = (id: string, props: TrainingQueueProps<'a' | 'b'> = {}) =>
    new TrainingQueue(made.fleet.member('a'), id, props);
  return { ...made, queueOf };
}

test('a group that no pool of the member is in', () => {
  const { app, queueOf } = grouped('fast', '');
  queueOf('right', { nodeGroups: ['fast'] });
  const wrong = queueOf('wrong', { nodeGroups: ['fats', 'nowhere', 'fast'] });
  expect(findingsOf(app)).toMatchObject([
    {
      id: 'queue/unknown-node-group',
      place: `${wrong.node.path}/Resource`,
      value: 'fats',
      fix: "Did you mean 'fast'?",
    },
    { id: 'queue/unknown-node-group', value: 'nowhere', fix: expect.stringContaining(NODE_GROUP_LABEL) },
  ]);
});

test('a queue that is bound to none where all nodes are in groups; a child is bound as its parent is', () => {
  const { app, queueOf } = grouped('fast', 'slow');
  const parent = queueOf('parent', { nodeGroups: ['fast'] });
  queueOf('child', { parent });
  const rest = queueOf('rest');
  expect(findingsOf(app)).toMatchObject([
    { id: 'queue/outside-node-groups', place: `${rest.node.path}/Resource`, value: 'a' },
  ]);
});

test('a capability is held against the nodes of the groups, that of a parent against those of all its children', () => {
  const { app, queueOf } = grouped('fast', 'slow', '');
  const parent = queueOf('parent', { capability: { gpus: 32 } });
  const fast = queueOf('fast', { parent, nodeGroups: ['fast'], capability: { gpus: 24 } });
  queueOf('slow', { parent, nodeGroups: ['slow'], capability: { gpus: 16 } });
  const rest = queueOf('rest', { capability: { gpus: 17 } });
  expect(findingsOf(app).filter(({ id }) => id === 'queue/capability-over-capacity')).toMatchObject([
    {
      place: `${fast.node.path}/Resource`,
      message: expect.stringContaining('in its node groups hold nvidia.com/gpu 16'),
    },
    { place: `${rest.node.path}/Resource` },
  ]);
});

test.each<[string, readonly string[] | undefined, readonly string[]]>([
  ['the nodes of its queue', ['fast'], ['training/gang-does-not-fit']],
  ['the nodes of its queue', ['fast', 'slow'], []],
  ['the nodes of no group', undefined, ['training/gang-does-not-fit']],
])('a gang has room in %s: %j', (_, nodeGroups, ids) => {
  const { app, fleet, queueOf } = grouped('fast', 'slow', '');
  queueOf('other', { nodeGroups: ['slow'] });
  const queue = queueOf('q', { nodeGroups });
  const tasks = { worker: { image: 'registry.internal/train:1', replicas: 3, gpus: 8 } };
  new TrainingJob(fleet, 'gang', { queue, tasks });
  expect(findingsOf(app).map(({ id }) => id)).toEqual(ids);
});

test('node groups decide nothing where no queue is bound to them', () => {
  const { app, fleet, queueOf } = grouped('fast', 'slow');
  const queue = queueOf('q', { capability: { gpus: 32 } });
  const tasks = { worker: { image: 'registry.internal/train:1', replicas: 4, gpus: 8 } };
  new TrainingJob(fleet, 'gang', { queue, tasks });
  expect(findingsOf(app)).toEqual([]);
});
