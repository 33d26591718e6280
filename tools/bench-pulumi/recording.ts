import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Seconds of wall clock. */
export interface Row {
  readonly way: string;
  readonly objects: number;
  readonly preview: number;
  readonly up: number;
  /** Nothing has changed. */
  readonly upAgain: number;
  readonly destroy: number;
}

const FILE = join(__dirname, 'recorded.json');

/** The rows that are kept in the repository. */
export function readRows(): readonly Row[] {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Row[];
}

/** Keeps rows, in the place of those of the same way and number of objects. */
export function writeRows(rows: readonly Row[]): void {
  const keyOf = ({ way, objects }: Row) => `${way} ${objects}`;
  const kept = new Map([...readRows(), ...rows].map((row) => [keyOf(row), row]));
  writeFileSync(FILE, `${JSON.stringify([...kept.values()], null, 2)}\n`);
}
