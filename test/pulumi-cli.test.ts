import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPulumi } from '../lib/pulumi/cli';

let folder: string;
const { PATH } = process.env;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-test-'));
});

afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

/** Looks with a PATH of one folder, which may hold a Pulumi that says its version, and with an empty engine cache. */
function find(version?: string) {
  const bin = join(folder, 'on-the-path');
  mkdirSync(bin);
  if (version !== undefined) {
    writeFileSync(join(bin, 'pulumi'), `#!/bin/sh\necho ${version}\n`);
    chmodSync(join(bin, 'pulumi'), 0o755);
  }
  process.env.PATH = bin;
  return findPulumi({ folder: join(folder, 'cli'), cacheRoot: join(folder, 'cache') });
}

test('the Pulumi on the PATH comes first', async () => {
  const { command, origin } = await find('v3.248.0');
  expect(command.command).toBe('pulumi');
  expect(origin).toBe('pulumi 3.248.0 on the PATH');
});

test.each([
  ['without one', undefined],
  ['with one that is too old for the SDK', 'v2.0.0'],
])('%s, and with none in the engine cache, it says what to install', async (_, version) => {
  await expect(find(version)).rejects.toThrow(
    /^pulumi\/cli-missing at PATH: .* Fix: install Pulumi \(.*\), or build it with: cdk8s-fleet engines pulumi\.$/,
  );
});
