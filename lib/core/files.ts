import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { Failure } from './failure';

/** A file to be written. */
export interface OutputFile {
  /** Path below the output folder, `/` between its parts. */
  readonly path: string;
  /** Text is written in UTF-8. */
  readonly content: string | Buffer;
}

/** What writing did. */
export interface WriteResult {
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
}

/**
 * Lists what the last run wrote, so that the next one can remove what is no longer wanted, and nothing else. Its name has
 * no extension that `kubectl apply -f` would read.
 */
export const INDEX = '.cdk8s-fleet-files';

const STAGING = '.cdk8s-fleet-staging-';

/**
 * Brings a folder to hold these files, in the place of those that an earlier call wrote there. All others are left alone.
 *
 * Nothing is half-written: all content is staged inside the folder first, so that a full disk stops everything before the
 * first file changes; then each file is renamed into place, and when one cannot be, those before it are put back. Files
 * whose content is the same are not touched. The files are taken one by one, so that a generator need not hold them all.
 *
 * @throws Failure `synth/output-not-writable`; the folder is as it was
 */
export function writeFiles(folder: string, files: Iterable<OutputFile>): WriteResult {
  const made: Undo = [];
  try {
    makeFolder(folder, made);
    removeAbandonedStaging(folder);
    return writeStaged(folder, files);
  } catch (error) {
    restore(made);
    throw failureOf(error, folder);
  }
}

/** Steps that put back what was done, in the order in which it was done. */
type Undo = (() => void)[];

function writeStaged(folder: string, files: Iterable<OutputFile>): WriteResult {
  const staging = mkdtempSync(join(folder, `${STAGING}${process.pid}-`));
  const undo: Undo = [];
  let restored = true;
  try {
    return replace(folder, staging, files, undo);
  } catch (error) {
    restored = restore(undo);
    throw restored ? error : failureOf(error, folder, `not all files could be put back; they are in ${staging}`);
  } finally {
    if (restored) {
      rmSync(staging, { recursive: true, force: true });
    }
  }
}

/** The failure that a user can act on; errors that are none of the file system stay what they are. */
function failureOf(error: unknown, folder: string, outcome = 'nothing was changed'): unknown {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) {
    return error;
  }
  return new Failure({
    id: 'synth/output-not-writable',
    place: path ?? folder,
    message: `the output folder ${folder} cannot be written (${code} at ${syscall}); ${outcome}.`,
    fix: "Make the folder writable, or choose another with FleetApp's property outdir.",
    cause: error,
  });
}

function replace(folder: string, staging: string, files: Iterable<OutputFile>, undo: Undo): WriteResult {
  const changed: string[] = [];
  const wanted = new Set<string>();
  const stage = (path: string, content: string | Buffer) => {
    if (!isSame(readIfThere(join(folder, path)), content)) {
      writeFileSync(join(staging, `new-${changed.length}`), content);
      changed.push(path);
    }
  };
  for (const { path, content } of files) {
    wanted.add(path);
    stage(path, content);
  }
  const written = changed.length;
  const stale = listed(folder).filter((path) => !wanted.has(path) && existsSync(join(folder, path)));
  stage(
    INDEX,
    [...wanted]
      .sort()
      .map((path) => `${path}\n`)
      .join(''),
  );

  for (const parent of new Set(changed.map((path) => dirname(join(folder, path))))) {
    makeFolder(parent, undo);
  }
  changed.forEach((path, i) => {
    putInPlace(join(staging, `new-${i}`), join(folder, path), join(staging, `old-${i}`), undo);
  });
  stale.forEach((path, i) => {
    const from = join(folder, path);
    const to = join(staging, `stale-${i}`);
    renameSync(from, to);
    undo.push(() => renameSync(to, from));
  });
  for (const path of stale) {
    removeEmptyFolders(folder, dirname(path));
  }
  return { written, unchanged: wanted.size - written, removed: stale.length };
}

function putInPlace(from: string, to: string, backup: string, undo: Undo): void {
  if (existsSync(to)) {
    copyFileSync(to, backup);
    renameSync(from, to);
    undo.push(() => renameSync(backup, to));
  } else {
    renameSync(from, to);
    undo.push(() => rmSync(to));
  }
}

function makeFolder(folder: string, undo: Undo): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first !== undefined) {
    undo.push(() => {
      for (let at = folder; at.length >= first.length; at = dirname(at)) {
        rmdirSync(at);
      }
    });
  }
}

/** Puts back what was done, last things first. @returns whether all of it could be */
function restore(undo: Undo): boolean {
  let restored = true;
  for (const step of undo.reverse()) {
    try {
      step();
    } catch {
      restored = false;
    }
  }
  return restored;
}

/** What is in a file, or undefined if there is none. A folder in its place is an error, before anything is written. */
function readIfThere(path: string): Buffer | undefined {
  return statSync(path, { throwIfNoEntry: false }) && readFileSync(path);
}

function isSame(old: Buffer | undefined, content: string | Buffer): boolean {
  return old?.equals(typeof content === 'string' ? Buffer.from(content) : content) ?? false;
}

/** What the last run wrote. Paths that lead out of the folder cannot be of ours. */
function listed(folder: string): string[] {
  const paths = (readIfThere(join(folder, INDEX))?.toString() ?? '').split('\n');
  return paths.filter((path) => path !== '' && join(folder, path).startsWith(join(folder, sep)));
}

/** Removes what runs left behind that were killed; what belongs to a process that still runs is left alone. */
function removeAbandonedStaging(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(STAGING) && !isRunning(Number.parseInt(name.slice(STAGING.length), 10))) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes the folder at this path, and those above it, as long as they are empty. */
function removeEmptyFolders(root: string, path: string): void {
  for (
    let at = path;
    at !== '.' && existsSync(join(root, at)) && readdirSync(join(root, at)).length === 0;
    at = dirname(at)
  ) {
    rmdirSync(join(root, at));
  }
}
