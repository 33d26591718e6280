const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Milliseconds in which signals are one: of a Ctrl-C the terminal tells npm, tsx and node, and the first two hand it on. */
const SAME = 1000;

/**
 * Does work that is told when somebody wants it to end, instead of ending this process.
 * @param work its signal aborts the first time
 * @param again called each time after that
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, again: () => void): Promise<T> {
  const controller = new AbortController();
  let last = Number.NEGATIVE_INFINITY;
  const interrupt = () => {
    const now = performance.now();
    if (now - last >= SAME) {
      last = now;
      if (controller.signal.aborted) {
        again();
      } else {
        controller.abort();
      }
    }
  };
  for (const signal of SIGNALS) {
    process.on(signal, interrupt);
  }
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) {
      process.off(signal, interrupt);
    }
  }
}
