import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Rule } from '../../lib/core/findings';

const LIB = resolve(__dirname, '../../lib');

/** Every rule of the library, by id: the constants of `lib/<domain>/rules.ts`. */
export function allRules(): Rule[] {
  const files = readdirSync(LIB)
    .map((domain) => join(LIB, domain, 'rules.ts'))
    .filter((file) => existsSync(file));
  const rules = files.flatMap((file) => Object.values(require(file) as Record<string, unknown>).filter(isRule));
  return rules.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Ids of operations that fail, as opposed to programs that are wrong: `new Failure({ id: '...' })` anywhere in lib. */
export function allFailureIds(): string[] {
  const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const ids = files.flatMap((file) => {
    const text = readFileSync(join(LIB, file), 'utf8');
    return [...text.matchAll(/\bid: '((?:cli|engine|pulumi|twin|synth)\/[a-z-]+)'/g)].map(
      (match) => match[1] as string,
    );
  });
  const rules = new Set(allRules().map((rule) => rule.id));
  return [...new Set(ids)].filter((id) => !rules.has(id)).sort();
}

/** The text of docs/findings.md. */
export function renderFindings(): string {
  const rules = allRules();
  const sections = rules.map((rule) =>
    [
      `### ${rule.id}`,
      '',
      `${rule.severity}. ${rule.title}`,
      '',
      `${rule.why}${rule.source ? ` Source: ${rule.source}` : ''}`,
    ].join('\n'),
  );
  return `# Findings

Every check has a stable id. Errors stop the synthesis; warnings are accepted in code, with a reason:
\`Findings.of(construct).acknowledge('placement/ratio-not-reachable', 'the reason')\` holds for
the construct and everything below it. This page is written from the code by \`npm run docs\`.

${sections.join('\n\n')}
`;
}

function isRule(x: unknown): x is Rule {
  return typeof x === 'object' && x !== null && 'id' in x && 'severity' in x && 'why' in x;
}
