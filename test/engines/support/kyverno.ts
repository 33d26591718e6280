import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, Manifest } from '../../../lib/core/manifest';
import { writeYaml, writeYamlDocuments } from '../../../lib/core/yaml';
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
 * @param before what objects are updates of, by name; without it they are created. The tool can tell a ClusterPolicy only: to a
 * ValidatingPolicy each object is an update of itself
 * @returns `policy apiVersion/kind name` to the verdict; of several rules in a policy, the worst
 */
export async function kyvernoVerdicts(
  policies: readonly Manifest[],
  objects: readonly Manifest[],
  before?: Readonly<Record<string, Manifest>>,
): Promise<ReadonlyMap<string, KyvernoVerdict>> {
  const { kyverno } = await ensureEngines(['kyverno'], { cacheRoot: defaultCacheRoot() });
  const folder = temporary('kyverno');
  mkdirSync(folder);
  const [policyFile, objectFile] = [join(folder, 'policies.yaml'), join(folder, 'objects.yaml')];
  writeFileSync(policyFile, writeYamlDocuments(policies));
  writeFileSync(objectFile, writeYamlDocuments(objects));
  const args = ['apply', policyFile, '--resource', objectFile, '--policy-report', '--output-format', 'json'];
  if (before) {
    const valuesFile = join(folder, 'values.yaml');
    writeFileSync(valuesFile, writeYaml(updateValues(policies, before)));
    args.push('--values-file', valuesFile);
  }
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

/** What the tool reads to judge objects as updates. */
function updateValues(policies: readonly Manifest[], before: Readonly<Record<string, Manifest>>): JsonObject {
  const resources = Object.entries(before).map(([name, old]) => ({ name, values: { 'request.oldObject': old } }));
  return {
    apiVersion: 'cli.kyverno.io/v1alpha1',
    kind: 'Value',
    metadata: { name: 'updates' },
    globalValues: { 'request.operation': 'UPDATE' },
    policies: policies.map(({ metadata }) => ({ name: metadata.name ?? '', resources })),
  };
}

/** The key of a verdict. */
export function verdictKey(policy: string, { apiVersion, kind, metadata }: Manifest): string {
  return `${policy} ${apiVersion}/${kind} ${metadata.name}`;
}

function worse(a: KyvernoVerdict | undefined, b: KyvernoVerdict): KyvernoVerdict {
  const order: readonly KyvernoVerdict[] = ['pass', 'fail', 'error'];
  return a !== undefined && order.indexOf(a) > order.indexOf(b) ? a : b;
}
