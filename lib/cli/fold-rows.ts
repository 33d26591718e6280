/** Rows that say the same of several members, from this many on, become one. */
const FEWEST = 3;

/**
 * Rows of a table in which neighbours that differ only in one column are one row, whose figures hold for each of them:
 * `edge-03 … edge-42 (each of 40)`. A fleet of many equal sites is read at a glance that way.
 */
export function foldRows(rows: readonly (readonly string[])[], column: number): string[][] {
  const others = (row: readonly string[]) => JSON.stringify(row.filter((_, i) => i !== column));
  const runs: (readonly string[])[][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last && others(last[0]!) === others(row)) {
      last.push(row);
    } else {
      runs.push([row]);
    }
  }
  return runs.flatMap((run) => {
    if (run.length < FEWEST) {
      return run.map((row) => [...row]);
    }
    const [first, last] = [run[0]!, run.at(-1)!];
    const members = `${first[column]} … ${last[column]} (each of ${run.length})`;
    return [first.map((cell, i) => (i === column ? members : cell))];
  });
}
