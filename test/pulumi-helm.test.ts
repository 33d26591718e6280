import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHelm } from '../lib/pulumi/provider/helm';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A helm that only tells its version. */
function helm(version: string): string {
  const file = join(folder, 'helm');
  writeFileSync(file, `#!/bin/sh\n[ "$1" = version ] && echo '${version}'\n`);
  chmodSync(file, 0o755);
  return file;
}

const found = (version: string) => findHelm({ installed: helm(version), cacheRoot: '/nowhere' });

test('helm 4 applies in the server, and takes fields from others; before, helm merges by itself', async () => {
  const forcing = ['--server-side=true', '--force-conflicts'];
  expect(await found('v4.3.1+gabcdef0')).toEqual({ command: join(folder, 'helm'), forcing });
  // as it is built without flags
  expect(await found('v4.3')).toMatchObject({ forcing });
  for (const version of ['v3.22.0+gabcdef0', 'v3.13.0']) {
    expect(await found(version)).toMatchObject({ forcing: [] });
  }
});

test.each(['v3.12.3+gabcdef0', 'Client: v2.17.0+gabcdef0'])('%s is too old', async (version) => {
  await expect(found(version)).rejects.toMatchObject({
    id: 'pulumi/helm-too-old',
    message: expect.stringContaining(`helm on the PATH is ${version}, and it takes 3.13 or newer`),
    fix: 'install a newer one (https://helm.sh/docs/intro/install/), or build one with: cdk8s-fleet engines helm.',
  });
});

test('without helm a message says what to install', async () => {
  await expect(findHelm({ installed: 'no-such-helm', cacheRoot: '/nowhere' })).rejects.toMatchObject({
    id: 'pulumi/helm-missing',
    fix: 'install helm (https://helm.sh/docs/intro/install/), or build it with: cdk8s-fleet engines helm.',
  });
  // it answers, and is something else
  await expect(found('a message')).rejects.toMatchObject({ id: 'pulumi/helm-missing' });
});
