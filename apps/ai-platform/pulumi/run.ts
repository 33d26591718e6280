/** `run.ts up|preview|down [--expect-no-changes]`: the stack without an account, and without a Pulumi on this machine where the engine is built. */
import { join } from 'node:path';
import { LocalStack, loadProgram } from 'cdk8s-fleet/pulumi';
import { defaultCacheRoot, ensureEngines, neededEngines } from 'cdk8s-fleet/twin';

import stack = require('./index');

const COMMANDS = ['up', 'preview', 'down'] as const;

const RESOURCES = {
  bulk: 'all objects of a cluster are one resource',
  objects: 'each object is a resource',
} as const;

async function run(command: (typeof COMMANDS)[number], expectNoChanges: boolean): Promise<void> {
  const local = await LocalStack.open({
    folder: __dirname,
    project: 'ai-platform',
    program: stack,
    onOutput: (text) => process.stdout.write(text),
  });
  const { mode, why } = await local.mode();
  console.log(`${local.cli}; ${RESOURCES[mode]} (${mode}): ${why}`);
  if (command === 'up') {
    await buildEngines();
    await local.up({ expectNoChanges });
  } else {
    await local[command]();
  }
}

/** The twin is started by Pulumi, which would not show how far this is. */
async function buildEngines(): Promise<void> {
  const [fleet] = loadProgram(join(__dirname, '../main.ts')).fleets;
  const needed = fleet ? neededEngines(fleet) : [];
  await ensureEngines(needed, {
    cacheRoot: defaultCacheRoot(),
    onProgress: ({ engine, phase, done, total }) => {
      if (phase !== 'ready') {
        process.stderr.write(`\r${engine}: ${phase} ${done}/${total}\u001b[K`);
      }
    },
  });
}

const command = COMMANDS.find((known) => known === process.argv[2]);
if (!command) {
  console.error(`say one of ${COMMANDS.join(', ')}`);
  process.exitCode = 2;
} else {
  run(command, process.argv.includes('--expect-no-changes')).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
