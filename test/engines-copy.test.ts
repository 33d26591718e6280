import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyFromModule, removeCopies } from '../lib/engines/copy';
import { withoutRoot } from './without-root';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-copy-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A folder as Go's module cache has it. */
function module(name: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'crds'), { recursive: true });
  writeFileSync(join(path, 'crds', 'one.yaml'), '', { mode: 0o444 });
  chmodSync(join(path, 'crds'), 0o555);
  return path;
}

test('a copy can be written to', async () => {
  await copyFromModule(module('module'), join(folder, 'copy'));
  expect(statSync(join(folder, 'copy', 'crds')).mode & 0o777).toBe(0o755);
  expect(statSync(join(folder, 'copy', 'crds', 'one.yaml')).mode & 0o777).toBe(0o644);
});

test('what is left of a copy that was killed is removed by whoever made it, with all that is in it', async () => {
  const left = module('left');
  const owned = [folder, left, join(left, 'crds'), join(left, 'crds', 'one.yaml')];
  await withoutRoot(owned, () => removeCopies(left));
  expect(existsSync(left)).toBe(false);
});

test('where nothing is left there is nothing to remove', async () => {
  await expect(removeCopies(join(folder, 'nothing'))).resolves.toBeUndefined();
});
