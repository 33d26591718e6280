import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is measured, one after the other; in the second `up` nothing has changed. */
export const STEPS = ['preview', 'up', 'upAgain', 'destroy'] as const;

/** One of them. */
export type Step = (typeof STEPS)[number];

/** Seconds of wall clock, of the steps that were measured. */
export interface Row extends Readonly<Partial<Record<Step, number>>> {
  readonly way: string;
  readonly objects: number;
}

const FILE = join(__dirname, 'recorded.json');

/** The rows that are kept in the repository. */
export function readRows(): readonly Row[] {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Row[];
}

/** Keeps what was measured, in the place of the same steps of the same way and number of objects. */
export function writeRows(rows: readonly Row[]): void {
  const kept = new Map<string, Row>();
  for (const row of [...readRows(), ...rows]) {
    const key = `${row.way} ${row.objects}`;
    kept.set(key, { ...kept.get(key), ...row });
  }
  writeFileSync(FILE, `${JSON.stringify([...kept.values()], null, 2)}\n`);
}
