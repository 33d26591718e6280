import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { countedKinds, divisibleKinds } from '../../lib/plan/divisible';
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
test('the lists of divisible and of counted kinds are those of the Karmada that is pinned', () => {
  const { dir } = goModule(ROOT, 'karmada', 'github.com/karmada-io/karmada');
  const groups: Readonly<Record<string, string>> = { appsv1: 'apps/v1', batchv1: 'batch/v1', corev1: 'v1' };
  const nativeIn = (file: string) =>
    [
      ...readFileSync(join(dir, INTERPRETERS, 'native', file), 'utf8').matchAll(
        /s\[(\w+)\.SchemeGroupVersion\.WithKind\(util\.(\w+)Kind\)\] =/g,
      ),
    ].map(([, group = '', kind]) => `${groups[group]}/${kind}`);
  const builtIn = nativeIn('revisereplica.go');
  expect(builtIn).toContain('apps/v1/Deployment');

  const folder = join(dir, INTERPRETERS, 'thirdparty/resourcecustomizations');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('customizations.yaml'),
  );
  expect(files.length).toBeGreaterThan(20);
  const counted = files
    .map((file) => (parse(readFileSync(join(folder, file), 'utf8')) as Customization).spec)
    .filter(({ customizations }) => customizations.replicaResource);
  const kindOf = ({ target }: Customization['spec']) => `${target.apiVersion}/${target.kind}`;
  const revised = counted.filter(({ customizations }) => customizations.replicaRevision).map(kindOf);
  expect([...divisibleKinds()].sort()).toEqual([...builtIn, ...revised].sort());
  // its interpreter counts none
  const some = counted.map(kindOf).filter((kind) => kind !== 'apps.kruise.io/v1alpha1/SidecarSet');
  expect([...countedKinds()].sort()).toEqual([...nativeIn('replica.go'), ...some].sort());
});
