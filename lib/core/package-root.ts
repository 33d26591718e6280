import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PACKAGE = 'cdk8s-fleet';

/**
 * The folder of this package's package.json, whether it runs from its sources or compiled.
 * @param from a folder inside the package
 */
export function packageRoot(from: string): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === PACKAGE) {
      return folder;
    }
  }
  throw new Error(`no package.json of ${PACKAGE} above ${from}`);
}
