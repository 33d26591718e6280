/**
 * An update in a process of its own that can be interrupted: the first of two resources is made when there is a file `go` in the
 * project's folder, which is told as argument.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { open } from './pulumi-project';

/** Runs in Pulumi's process for providers, far from this file. */
const PROVIDER = `
const { existsSync, writeFileSync } = require('node:fs');
exports.handler = () => ({
  async create({ started, go }) {
    writeFileSync(started, '');
    while (!existsSync(go)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return { id: 'made', outs: {} };
  },
});
`;

class Waiting extends pulumi.CustomResource {
  public constructor(name: string, folder: string, go: string, opts: pulumi.CustomResourceOptions = {}) {
    const started = join(folder, `${name}.started`);
    super('pulumi-nodejs:dynamic/test:Waiting', name, { started, go, __provider: PROVIDER }, opts);
  }
}

async function main([folder = '']: readonly string[]): Promise<void> {
  const project = await open(() => {
    const first = new Waiting('first', folder, join(folder, 'go'));
    new Waiting('second', folder, folder, { dependsOn: first });
  }, folder);
  try {
    const { create = 0 } = await project.stack.up();
    console.log(`made: ${create}`);
  } catch (error) {
    console.log((error as Error).message);
    process.exitCode = 1;
  } finally {
    writeFileSync(process.stdout.fd, project.printed());
  }
}

main(process.argv.slice(2));
