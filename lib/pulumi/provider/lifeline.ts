/** Milliseconds between two looks. */
const EVERY_MS = 1000;

/**
 * Ends this process when the one that has started it is gone. A Pulumi that is killed leaves its providers behind: of what they go on with nobody would
 * learn, the next update would begin beside them, and once they print into the closed pipe they never stop, as Pulumi's handler of
 * errors prints that error too.
 */
export function endWithParent(): void {
  const parent = process.ppid;
  const look = () => {
    if (process.ppid !== parent) {
      process.exit(1);
    }
  };
  setInterval(look, EVERY_MS).unref();
}
