import { existsSync } from 'node:fs';
import { chmod, cp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Copies a file or folder out of Go's module cache, which is read-only: a copy that is so, too, could not be removed. */
export async function copyFromModule(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
  await makeWritable(to);
}

/** Removes a folder, if it is there, that may hold copies which were not made writable yet when somebody ended it. */
export async function removeCopies(folder: string): Promise<void> {
  if (existsSync(folder)) {
    await makeWritable(folder);
    await rm(folder, { recursive: true });
  }
}

async function makeWritable(path: string): Promise<void> {
  const isFolder = (await stat(path)).isDirectory();
  await chmod(path, isFolder ? 0o755 : 0o644);
  if (isFolder) {
    await Promise.all((await readdir(path)).map((entry) => makeWritable(join(path, entry))));
  }
}
