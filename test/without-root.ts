import { chownSync } from 'node:fs';

/** Somebody who may not write everywhere. */
const NOBODY = 65_534;

/** Does work as somebody who owns these files and is not root, whose rights have no bounds. */
export async function withoutRoot(owned: readonly string[], work: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) {
    return work();
  }
  for (const path of owned) {
    chownSync(path, NOBODY, NOBODY);
  }
  process.seteuid?.(NOBODY);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}
