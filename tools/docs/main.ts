/**
 * `npm run docs` writes docs/findings.md from the rules in the code, and the tables of docs/benchmarks.md from what was recorded; with
 * --check it only tells whether they are current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TRACES } from '../bench/training/trace';
import { renderFindings } from './findings';
import { pulumiTable } from './pulumi-table';
import { trainingTable } from './training-table';
import { withParts } from './written-parts';

function write(page: string, render: (now: string) => string): void {
  const file = resolve(__dirname, '../../docs', page);
  const now = readFileSync(file, 'utf8');
  const wanted = render(now);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, wanted);
  } else if (now !== wanted) {
    console.error(`docs/${page} is not current. Fix: npm run docs`);
    process.exitCode = 1;
  }
}

write('findings.md', renderFindings);
write('benchmarks.md', (now) =>
  withParts(now, {
    pulumi: pulumiTable(),
    ...Object.fromEntries(TRACES.map((name) => [name, trainingTable(name)])),
  }),
);
