import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Failure } from './failure';

/** A file to be written. */
export interface OutputFile {
  /** Path below the output folder, `/` between its parts. */
  readonly path: string;
  readonly text: string;
}

/** What writing did. */
export interface WriteResult {
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
}

/**
 * Brings a folder to hold exactly these files among those with the given extension; files with other names are left alone.
 *
 * Nothing is half-written: all new content is staged inside the folder first, so that a full disk or a missing permission
 * stops everything before the first file changes. Then each file is renamed into place, and files of earlier runs that
 * are no longer wanted are removed. Files whose content is the same are not touched.
 *
 * @throws Failure `synth/output-not-writable`
 */
export function writeFiles(folder: string, files: readonly OutputFile[], extension: string): WriteResult {
  try {
    return writeStaged(folder, files, extension);
  } catch (cause) {
    const { code, path } = cause as NodeJS.ErrnoException;
    throw new Failure({
      id: 'synth/output-not-writable',
      place: path ?? folder,
      message: `the output folder cannot be written${code ? ` (${code})` : ''}; nothing was changed.`,
      fix: "Make the folder writable, or choose another with FleetApp's property outdir.",
      cause,
    });
  }
}

function writeStaged(folder: string, files: readonly OutputFile[], extension: string): WriteResult {
  mkdirSync(folder, { recursive: true });
  const changed = files.filter(({ path, text }) => readIfFile(join(folder, path)) !== text);
  const wanted = new Set(files.map(({ path }) => path));
  const stale = filesBelow(folder).filter((path) => path.endsWith(extension) && !wanted.has(path));
  const staging = changed.length > 0 ? mkdtempSync(join(folder, '.staging-')) : undefined;
  try {
    if (staging) {
      changed.forEach(({ text }, i) => {
        writeFileSync(join(staging, `${i}`), text);
      });
      for (const parent of new Set(changed.map(({ path }) => dirname(join(folder, path))))) {
        mkdirSync(parent, { recursive: true });
      }
      changed.forEach(({ path }, i) => {
        renameSync(join(staging, `${i}`), join(folder, path));
      });
    }
  } finally {
    if (staging) {
      rmSync(staging, { recursive: true, force: true });
    }
  }
  for (const path of stale) {
    rmSync(join(folder, path));
    removeEmptyFolders(folder, dirname(join(folder, path)));
  }
  return { written: changed.length, unchanged: files.length - changed.length, removed: stale.length };
}

/** The text of a file, or undefined if there is none. A folder in its place is an error, before anything is written. */
function readIfFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split('\\').join('/'));
}

function removeEmptyFolders(root: string, folder: string): void {
  for (let at = folder; at !== root && statSync(at).isDirectory() && readdirSync(at).length === 0; at = dirname(at)) {
    rmdirSync(at);
  }
}
