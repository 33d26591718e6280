import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LocalStack } from '../../../lib/pulumi';

/** Pulumi runs the providers from the project's folder, which must see this repository's packages. */
const PROJECTS = resolve(__dirname, '../../../.cdk8s-fleet');

/** Opens a stack in a project folder of its own, whose program is what `resources` makes at that time. */
export async function openProject(resources: () => void, name: string) {
  mkdirSync(PROJECTS, { recursive: true });
  const folder = mkdtempSync(join(PROJECTS, `test-${name}-`));
  let output = '';
  const stack = await LocalStack.open({
    folder,
    project: 'test',
    program: async () => resources(),
    nodeOptions: ['--import', 'tsx'],
    onOutput: (text) => {
      output += text;
    },
  });
  return {
    folder,
    stack,
    /** What Pulumi has printed since the last call. */
    printed: () => {
      const all = output;
      output = '';
      return all;
    },
  };
}

/** Everything that a local stack keeps of its state: the last one, those before, the history. */
export function stateOf(folder: string): string {
  const state = join(folder, '.cdk8s-fleet/pulumi');
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
}
