import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../lib/core/failure';
import { INDEX, type OutputFile, writeFiles } from '../lib/core/files';

let base: string;
let folder: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'files-test-'));
  folder = join(base, 'dist');
});

afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

function files(texts: Readonly<Record<string, string>>): OutputFile[] {
  return Object.entries(texts).map(([path, content]) => ({ path, content }));
}

/** Every file below the folder, with its text. */
function seen(): Record<string, string> {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return Object.fromEntries(found.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    expect(Failure.isFailure(error)).toBe(true);
    return error as Failure;
  }
  throw new Error('nothing failed');
}

describe('writeFiles', () => {
  test('writes files and folders, and nothing else but its list', () => {
    expect(writeFiles(folder, files({ 'b.yaml': 'B', 'x/y/a.yaml': 'A' }))).toEqual({
      written: 2,
      unchanged: 0,
      removed: 0,
    });
    expect(seen()).toEqual({ 'b.yaml': 'B', 'x/y/a.yaml': 'A', [INDEX]: 'b.yaml\nx/y/a.yaml\n' });
  });

  test('does not touch files that are the same', () => {
    writeFiles(folder, files({ 'a.yaml': 'A', 'b.yaml': 'B' }));
    const long = new Date(0);
    for (const name of ['a.yaml', 'b.yaml', INDEX]) {
      utimesSync(join(folder, name), long, long);
    }
    expect(writeFiles(folder, files({ 'a.yaml': 'A', 'b.yaml': 'changed' }))).toEqual({
      written: 1,
      unchanged: 1,
      removed: 0,
    });
    expect(statSync(join(folder, 'a.yaml')).mtime).toEqual(long);
    expect(statSync(join(folder, INDEX)).mtime).toEqual(long);
    expect(seen()).toMatchObject({ 'b.yaml': 'changed' });
  });

  test('removes what it wrote before and nothing else', () => {
    mkdirSync(join(folder, 'x'), { recursive: true });
    writeFileSync(join(folder, 'mine.k8s.yaml'), 'mine');
    writeFileSync(join(folder, 'x/notes.txt'), 'mine');
    writeFiles(folder, files({ 'x/a.yaml': 'A', 'z/deep/b.yaml': 'B', 'c.yaml': 'C' }));
    expect(writeFiles(folder, files({ 'c.yaml': 'C' }))).toEqual({ written: 0, unchanged: 1, removed: 2 });
    expect(seen()).toEqual({ 'c.yaml': 'C', 'mine.k8s.yaml': 'mine', 'x/notes.txt': 'mine', [INDEX]: 'c.yaml\n' });
    expect(existsSync(join(folder, 'z'))).toBe(false);
  });

  test('follows no path of its list that leads out of the folder', () => {
    mkdirSync(folder);
    writeFileSync(join(base, 'outside'), 'keep');
    writeFileSync(join(folder, INDEX), '../outside\n');
    writeFiles(folder, []);
    expect(existsSync(join(base, 'outside'))).toBe(true);
  });

  test('leaves the folder as it was when a file cannot be put in place', () => {
    writeFiles(folder, files({ 'a.yaml': 'old', 'gone.yaml': 'old' }));
    const before = seen();
    // b is a file where a folder is wanted: known only when the files before it are in place
    const wanted = files({ 'a.yaml': 'new', 'b.yaml': 'new', 'new/c.yaml': 'new', 'b.yaml/d.yaml': 'new' });
    const failure = failureOf(() => writeFiles(folder, wanted));
    expect(failure).toMatchObject({ id: 'synth/output-not-writable', fix: expect.stringContaining('outdir') });
    expect(failure.message).toContain('nothing was changed');
    expect(seen()).toEqual(before);
    expect(readdirSync(folder).sort()).toEqual([INDEX, 'a.yaml', 'gone.yaml']);
  });

  test('makes no folder when it fails', () => {
    const wanted = files({ a: 'new', 'a/b': 'new' });
    expect(failureOf(() => writeFiles(join(folder, 'deep'), wanted)).id).toBe('synth/output-not-writable');
    expect(existsSync(folder)).toBe(false);
  });

  test('says which path stands in the way', () => {
    writeFileSync(folder, 'a file where the folder should be');
    expect(failureOf(() => writeFiles(folder, files({ a: '' })))).toMatchObject({
      id: 'synth/output-not-writable',
      place: folder,
    });
    rmSync(folder);
    mkdirSync(join(folder, 'a.yaml'), { recursive: true });
    expect(failureOf(() => writeFiles(folder, files({ 'a.yaml': '' }))).message).toContain('EISDIR');
  });

  test('hands on what the files themselves throw, and writes nothing', () => {
    writeFiles(folder, files({ 'a.yaml': 'old' }));
    function* failing(): Generator<OutputFile> {
      yield { path: 'a.yaml', content: 'new' };
      throw new TypeError('no content');
    }
    expect(() => writeFiles(folder, failing())).toThrow(TypeError);
    expect(seen()).toMatchObject({ 'a.yaml': 'old' });
  });

  test('clears up after a run that was killed', () => {
    const noProcess = 2 ** 22 + 1;
    mkdirSync(join(folder, `.cdk8s-fleet-staging-${noProcess}-x`), { recursive: true });
    mkdirSync(join(folder, `.cdk8s-fleet-staging-${process.pid}-other`), { recursive: true });
    writeFiles(folder, []);
    expect(readdirSync(folder).sort()).toEqual([INDEX, `.cdk8s-fleet-staging-${process.pid}-other`].sort());
  });
});
