import { ApiObject, Duration } from 'cdk8s';
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
import { cronJob, QUEUE, volcanoCronJob, volcanoJob, withQueue } from './queue-admission-support';
import { deployment, job, twoMembers } from './support';

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

type Fleet = ReturnType<typeof twoMembers>['fleet'];

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
