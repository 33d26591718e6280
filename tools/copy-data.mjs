// Copies the data files of lib to the build: the compiler copies only code.
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lib = join(root, 'lib');

for (const file of readdirSync(lib, { recursive: true }).filter((name) => /\.(json|sh)$/.test(name))) {
  cpSync(join(lib, file), join(root, 'build', 'lib', file));
}
