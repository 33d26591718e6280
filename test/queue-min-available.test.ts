import { JsonPatch } from 'cdk8s';
import { CronJob } from 'cdk8s-plus-28';
import { TrainingQueue, WeightedPropagation } from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { cronJob, QUEUE, volcanoCronJob, volcanoJob, withQueue } from './queue-admission-support';
import { deployment, job, twoMembers } from './support';

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
