/** `npm run docs` writes docs/findings.md from the rules in the code; with --check it only tells whether it is current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderFindings } from './findings';

const file = resolve(__dirname, '../../docs/findings.md');
const wanted = renderFindings();
if (!process.argv.includes('--check')) {
  writeFileSync(file, wanted);
} else if (readFileSync(file, 'utf8') !== wanted) {
  console.error('docs/findings.md is not current. Fix: npm run docs');
  process.exitCode = 1;
}
