import type { Manifest } from '../lib/core/manifest';
import { awaitObject } from '../lib/pulumi/provider/await-object';
import type { ApiClient } from '../lib/twin/client';

const DECLARED = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } };
const OVER = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'it has timed out' };

/** A Deployment of one pod, as it is from one look to the next. */
function looks(...statuses: readonly object[]): ApiClient {
  let at = 0;
  const read = async (): Promise<Manifest> => ({
    ...DECLARED,
    metadata: { name: 'x', generation: 2 },
    status: { observedGeneration: 2, ...statuses[Math.min(at++, statuses.length - 1)] },
  });
  return { read } as unknown as ApiClient;
}

const broken = { replicas: 2, updatedReplicas: 1, availableReplicas: 1, conditions: [OVER] };
const well = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };

test('a rollout that its controller has given up is waited for no longer', async () => {
  expect(await awaitObject(looks(broken), DECLARED, { for: 'rollout', seconds: 300 })).toBe(
    'it is applied, and its controller has given it up: 1 of 1 pods are of its current template, 1 of an earlier one, ' +
      '1 of 1 are available: it has timed out',
  );
});

test('what is left of one that had failed before is none', async () => {
  expect(await awaitObject(looks(broken, well), DECLARED, { for: 'rollout', seconds: 60 })).toBeUndefined();
});
