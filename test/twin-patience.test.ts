import { ApiError } from '../lib/twin/client';
import { patiently } from '../lib/twin/patience';

const HOST = 'https://127.0.0.1:1';
const DENIED = 'admission webhook "validatequeue.volcano.sh" denied the request: ';

/** Refuses with these errors, one after another, and then lets the request through. */
function server(...refusals: readonly ApiError[]) {
  const left = [...refusals];
  return async () => {
    const refusal = left.shift();
    if (refusal) {
      throw refusal;
    }
    return 'done';
  };
}

const denial = (message: string) => new ApiError(400, 'BadRequest', `${DENIED}${message}`, HOST);

test.each([
  ['a webhook starts', new ApiError(500, 'InternalError', 'failed calling webhook "validatejob.volcano.sh"', HOST)],
  [
    'the parent was applied a moment ago',
    denial('failed to get parent queue of queue vision: queue.scheduling.volcano.sh "train-queue" not found'),
  ],
  [
    'the children were deleted a moment ago',
    denial('queue train-queue can not be deleted because it has 2 child queues: research, vision'),
  ],
])('the request is sent again where %s', async (_, refusal) => {
  await expect(patiently(server(refusal))).resolves.toBe('done');
});

test('a kind may be unknown for a while only if it is new', async () => {
  const unknown = new ApiError(404, 'NotFound', 'the server could not find the requested resource', HOST);
  await expect(patiently(server(unknown), { isYoung: true })).resolves.toBe('done');
  await expect(patiently(server(unknown))).rejects.toBe(unknown);
});

test('what the server means to refuse is refused at once', async () => {
  const refusal = denial('queue vision cannot use itself as parent');
  await expect(patiently(server(refusal))).rejects.toBe(refusal);
});

describe('a webhook that does not answer', () => {
  const silence = (webhook: string) =>
    new ApiError(500, 'InternalError', `failed calling webhook "${webhook}": context deadline exceeded`, HOST);

  test('is waited for once: who comes later with the same tries once', async () => {
    const silent = new Map([['a', Date.now() - 40_000]]);
    const again = silence('a');
    await expect(patiently(server(again), { silent })).rejects.toBe(again);
    await expect(patiently(server(silence('b')), { silent })).resolves.toBe('done');
  });

  test('that answers again is waited for anew', async () => {
    const silent = new Map([['a', Date.now() - 10_000]]);
    await expect(patiently(server(silence('a')), { silent })).resolves.toBe('done');
    expect(silent).toEqual(new Map());
  });
});
