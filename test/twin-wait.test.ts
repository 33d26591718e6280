import { together } from '../lib/twin/together';
import { NotYet, waitFor } from '../lib/twin/wait';

test('waits through reasons and errors until there is something to see', async () => {
  const looks = [
    () => new NotYet('cold'),
    () => {
      throw new Error('refused');
    },
    () => 'seen',
  ];
  const seen = await waitFor('it', async () => looks.shift()?.() ?? 'too late', { seconds: 5, everyMs: 1 });
  expect(seen).toBe('seen');
});

test('when time is up, tells what was waited for and what was seen last', async () => {
  const waiting = waitFor('the moon', async () => new NotYet('clouds'), { seconds: 0, everyMs: 1 });
  await expect(waiting).rejects.toMatchObject({
    id: 'twin/not-ready',
    message: expect.stringMatching(/the moon.*last seen: clouds/),
  });
});

test('a guard and a signal end the waiting at once', async () => {
  const never = async () => new NotYet('never');
  const guard = () => {
    throw new Error('pointless');
  };
  await expect(waitFor('it', never, { seconds: 60, guard })).rejects.toThrow('pointless');
  const controller = new AbortController();
  const waiting = waitFor('it', never, { seconds: 60, everyMs: 10_000, signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('the first failure among tasks aborts the others, and is thrown when all have ended', async () => {
  const ended: string[] = [];
  const waits = (name: string) => async (signal: AbortSignal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    ended.push(name);
    throw new Error(`${name} was aborted`);
  };
  const fails = async () => {
    throw new Error('first');
  };
  await expect(together([waits('a'), fails, waits('b')])).rejects.toThrow('first');
  expect(ended).toEqual(['a', 'b']);
});
