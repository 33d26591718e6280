import { fewOf } from '../../core/errors';

/** Milliseconds between two looks at how far something is. */
const EVERY_MS = 5000;

/** Says what is being done from now on. The text is asked for when it is shown. */
export type Tell = (doing: () => string) => void;

/**
 * Does something that may take long, and prints how far it is: every few seconds, where that has changed. Pulumi shows what its process for
 * providers prints, at the stack. `pulumi.log` does no more there: that process has no connection to the engine.
 * @param label what it is about; undefined: nothing is printed
 */
export async function withProgress<T>(label: string | undefined, work: (tell: Tell) => Promise<T>): Promise<T> {
  let doing = () => '';
  let told = '';
  const show = () => {
    const now = doing();
    if (now !== told) {
      told = now;
      process.stdout.write(`${label}: ${now}\n`);
    }
  };
  const timer = label === undefined ? undefined : setInterval(show, EVERY_MS);
  try {
    return await work((next) => {
      doing = next;
    });
  } finally {
    clearInterval(timer);
  }
}

/** What is waited for, with the reasons that are known. */
export function waitingFor(reasons: ReadonlyMap<string, string | undefined>): string {
  return `waits for ${fewOf([...reasons].map(([key, why]) => (why === undefined ? key : `${key} (${why})`)))}`;
}
