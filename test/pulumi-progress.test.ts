import { type Tell, waitingFor, withProgress } from '../lib/pulumi/provider/progress';

describe('progress', () => {
  let printed: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    printed = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  /** Tells of something that lasts as long as `during`. */
  const told = (label: string | undefined, during: (tell: Tell) => void) =>
    withProgress(label, async (tell) => during(tell));

  test('is printed every few seconds where it has changed, and no longer when all is done', async () => {
    await told('members/a', (tell) => {
      const open = new Map<string, string | undefined>([
        ['Namespace ml', undefined],
        ['ConfigMap ml/x', 'its phase is absent'],
      ]);
      tell(() => waitingFor(open));
      jest.advanceTimersByTime(12_000);
      open.delete('Namespace ml');
      jest.advanceTimersByTime(12_000);
    });
    jest.advanceTimersByTime(60_000);
    expect(printed).toEqual([
      'members/a: waits for Namespace ml and ConfigMap ml/x (its phase is absent)\n',
      'members/a: waits for ConfigMap ml/x (its phase is absent)\n',
    ]);
  });

  test('is none of what is quick, and of the state of an earlier version, which has no name for it', async () => {
    await told('members/a', (tell) => tell(() => '1 to apply'));
    await told(undefined, (tell) => {
      tell(() => '1 to apply');
      jest.advanceTimersByTime(60_000);
    });
    expect(printed).toEqual([]);
  });
});
