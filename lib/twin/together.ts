/**
 * Runs tasks side by side. The first that fails aborts the others, and its error is thrown when all have ended: nobody
 * works on while the caller cleans up.
 * @param signal aborts all of them from outside
 */
export async function together(
  tasks: readonly ((signal: AbortSignal) => Promise<unknown>)[],
  signal?: AbortSignal,
): Promise<void> {
  const failing = new AbortController();
  const either = signal ? AbortSignal.any([signal, failing.signal]) : failing.signal;
  let failure: { readonly error: unknown } | undefined;
  await Promise.all(
    tasks.map(async (task) => {
      try {
        await task(either);
      } catch (error) {
        failure ??= { error };
        failing.abort(error);
      }
    }),
  );
  if (failure) {
    throw failure.error;
  }
}
