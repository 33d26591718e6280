import { Interrupted } from './failure';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that Ctrl-C and its kin end in order: they abort the signal, and the work stops what it has started.
 * @throws Interrupted
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort(new Interrupted());
  for (const signal of SIGNALS) {
    process.on(signal, abort);
  }
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) {
      process.off(signal, abort);
    }
  }
}
