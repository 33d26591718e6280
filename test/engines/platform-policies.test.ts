import { join } from 'node:path';
import { loadProgram } from '../../lib/cli/program';
import type { Manifest } from '../../lib/core/manifest';
import { packageRoot } from '../../lib/core/package-root';
import { BUILD_TIMEOUT } from './support/engines';
import { removeTemporary } from './support/folders';
import { kyvernoVerdicts, verdictKey } from './support/kyverno';

const ROOT = packageRoot(__dirname);
const { targets } = loadProgram(join(ROOT, 'apps/ai-platform/main.ts'), ROOT).compile();
const objects = targets.flatMap((target) => target.objects.map(({ manifest }) => manifest));
const policies = objects.filter(({ kind }) => kind === 'ValidatingPolicy');
const workloads = objects.filter(
  ({ apiVersion, kind }) => kind === 'Deployment' || `${apiVersion} ${kind}` === 'batch.volcano.sh/v1alpha1 Job',
);
const deployment = workloads.find(({ metadata }) => metadata.name === 'resnet50-v2')!;
const [gang] = workloads.filter(({ kind }) => kind === 'Job') as [Manifest];

/** A copy under another name, with a change of its text. */
function changed(manifest: Manifest, name: string, from: string | RegExp, to: string): Manifest {
  const text = JSON.stringify({ ...manifest, metadata: { ...manifest.metadata, name } });
  const different = text.replace(from, to);
  expect(different).not.toBe(text);
  return JSON.parse(different) as Manifest;
}

afterAll(removeTemporary);

test(
  'Kyverno takes every workload of the reference platform, and refuses them when they are made bad',
  async () => {
    expect(workloads.length).toBeGreaterThanOrEqual(5);
    const bad: readonly (readonly [string, Manifest])[] = [
      ['baseline-registries', changed(deployment, 'elsewhere', 'registry.internal', 'registry.example.com')],
      ['baseline-registries', changed(gang, 'elsewhere', 'registry.internal', 'registry.example.com')],
      [
        'baseline-no-privileged',
        changed(deployment, 'root', '"image"', '"securityContext":{"privileged":true},"image"'),
      ],
      ['training-limits', changed(gang, 'greedy', '"limits"', '"requests"')],
      ['training-limits', changed(gang, 'without-gpu', /"nvidia\.com\/gpu":"?1"?/g, '"example.com/disk":1')],
    ];
    const verdicts = await kyvernoVerdicts(policies, [...workloads, ...bad.map(([, manifest]) => manifest)]);

    // of what the training clusters demand, only what goes there is a matter
    const reached = (policy: Manifest, workload: Manifest) =>
      policy.metadata.name !== 'training-limits' || workload === gang;
    const expected = policies.flatMap((policy) =>
      workloads
        .filter((workload) => reached(policy, workload))
        .map((workload) => [verdictKey(policy.metadata.name!, workload), 'pass'] as const),
    );
    expect(Object.fromEntries(expected.map(([key]) => [key, verdicts.get(key)]))).toEqual(Object.fromEntries(expected));
    expect(bad.map(([policy, manifest]) => verdicts.get(verdictKey(policy, manifest)))).toEqual(bad.map(() => 'fail'));
  },
  BUILD_TIMEOUT,
);
