#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { compileProgram } from '../app/program';
import { packageRoot } from '../core/package-root';
import { enginesCommand } from './engines';
import { reportFailure } from './failure';
import { planCommand } from './plan';
import { startCommand } from './start';
import { synthCommand } from './synth';
import { twinCommand } from './twin';

const { version, description } = JSON.parse(readFileSync(join(packageRoot(__dirname), 'package.json'), 'utf8'));

const program = new Command('cdk8s-fleet')
  .description(description)
  .version(version)
  .addCommand(planCommand())
  .addCommand(synthCommand())
  .addCommand(startCommand())
  .addCommand(twinCommand({ loadFleet: async (file) => compileProgram(file) }))
  .addCommand(enginesCommand());

// a reader that has seen enough (`| head`) closes the pipe: no reason to complain
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') {
    process.exit();
  }
  throw error;
});

program.parseAsync().catch((error: unknown) => {
  process.exitCode = reportFailure(error);
});
