import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Makes the stand-in the plugin that Pulumi finds on the PATH of this process.
 * @param folder where its starter is written
 * @returns takes it from the PATH again
 */
export function installStandIn(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const starter = join(folder, 'pulumi-resource-kubernetes');
  const tsx = require.resolve('tsx');
  writeFileSync(
    starter,
    `#!/bin/sh\nexec '${process.execPath}' --import '${tsx}' '${join(__dirname, 'main.ts')}' "$@"\n`,
  );
  chmodSync(starter, 0o755);
  const { PATH = '' } = process.env;
  process.env.PATH = `${folder}${delimiter}${PATH}`;
  return () => {
    process.env.PATH = PATH;
  };
}
