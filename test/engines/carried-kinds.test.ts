import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { referredKinds } from '../../lib/pulumi/join/referred-kinds';

const DEFAULT = 'pkg/resourceinterpreter/default';

/** What an expression of Karmada's reads the name of, and which kind it takes that for. */
const READ_BY_SCRIPTS = /dependent(\w+)\[([\w.[\]]+)\] = true/g;
const READ_OF_PODS = /!visitor\(([\w.[\]]+)\)/g;
const KINDS: Readonly<Record<string, string>> = {
  Secrets: 'Secret',
  ConfigMaps: 'ConfigMap',
  Cms: 'ConfigMap',
  Sas: 'ServiceAccount',
  PVCs: 'PersistentVolumeClaim',
};
/** Loops over a list of references, and its name. */
const LISTS: Readonly<Record<string, string>> = {
  reference: 'imagePullSecrets',
  value: 'imagePullSecrets',
  valuesFrom: 'valuesFrom',
};

/** Karmada's own lists of what it carries along with an object, out of the module that the engine is built from. */
describe('what Karmada carries along', () => {
  let karmada: string;

  beforeAll(() => {
    const cwd = resolve(__dirname, '../../engines/karmada');
    const module = execFileSync('go', ['mod', 'download', '-json', 'github.com/karmada-io/karmada'], { cwd });
    karmada = (JSON.parse(module.toString()) as { Dir: string }).Dir;
  }, 300_000);

  const read = (file: string) => readFileSync(join(karmada, file), 'utf8');
  const inPods = (spec: object) =>
    referredKinds({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec: JSON.parse(JSON.stringify(spec)) });

  test('of pods: every field that its visitors read', () => {
    const pods = read('pkg/util/lifted/visitpod.go');
    const [secrets = '', configMaps = ''] = pods.split('// VisitPodConfigmapNames');
    const fields = [
      ...[...secrets.matchAll(READ_OF_PODS)].map(([, path = '']) => [fieldOf(path), 'Secret'] as const),
      ...[...configMaps.matchAll(READ_OF_PODS)].map(([, path = '']) => [fieldOf(path), 'ConfigMap'] as const),
    ].filter(([field]) => field !== undefined);
    expect(fields.length).toBeGreaterThan(15);
    expect(fields.filter(([field, kind]) => !refersTo({ [field!]: { name: 'x' } }, kind))).toEqual([]);
  });

  test('of other kinds: those that have an interpreter of their own', () => {
    const native = read(`${DEFAULT}/native/dependencies.go`);
    const kinds = [...native.matchAll(/WithKind\(util\.(\w+)Kind\)\] = /g)].map(([, kind]) => kind);
    const pods = ['CronJob', 'DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicaSet', 'StatefulSet'];
    expect(kinds.sort()).toEqual([...pods, 'Ingress', 'ServiceImport'].sort());
  });

  test('of kinds of others: every field that its scripts read', () => {
    const folder = `${DEFAULT}/thirdparty/resourcecustomizations`;
    const files = readdirSync(join(karmada, folder), { recursive: true, encoding: 'utf8' });
    const scripts = files
      .filter((file) => file.endsWith('customizations.yaml'))
      .map((file) => read(`${folder}/${file}`));
    const fields = scripts.flatMap((script) =>
      [...script.matchAll(READ_BY_SCRIPTS)].map(([, kinds = '', path = '']) => [fieldOf(path), KINDS[kinds]!] as const),
    );
    expect(fields.length).toBeGreaterThan(50);
    const unknown = fields.filter(([field, kind]) => !refersTo({ [field!]: { name: 'x' } }, kind));
    // the claims that a Workflow makes
    expect(unknown).toEqual([['volumeClaim', 'PersistentVolumeClaim']]);
  });

  function refersTo(spec: object, kind: string): boolean {
    return inPods(spec).some((one) => one.kind === kind);
  }
});

/** The field that holds the name, or what has it, as manifests spell it. Undefined for a parameter that holds the name alone. */
function fieldOf(path: string): string | undefined {
  const names = path.split('.').map((part) => part.replace(/\[.*/, ''));
  const field = names.filter((name) => !/^(name|Name|metadata|claimName|secretName|SecretName)$/.test(name)).at(-1);
  if (field === undefined || field === 'name') {
    return undefined;
  }
  const listed = LISTS[field] ?? field;
  return `${listed[0]!.toLowerCase()}${listed.slice(1)}`;
}
