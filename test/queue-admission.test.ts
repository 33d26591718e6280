import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import { CronJob, Deployment } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import {
  type IQueue,
  TrainingJob,
  TrainingQueue,
  VolcanoScheduler,
  WeightedPropagation,
  WholePropagation,
  Workload,
} from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { admit } from '../lib/training/admission';
import { deployment, job, twoMembers } from './support';

const QUEUE = 'scheduling.volcano.sh/queue-name';

function withQueue() {
  const { app, fleet } = twoMembers({ volcano: '1.15' });
  return { app, scope: fleet.member('a'), queue: new TrainingQueue(fleet, 'q', { capability: { gpus: 8 } }) };
}

/** An object of a kind without pods. */
const configMap = (scope: Construct) =>
  new ApiObject(scope, 'c', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default' } });

describe('a workload is given to a queue', () => {
  test('plain: its pods name the queue and the scheduler, beside what they say already', () => {
    const { app, scope, queue } = withQueue();
    queue.add(deployment(scope, 'server', 2), { minAvailable: 2 });
    queue.add(job(scope, 'batch', 2));
    const annotated = new ApiObject(scope, 'annotated', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'annotated', namespace: 'default' },
      spec: {
        serviceName: 'annotated',
        selector: { matchLabels: { app: 'annotated' } },
        template: {
          metadata: { labels: { app: 'annotated' }, annotations: { 'example.com/a': 'b' } },
          spec: { containers: [{ name: 'main', image: 'registry.internal/main:1' }] },
        },
      },
    });
    queue.add(annotated);
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'Deployment' })).toMatchObject([
      {
        metadata: { annotations: { 'scheduling.volcano.sh/group-min-member': '2' } },
        spec: {
          template: {
            metadata: { labels: { app: 'server' }, annotations: { [QUEUE]: 'q' } },
            spec: { schedulerName: 'volcano' },
          },
        },
      },
    ]);
    expect(manifestsOf(app, { kind: 'Job' })).toMatchObject([
      { spec: { template: { metadata: { annotations: { [QUEUE]: 'q' } }, spec: { schedulerName: 'volcano' } } } },
    ]);
    expect(manifestsOf(app, { kind: 'StatefulSet' })).toMatchObject([
      { spec: { template: { metadata: { annotations: { 'example.com/a': 'b', [QUEUE]: 'q' } } } } },
    ]);
  });

  test('of cdk8s-plus: what is annotated later stays', () => {
    const { app, scope, queue } = withQueue();
    const containers = [{ image: 'registry.internal/main:1' }];
    const server = new Deployment(scope, 'server', { metadata: { namespace: 'default' }, containers });
    queue.add(server);
    server.podMetadata.addAnnotation('example.com/a', 'b');
    const nightly = new CronJob(scope, 'nightly', {
      metadata: { namespace: 'default' },
      schedule: { expressionString: '0 1 * * *' } as never,
      activeDeadline: Duration.hours(1),
      containers,
    });
    queue.add(nightly);
    expect(manifestsOf(app, { kind: 'Deployment' })).toMatchObject([
      { spec: { template: { metadata: { annotations: { 'example.com/a': 'b', [QUEUE]: 'q' } } } } },
    ]);
    expect(manifestsOf(app, { kind: 'CronJob' })).toMatchObject([
      {
        spec: {
          jobTemplate: {
            spec: {
              template: { metadata: { annotations: { [QUEUE]: 'q' } }, spec: { schedulerName: 'volcano' } },
            },
          },
        },
      },
    ]);
  });

  test('a Volcano Job and a Pod say it themselves', () => {
    const { app, scope, queue } = withQueue();
    const containers = [{ name: 'main', image: 'registry.internal/main:1' }];
    const metadata = { namespace: 'default' };
    const byHand = new ApiObject(scope, 'job', {
      apiVersion: 'batch.volcano.sh/v1alpha1',
      kind: 'Job',
      metadata: { name: 'job', ...metadata },
      spec: { queue: 'default', tasks: [{ name: 'main', replicas: 1, template: { spec: { containers } } }] },
    });
    queue.add(byHand);
    queue.add(
      new ApiObject(scope, 'pod', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'pod', ...metadata },
        spec: { containers },
      }),
    );
    expect(manifestsOf(app, { kind: 'Job' })).toMatchObject([{ spec: { queue: 'q', schedulerName: 'volcano' } }]);
    expect(manifestsOf(app, { kind: 'Pod' })).toMatchObject([
      { metadata: { annotations: { [QUEUE]: 'q' } }, spec: { schedulerName: 'volcano' } },
    ]);
  });

  test('that is not where the workload goes: a finding for each such member, whoever wrote the workload', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const queue = new TrainingQueue(fleet, 'q', { to: ['a'] });
    const server = deployment(fleet, 'server', 2);
    queue.add(server);
    new WeightedPropagation(fleet, 'spread', { of: server, weights: { a: 1, b: 1 } });
    queue.add(job(fleet.member('b'), 'batch', 1));
    // that queue is owned elsewhere: where it is, is not known
    const theirs = deployment(fleet.member('b'), 'theirs', 1);
    admit(TrainingQueue.fromName('theirs'), theirs, {});
    expect(findingsOf(app)).toMatchObject([
      {
        id: 'queue/not-there',
        place: fleet.member('b').node.findChild('batch').node.path,
        value: 'b',
        message: "Job 'batch' may go to member 'b', and its queue 'q' is in 'a' only.",
      },
      { id: 'queue/not-there', place: server.node.path, value: 'b' },
    ]);
  });

  test.each<[string, (fleet: Fleet, queue: TrainingQueue) => void]>([
    ['in the scope of the member', (fleet) => volcanoJob(fleet.member('b'), 'train', 'q')],
    ['sent by a WholePropagation', (fleet) => sendTo(fleet, ['b'], volcanoJob(fleet, 'train', 'q'))],
    ['given to the queue', (fleet, queue) => sendTo(fleet, ['b'], given(queue, volcanoJob(fleet, 'train')))],
    ['sent by a policy of its own', (fleet) => sendTo(fleet, ['b'], trainingJob(fleet, null))],
    ['sent by itself', (fleet) => trainingJob(fleet, ['b'])],
    ['sent to one of two', (fleet) => sendTo(fleet, ['a', 'b'], volcanoJob(fleet, 'train', 'q'))],
    ['made by a CronJob', (fleet) => sendTo(fleet, ['b'], volcanoCronJob(fleet, 'train', 'q'))],
    ['selected by a policy by hand', (fleet) => selectForB(fleet, volcanoJob(fleet, 'train', 'q'))],
  ])('the queue of a Volcano Job is where the job runs: %s', (_, add) => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const queue = new TrainingQueue(fleet, 'q', { to: ['a'] });
    add(fleet, queue);
    expect(findingsOf(app)).toMatchObject([{ id: 'training/queue-elsewhere', value: 'b' }]);
  });

  test('of which others are part: whatever the kind of pods', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const parent = new TrainingQueue(fleet, 'parent');
    new TrainingQueue(fleet, 'child', { parent });
    new VolcanoScheduler(fleet, 'scheduler');
    const server = given(parent, deployment(fleet, 'server', 4));
    new WeightedPropagation(fleet, 'spread', { of: server, weights: { a: 1, b: 1 } });
    given(parent, cronJob(fleet.member('a')));
    given({ queueName: 'root' }, deployment(fleet.member('a'), 'rooted', 1));
    expect(findingsOf(app).map(({ id, place, message }) => [id, place, message])).toEqual([
      [
        'training/queue-not-leaf',
        'fleet-member-a/nightly',
        "CronJob 'nightly' is in queue 'parent', which has the children 'child' in member 'a'.",
      ],
      [
        'training/queue-not-leaf',
        'fleet-member-a/rooted',
        "Deployment 'rooted' is in queue 'root', which all other queues are part of.",
      ],
      [
        'training/queue-not-leaf',
        'fleet/server',
        "Deployment 'server' is in queue 'parent', which has the children 'child' in member 'a'.",
      ],
    ]);
  });

  test('and is in no other', () => {
    const { app, scope, queue } = withQueue();
    const other = new TrainingQueue(scope, 'other');
    const server = deployment(scope, 'server', 1);
    queue.add(server);
    queue.add(server);
    other.add(server);
    const plus = new Deployment(scope, 'plus', { metadata: { namespace: 'default' } });
    queue.add(plus);
    other.add(plus);
    plus.addContainer({ image: 'registry.internal/main:1' });
    other.add(new TrainingJob(scope, 'train', { queue, tasks: { worker: { replicas: 1, image: 'i', gpus: 1 } } }));
    expect(findingsOf(app).map(({ id, place, message }) => [id, place, message])).toEqual([
      [
        'queue/two-queues',
        'fleet-member-a/server',
        "Deployment 'server' is given to queue 'other', and is in queue 'q' already.",
      ],
      ['queue/two-queues', 'fleet-member-a/plus/Resource', expect.stringContaining("is in queue 'q' already")],
      ['queue/two-queues', 'fleet-member-a/train/Resource', expect.stringContaining("is in queue 'q' already")],
    ]);
  });

  test('a job is made in it', () => {
    const { app, queue } = withQueue();
    const tasks = { worker: { replicas: 1, gpus: 8, image: 'registry.internal/train:1' } };
    const made = queue.addJob('resnet', { tasks });
    expect(made.queue).toBe(queue);
    expect(manifestsOf(app, { kind: 'Job', target: 'fleet/control-plane' })).toMatchObject([
      { metadata: { name: 'resnet' }, spec: { queue: 'q' } },
    ]);
  });

  test('what makes no pods, or is owned elsewhere, is refused', () => {
    const { scope, queue } = withQueue();
    expect(() => queue.add(configMap(scope))).toThrow(
      "queue/no-pods at fleet-member-a/c: queue 'q' is given a ConfigMap",
    );
    const elsewhere = Workload.fromName({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' });
    expect(() => queue.add(elsewhere)).toThrow('which is owned elsewhere');
  });
});

describe('pods that run at the same time or not at all', () => {
  const GROUP = { 'scheduling.volcano.sh/group-min-member': '2' };

  test('are stated on what a CronJob makes: that owns the pods', () => {
    const { app, scope, queue } = withQueue();
    queue.add(cronJob(scope, 2), { minAvailable: 2 });
    const plus = new CronJob(scope, 'plus', {
      metadata: { name: 'plus', namespace: 'default' },
      schedule: { expressionString: '0 1 * * *' } as never,
      containers: [{ image: 'registry.internal/main:1' }],
    });
    queue.add(plus, { minAvailable: 2 });
    const annotated = {
      metadata: { annotations: GROUP },
      spec: { template: { metadata: { annotations: { [QUEUE]: 'q' } } } },
    };
    expect(manifestsOf(app, { kind: 'CronJob' })).toMatchObject([
      { spec: { jobTemplate: annotated } },
      { spec: { jobTemplate: annotated } },
    ]);
    // of the second no more than one pod is there at a time
    expect(findingsOf(app)).toMatchObject([{ id: 'queue/bad-min-available', place: 'fleet-member-a/plus/Resource' }]);
  });

  test.each([0, -1, 1.5, Number.NaN, 3])('are of a number that there is: %d of 2', (minAvailable) => {
    const { app, scope, queue } = withQueue();
    queue.add(deployment(scope, 'server', 2), { minAvailable });
    queue.add(cronJob(scope, 2), { minAvailable });
    const found = (place: string) => ({ id: 'queue/bad-min-available', place });
    expect(findingsOf(app)).toMatchObject([found('fleet-member-a/server'), found('fleet-member-a/nightly')]);
  });

  test.each([
    [4, ['a', 'b']],
    [2, []],
  ])('are in each member that gets some: %i of 4 that are divided evenly', (minAvailable, members) => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const server = deployment(fleet, 'server', 4);
    new TrainingQueue(fleet, 'q').add(server, { minAvailable });
    new WeightedPropagation(fleet, 'spread', { of: server, weights: { a: 1, b: 1 } });
    expect(findingsOf(app).map(({ id, message }) => [id, message])).toEqual(
      members.map((member) => [
        'queue/bad-min-available',
        `Deployment default/server needs 4 pods at the same time, and member '${member}' gets 2 of it.`,
      ]),
    );
  });

  test('have nodes, and room in the queue', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const scope = fleet.member('a');
    new TrainingQueue(fleet, 'wide').add(job(scope, 'batch', 8, 8, 8), { minAvailable: 8 });
    const narrow = new TrainingQueue(scope, 'narrow', { capability: { gpus: 8 } });
    narrow.add(cronJob(scope, 3, 4), { minAvailable: 3 });
    narrow.add(job(scope, 'fits', 8, 8, 4), { minAvailable: 2 });
    // nobody reads it where Volcano does not schedule the pods
    deployment(scope, 'other', 1).metadata.addAnnotation('scheduling.volcano.sh/group-min-member', '9');
    expect(findingsOf(app)).toMatchObject([
      { id: 'training/gang-does-not-fit', place: 'fleet-member-a/batch', value: 'a' },
      { id: 'training/gang-over-capability', place: 'fleet-member-a/nightly', value: 'nvidia.com/gpu' },
    ]);
  });

  test('are no more than are left to complete', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const batch = job(fleet, 'batch', 8, 4);
    new TrainingQueue(fleet, 'q').add(batch, { minAvailable: 3 });
    new WeightedPropagation(fleet, 'spread', { of: batch, weights: { a: 1, b: 1 } });
    expect(findingsOf(app, 'queue/bad-min-available').map(({ message }) => message)).toEqual([
      "Job default/batch needs 3 pods at the same time, and member 'a' gets 2 of it.",
      "Job default/batch needs 3 pods at the same time, and member 'b' gets 2 of it.",
    ]);
  });

  test('of a StatefulSet are made in parallel', () => {
    const { app, scope, queue } = withQueue();
    const sets = (['OrderedReady', 'Parallel'] as const).map((policy) => {
      const set = deployment(scope, policy.toLowerCase(), 2);
      set.addJsonPatch(
        JsonPatch.replace('/kind', 'StatefulSet'),
        JsonPatch.add('/spec/serviceName', 'set'),
        JsonPatch.add('/spec/podManagementPolicy', policy),
      );
      return set;
    });
    for (const set of sets) {
      queue.add(set, { minAvailable: 2 });
    }
    expect(findingsOf(app)).toMatchObject([{ id: 'queue/bad-min-available', place: 'fleet-member-a/orderedready' }]);
  });

  test('are stated by a Volcano Job itself', () => {
    const { app, scope, queue } = withQueue();
    queue.add(volcanoJob(scope, 'train'), { minAvailable: 1 });
    queue.add(volcanoCronJob(scope, 'every'), { minAvailable: 1 });
    expect(findingsOf(app)).toMatchObject([
      { id: 'queue/no-min-available', place: 'fleet-member-a/train', value: 1 },
      { id: 'queue/no-min-available', place: 'fleet-member-a/every', value: 1 },
    ]);
  });
});

type Fleet = ReturnType<typeof twoMembers>['fleet'];

const TASK = {
  name: 'main',
  replicas: 1,
  template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.internal/main:1' }] } },
};

function specOf(queue: string | undefined) {
  return { schedulerName: 'volcano', minAvailable: 1, ...(queue === undefined ? {} : { queue }), tasks: [TASK] };
}

/** A Volcano Job by hand. */
function volcanoJob(scope: Construct, name: string, queue?: string): ApiObject {
  return new ApiObject(scope, name, {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: { name, namespace: 'default' },
    spec: specOf(queue),
  });
}

function volcanoCronJob(scope: Construct, name: string, queue?: string): ApiObject {
  return new ApiObject(scope, name, {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'CronJob',
    metadata: { name, namespace: 'default' },
    spec: { schedule: '0 1 * * *', jobTemplate: { spec: specOf(queue) } },
  });
}

/** A CronJob of Kubernetes by hand. */
function cronJob(scope: Construct, parallelism = 1, gpus = 1): ApiObject {
  const containers = [
    { name: 'main', image: 'registry.internal/main:1', resources: { limits: { 'nvidia.com/gpu': gpus } } },
  ];
  return new ApiObject(scope, 'nightly', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly', namespace: 'default' },
    spec: {
      schedule: '0 1 * * *',
      jobTemplate: {
        spec: {
          parallelism,
          completions: parallelism,
          template: { spec: { restartPolicy: 'Never', containers } },
        },
      },
    },
  });
}

function trainingJob(fleet: Fleet, to: readonly ['b'] | null): TrainingJob {
  const queue = fleet.node.findChild('q') as TrainingQueue;
  return new TrainingJob(fleet, 'train', { queue, tasks: { main: { replicas: 1, image: 'i' } }, to });
}

function given(queue: IQueue, workload: ApiObject): ApiObject {
  admit(queue, workload, {});
  return workload;
}

function sendTo(fleet: Fleet, to: readonly ('a' | 'b')[], of: Construct): void {
  new WholePropagation(fleet, 'placed', { of, to: [...to] });
}

/** A policy by hand. */
function selectForB(fleet: Fleet, { apiVersion, kind }: ApiObject): void {
  new ApiObject(fleet, 'policy', {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'PropagationPolicy',
    metadata: { name: 'by-hand', namespace: 'default' },
    spec: {
      resourceSelectors: [{ apiVersion, kind }],
      placement: { clusterAffinity: { clusterNames: ['b'] } },
    },
  });
}
