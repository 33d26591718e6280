import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../../lib/core/manifest';
import { writeYamlDocuments } from '../../../lib/core/yaml';
import { defaultCacheRoot, ensureEngines } from '../../../lib/engines';
import { temporary } from './folders';

/** What a policy says of an object: `error` is an expression that could not be evaluated. */
export type KyvernoVerdict = 'pass' | 'fail' | 'error';

interface ReportResult {
  readonly policy: string;
  readonly result: KyvernoVerdict | 'skip' | 'warn';
  readonly message: string;
  readonly resources: readonly { readonly kind: string; readonly name: string; readonly apiVersion: string }[];
}

/**
 * Judges objects by policies with Kyverno's command line tool, in one run.
 * @returns `policy apiVersion/kind name` to the verdict; of several rules in a policy, the worst
 */
export async function kyvernoVerdicts(
  policies: readonly Manifest[],
  objects: readonly Manifest[],
): Promise<ReadonlyMap<string, KyvernoVerdict>> {
  const { kyverno } = await ensureEngines(['kyverno'], { cacheRoot: defaultCacheRoot() });
  const folder = temporary('kyverno');
  mkdirSync(folder);
  const [policyFile, objectFile] = [join(folder, 'policies.yaml'), join(folder, 'objects.yaml')];
  writeFileSync(policyFile, writeYamlDocuments(policies));
  writeFileSync(objectFile, writeYamlDocuments(objects));
  const args = ['apply', policyFile, '--resource', objectFile, '--policy-report', '--output-format', 'json'];
  // it ends with an error where a policy fails
  const { stdout, stderr, error } = spawnSync(kyverno.binary, args, {
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 1e8,
  });
  const report = stdout.split('\n').find((line) => line.startsWith('{'));
  if (error || report === undefined) {
    throw error ?? new Error(`kyverno gave no report: ${stdout}${stderr}`);
  }
  const verdicts = new Map<string, KyvernoVerdict>();
  for (const { policy, result, resources } of (JSON.parse(report) as { readonly results: ReportResult[] }).results) {
    for (const { apiVersion, kind, name } of resources) {
      const key = verdictKey(policy, { apiVersion, kind, metadata: { name } });
      verdicts.set(key, worse(verdicts.get(key), result === 'skip' || result === 'warn' ? 'pass' : result));
    }
  }
  return verdicts;
}

/** The key of a verdict. */
export function verdictKey(policy: string, { apiVersion, kind, metadata }: Manifest): string {
  return `${policy} ${apiVersion}/${kind} ${metadata.name}`;
}

function worse(a: KyvernoVerdict | undefined, b: KyvernoVerdict): KyvernoVerdict {
  const order: readonly KyvernoVerdict[] = ['pass', 'fail', 'error'];
  return a !== undefined && order.indexOf(a) > order.indexOf(b) ? a : b;
}
