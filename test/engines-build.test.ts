import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ENGINES, type EngineProgress, ensureEngines, findEngines } from '../lib/engines';
import { ensureCache } from '../lib/engines/cache';
import { engineSource } from '../lib/engines/source';

let folder: string;
let cacheRoot: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-engines-'));
  cacheRoot = join(folder, 'cache');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface FakeGo {
  readonly version?: string;
  /** Shell lines for `go list -deps`. */
  readonly list?: string;
  /** Shell lines for `go build`; `$out` is the file to write. */
  readonly build?: string;
  /** What `go mod download -json` prints of a graft. @default a module with the hash that the catalogue names */
  readonly graft?: object;
  /** Shell lines for `go mod download`. @default tells the graft */
  readonly download?: string;
}

const BUILT = 'echo runtime >&2; echo cdk8s-fleet.dev/engines/x >&2; echo binary > "$out"; chmod +x "$out"';

/** A `go` that does what a test needs, counts its builds, and holds the modules with the assets. */
function fakeGo({
  version = 'go1.99.0',
  list = 'echo fresh; echo stale; echo stale',
  build = BUILT,
  graft = { Dir: join(folder, 'published'), Sum: ENGINES.volcano.grafts[0].sum },
  download = `echo '${JSON.stringify(graft)}'`,
}: FakeGo): string {
  const module = join(folder, 'module');
  mkdirSync(join(module, 'charts/karmada/_crds/bases/policy'), { recursive: true });
  mkdirSync(join(module, 'artifacts/deploy'), { recursive: true });
  writeFileSync(join(module, 'charts/karmada/_crds/bases/policy/one.yaml'), 'kind: CustomResourceDefinition\n');
  writeFileSync(join(module, 'artifacts/deploy/webhook-configuration.yaml'), 'kind: X\n');
  const { volcano, 'istio-crds': istio, 'cluster-api-controllers': clusterApi } = ENGINES;
  for (const { from } of [...volcano.assets, ...istio.assets, ...clusterApi.assets]) {
    mkdirSync(dirname(join(module, from)), { recursive: true });
    writeFileSync(join(module, from), 'asset\n');
  }
  for (const { from } of ENGINES['istio-crds'].assets) {
    writeFileSync(join(module, from), CRDS);
  }
  mkdirSync(join(folder, 'published'), { recursive: true });
  writeFileSync(join(folder, 'published', 'go.mod'), 'module volcano.sh/apis\n', { mode: 0o444 });
  const script = `#!/bin/sh
case "$1 $2" in
  "env GOVERSION") echo ${version} ;;
  "list -m") echo ${module} ;;
  "list -deps") ${list} ;;
  "mod download") ${download} ;;
  *) for argument; do case "$argument" in -o=*) out="\${argument#-o=}" ;; esac; done
     echo built >> ${join(folder, 'builds')}
     ${build} ;;
esac
`;
  const file = join(folder, 'go');
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  return file;
}

/** Two definitions, one with a field that is named `description`, and something else. */
const CRDS = `kind: CustomResourceDefinition
metadata:
  name: ones.example.com
spec:
  schema:
    description: what it is
    properties:
      description:
        type: string
        description: what it says
---
kind: CustomResourceDefinition
metadata:
  name: twos.example.com
---
kind: ConfigMap
`;

const builds = () => readFileSync(join(folder, 'builds'), 'utf8').trim().split('\n').length;

test('builds what is missing once, with its assets, and finds it afterwards', async () => {
  const go = fakeGo({});
  expect(await findEngines(['karmada'], { cacheRoot })).toEqual([
    { name: 'karmada', version: engineSource('karmada').version },
  ]);
  const events: EngineProgress[] = [];
  const { karmada } = await ensureEngines(['karmada'], { cacheRoot, go, onProgress: (event) => events.push(event) });

  expect(readFileSync(karmada.binary, 'utf8')).toBe('binary\n');
  expect(existsSync(join(karmada.assets, 'crds/policy/one.yaml'))).toBe(true);
  expect(existsSync(join(karmada.assets, 'webhook-configuration.yaml'))).toBe(true);
  expect(events.map(({ phase, done, total }) => `${phase} ${done}/${total}`)).toEqual([
    'download 0/0',
    'compile 1/3',
    'compile 2/3',
    'link 3/3',
    'assets 3/3',
    'ready 3/3',
  ]);
  await ensureEngines(['karmada'], { cacheRoot, go });
  expect(builds()).toBe(1);
  expect(await findEngines(['karmada'], { cacheRoot })).toMatchObject([{ engine: karmada }]);
});

test('two that want the same engine at once build it once, and the second says that it waits', async () => {
  const go = fakeGo({ build: `sleep 0.5; ${BUILT}` });
  const phases: string[] = [];
  const onProgress = ({ phase }: EngineProgress) => phases.push(phase);
  const [first, second] = await Promise.all([
    ensureEngines(['kubernetes'], { cacheRoot, go, onProgress }),
    ensureEngines(['kubernetes'], { cacheRoot, go, onProgress }),
  ]);
  expect(first).toEqual(second);
  expect(builds()).toBe(1);
  expect(phases).toContain('waiting');
});

const ADDED = 'pkg/apis/scheduling/v1beta1/queue_allocation_gate.go';

test('a graft is put together for the build, and only for it', async () => {
  const looks = `ls apis/go.mod apis/${ADDED} ../lifeline/go.mod >&2 && test -w apis/go.mod`;
  const { volcano } = await ensureEngines(['volcano'], {
    cacheRoot,
    go: fakeGo({ build: `${looks} && { ${BUILT}; }` }),
  });
  expect(readdirSync(dirname(volcano.binary)).sort()).toEqual(['assets', 'engine.json', 'volcano']);
  expect(existsSync(join(engineSource('volcano').folder, 'apis'))).toBe(false);
});

describe('a graft that changes a text of its module', () => {
  const [graft] = ENGINES['cluster-api-controllers'].grafts;
  const [edit] = graft.edits;
  const go = (text: string, build = BUILT) => {
    const file = join(folder, 'published', edit.file);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return fakeGo({ graft: { Dir: join(folder, 'published'), Sum: graft.sum }, build });
  };

  test('does so wherever it stands', async () => {
    const looks = `test "$(cat test/${edit.file})" = 'at ${edit.to} and ${edit.to}'`;
    const build = ensureEngines(['cluster-api-controllers'], {
      cacheRoot,
      go: go(`at ${edit.from} and ${edit.from}`, `${looks} && { ${BUILT}; }`),
    });
    await expect(build).resolves.toBeDefined();
  });

  test('is not built where it does not stand', async () => {
    const build = ensureEngines(['cluster-api-controllers'], { cacheRoot, go: go('at another') });
    await expect(build).rejects.toThrow(`${edit.file} has no ${edit.from}`);
  });
});

test.each([
  ['is not what the catalogue says', { Dir: '/', Sum: 'h1:other=' }, 'checksum mismatch: h1:other=, expected h1:'],
  ['cannot be had', { Error: 'volcano.sh/apis@v1.14.0: 403 Forbidden' }, '403 Forbidden'],
])('tells that a graft %s', async (_, graft, line) => {
  await expect(ensureEngines(['volcano'], { cacheRoot, go: fakeGo({ graft }) })).rejects.toMatchObject({
    id: 'engine/download-failed',
    place: 'volcano',
    lastLines: [expect.stringContaining(line)],
  });
});

test('takes over the lock and the unfinished folder of a dead process', async () => {
  const go = fakeGo({});
  const { key } = engineSource('kubernetes');
  const lock = join(cacheRoot, `kubernetes-${key}-go1.99.0.lock`);
  mkdirSync(lock, { recursive: true });
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(lock, longAgo, longAgo);
  mkdirSync(join(cacheRoot, `unfinished-kubernetes-${key}-go1.99.0`, 'left'), { recursive: true });

  const { kubernetes } = await ensureEngines(['kubernetes'], { cacheRoot, go });
  expect(existsSync(kubernetes.binary)).toBe(true);
  expect(existsSync(lock)).toBe(false);
});

test('an engine that was built runs without Go', async () => {
  const { kubernetes } = await ensureEngines(['kubernetes'], { cacheRoot, go: fakeGo({}) });
  const again = await ensureEngines(['kubernetes'], { cacheRoot, go: join(folder, 'no-such-go') });
  expect(again.kubernetes).toEqual(kubernetes);
});

test('tells that Go is missing', async () => {
  await expect(ensureEngines(['kubernetes'], { cacheRoot, go: 'no-such-go' })).rejects.toMatchObject({
    id: 'engine/go-missing',
    place: 'no-such-go',
  });
});

test.each([
  ['says its version', { version: 'go1.21.3' }, 'Go 1.21.3 is installed'],
  [
    'refuses to run',
    { version: '"" ; echo "go: go.mod requires go >= 1.26.0 (running go 1.20; GOTOOLCHAIN=local)" >&2 ; false' },
    'Go 1.20 is installed',
  ],
])('tells that Go is too old when it %s', async (_, go: FakeGo, message) => {
  await expect(ensureEngines(['kubernetes'], { cacheRoot, go: fakeGo(go) })).rejects.toMatchObject({
    id: 'engine/go-too-old',
    message: expect.stringContaining(message),
  });
});

test('tells that a build failed, with the end of the output and the log', async () => {
  const go = fakeGo({ build: 'echo "x.go:1: undefined: y" >&2; exit 1' });
  const failure = await ensureEngines(['kubernetes'], { cacheRoot, go }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ id: 'engine/build-failed', lastLines: ['x.go:1: undefined: y'] });
  expect(readFileSync((failure as { log: string }).log, 'utf8')).toBe('x.go:1: undefined: y\n');
  expect(await findEngines(['kubernetes'], { cacheRoot })).not.toMatchObject([{ engine: expect.anything() }]);
});

test.each([
  'go: example.com/x@v1.0.0: Get "https://proxy.example.com/x": dial tcp: lookup proxy.example.com: no such host',
  'go: example.com/x@v1.0.0: reading https://proxy.example.com/x: 403 Forbidden',
  'verifying example.com/x@v1.0.0: checksum mismatch',
])('tells that a download failed: %s', async (line) => {
  const go = fakeGo({ list: `echo '${line}' >&2; exit 1` });
  await expect(ensureEngines(['kubernetes'], { cacheRoot, go })).rejects.toMatchObject({
    id: 'engine/download-failed',
    lastLines: [line],
  });
});

test('tells that the cache cannot be written', async () => {
  const go = fakeGo({});
  writeFileSync(cacheRoot, 'a file');
  await expect(ensureEngines(['kubernetes'], { cacheRoot, go })).rejects.toMatchObject({
    id: 'engine/cache-not-writable',
    place: cacheRoot,
  });
});

test('a log that cannot be written does not end the command, and is told beside what failed', async () => {
  const { key } = engineSource('kubernetes');
  const log = join(cacheRoot, 'logs', `kubernetes-${key}.log`);
  mkdirSync(log, { recursive: true });
  const go = fakeGo({ build: 'echo "link: no space left on device" >&2; sleep 0.3; exit 1' });
  const failure = await ensureEngines(['kubernetes'], { cacheRoot, go }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ id: 'engine/build-failed' });
  const { lastLines } = failure as { readonly lastLines: readonly string[] };
  expect([...lastLines].sort()).toEqual([
    'link: no space left on device',
    expect.stringMatching(/^the log cannot be written: EISDIR/),
  ]);
});

test('tells that the logs cannot be written, before anything is built', async () => {
  const logs = join(cacheRoot, 'logs');
  // root may write everywhere, and tests may run as root
  const access = jest.spyOn(promises, 'access').mockImplementation(async (path) => {
    if (path === logs) {
      throw new Error(`EACCES: permission denied, access '${logs}'`);
    }
  });
  try {
    await expect(ensureCache(cacheRoot)).rejects.toMatchObject({
      id: 'engine/cache-not-writable',
      message: expect.stringContaining(logs),
    });
  } finally {
    access.mockRestore();
  }
});

test.each([
  'go: download go1.26.6: golang.org/toolchain@v0.0.1: Get "https://proxy.example.com/x": dial tcp: connection refused',
  'go: download go1.26.6 for linux/amd64: toolchain not available',
])('where Go cannot get the toolchain that it needs, what is built runs, and the rest is told: %s', async (line) => {
  const { kubernetes } = await ensureEngines(['kubernetes'], { cacheRoot, go: fakeGo({}) });
  const go = fakeGo({ version: `"" ; echo '${line}' >&2 ; false` });
  expect((await ensureEngines(['kubernetes'], { cacheRoot, go })).kubernetes).toEqual(kubernetes);
  await expect(ensureEngines(['karmada'], { cacheRoot, go })).rejects.toMatchObject({
    id: 'engine/download-failed',
    place: 'karmada',
    lastLines: [line],
  });
});

test('an abort is no reason to take what is built', async () => {
  await ensureEngines(['kubernetes'], { cacheRoot, go: fakeGo({}) });
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  await expect(ensureEngines(['kubernetes'], { cacheRoot, go: fakeGo({}), signal })).rejects.toBe(reason);
});

test('two versions of Go build the same engine side by side', async () => {
  const goOf = (version: string, seconds: number) => {
    const go = join(folder, version);
    renameSync(fakeGo({ version, build: `sleep ${seconds}; echo ${version} > "$out"; chmod +x "$out"` }), go);
    return go;
  };
  const build = async (go: string) => {
    const { kubernetes } = await ensureEngines(['kubernetes'], { cacheRoot, go });
    return readFileSync(kubernetes.binary, 'utf8');
  };
  const [first, second] = [build(goOf('go1.98.0', 0.3)), build(goOf('go1.99.0', 0.9))];
  expect(await Promise.all([first, second])).toEqual(['go1.98.0\n', 'go1.99.0\n']);
});

test('an abort ends the build at once and leaves no lock', async () => {
  const go = fakeGo({ build: 'sleep 60' });
  const controller = new AbortController();
  const reason = new Error('enough');
  const onProgress = ({ phase }: EngineProgress) =>
    phase === 'compile' && setTimeout(() => controller.abort(reason), 50);
  const building = ensureEngines(['kubernetes'], { cacheRoot, go, signal: controller.signal, onProgress });
  await expect(building).rejects.toBe(reason);
  const { key } = engineSource('kubernetes');
  expect(existsSync(join(cacheRoot, `kubernetes-${key}-go1.99.0.lock`))).toBe(false);
});

test('an engine of files only is downloaded and not built', async () => {
  const go = fakeGo({ download: `echo "$@" > ${join(folder, 'asked')}` });
  const phases: string[] = [];
  const onProgress = ({ phase }: EngineProgress) => phases.push(phase);
  const { 'istio-crds': crds } = await ensureEngines(['istio-crds'], { cacheRoot, go, onProgress });

  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('mod download istio.io/api\n');
  const definitions = join(crds.assets, 'crds');
  expect(readdirSync(definitions).sort()).toEqual(['ones.example.com.json', 'twos.example.com.json']);
  // what a field is called is kept, what is said of it is not
  const properties = { description: { type: 'string' } };
  expect(JSON.parse(readFileSync(join(definitions, 'ones.example.com.json'), 'utf8'))).toEqual({
    kind: 'CustomResourceDefinition',
    metadata: { name: 'ones.example.com' },
    spec: { schema: { properties } },
  });
  expect(phases).toEqual(['download', 'assets', 'ready']);
  expect(existsSync(join(folder, 'builds'))).toBe(false);
  expect(await findEngines(['istio-crds'], { cacheRoot })).toMatchObject([{ engine: crds }]);
});

test('tells that the files of an engine cannot be had', async () => {
  const line = 'go: istio.io/api@v1.31.1: Get "https://proxy.example.com/x": dial tcp: i/o timeout';
  const go = fakeGo({ download: `echo '${line}' >&2; exit 1` });
  await expect(ensureEngines(['istio-crds'], { cacheRoot, go })).rejects.toMatchObject({
    id: 'engine/download-failed',
    place: 'istio-crds',
    lastLines: [line],
  });
});
