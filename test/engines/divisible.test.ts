import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { divisibleKinds } from '../../lib/plan/divisible';
import { goModule } from '../../tools/l1/go-module';

const ROOT = resolve(__dirname, '../..');
const INTERPRETERS = 'pkg/resourceinterpreter/default';

interface Customization {
  readonly spec: {
    readonly target: { readonly apiVersion: string; readonly kind: string };
    readonly customizations: { readonly replicaResource?: unknown; readonly replicaRevision?: unknown };
  };
}

/** The kinds that Karmada divides by itself, as its own source says it. */
test('the list of divisible kinds is that of the Karmada that is pinned', () => {
  const { dir } = goModule(ROOT, 'karmada', 'github.com/karmada-io/karmada');
  const native = readFileSync(join(dir, INTERPRETERS, 'native/revisereplica.go'), 'utf8');
  const groups: Readonly<Record<string, string>> = { appsv1: 'apps/v1', batchv1: 'batch/v1' };
  const builtIn = [...native.matchAll(/s\[(\w+)\.SchemeGroupVersion\.WithKind\(util\.(\w+)Kind\)\] =/g)].map(
    ([, group = '', kind]) => `${groups[group]}/${kind}`,
  );
  expect(builtIn).toContain('apps/v1/Deployment');

  const folder = join(dir, INTERPRETERS, 'thirdparty/resourcecustomizations');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('customizations.yaml'),
  );
  expect(files.length).toBeGreaterThan(20);
  const thirdParty = files
    .map((file) => (parse(readFileSync(join(folder, file), 'utf8')) as Customization).spec)
    .filter(({ customizations }) => customizations.replicaResource && customizations.replicaRevision)
    .map(({ target }) => `${target.apiVersion}/${target.kind}`);
  expect([...divisibleKinds()].sort()).toEqual([...builtIn, ...thirdParty].sort());
});
