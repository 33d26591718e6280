import { Chart } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import { Findings, TrainingJob, TrainingQueue, WeightedPropagation } from '../lib';
import { findingsOf } from '../lib/testing';
import { policy } from './policy-support';
import { deployment, idsOf, job, twoMembers } from './support';

describe('a workload that no policy selects', () => {
  test('stays on the control plane, and runs nowhere', () => {
    const { app, fleet } = twoMembers();
    const placed = deployment(fleet, 'placed', 2);
    new WeightedPropagation(fleet, 'spread', { of: placed, weights: { a: 1, b: 1 } });
    deployment(fleet, 'forgotten', 2);
    expect(findingsOf(app)).toMatchObject([
      {
        id: 'placement/not-placed',
        severity: 'warning',
        place: 'fleet/forgotten',
        value: 'Deployment default/forgotten',
        message: expect.stringContaining('runs nowhere'),
      },
    ]);
  });

  test('whatever makes its pods, and though a policy has others of its kind', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const queue = TrainingQueue.fromName('default');
    new TrainingJob(fleet, 'train', { queue, to: null, tasks: { main: { replicas: 1, image: 'i' } } });
    job(fleet, 'batch', 1);
    policy(fleet, 'other', { selects: { apiVersion: 'batch/v1', kind: 'Job', name: 'nightly' } });
    expect(findingsOf(app, 'placement/not-placed').map(({ place }) => place)).toEqual([
      'fleet/train/Resource',
      'fleet/batch',
    ]);
  });

  test('may be placed by a policy that others own: that is acknowledged', () => {
    const { app, fleet } = twoMembers();
    const theirs = deployment(fleet, 'theirs', 1);
    Findings.of(theirs).acknowledge('placement/not-placed', 'the platform team places it');
    expect(findingsOf(app)).toMatchObject([{ acknowledged: 'the platform team places it' }]);
  });

  test('is of a member, of the host or of no fleet: there it runs by itself', () => {
    const { app, fleet } = twoMembers();
    deployment(fleet.member('a'), 'direct', 1);
    deployment(fleet.host, 'beside', 1);
    deployment(new Chart(app, 'chart'), 'plain', 1);
    new ConfigMap(fleet, 'settings');
    expect(idsOf(app)).toEqual([]);
  });
});
