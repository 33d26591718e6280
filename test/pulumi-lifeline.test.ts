import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './engines/support/eventually';

const PROVIDER = join(__dirname, '../lib/pulumi/provider/index.ts');

/** A process that loads the providers and says so, and stays until it is ended. */
const LOADED = `require(${JSON.stringify(PROVIDER)}); console.log(process.pid); setInterval(() => {}, 1000)`;

let parent: ChildProcess | undefined;
let provider: number | undefined;
let folder: string | undefined;

afterEach(() => {
  parent?.kill('SIGKILL');
  if (provider !== undefined && runs(provider)) {
    process.kill(provider, 'SIGKILL');
  }
  if (folder !== undefined) {
    rmSync(folder, { recursive: true, force: true });
  }
});

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Pulumi starts this script, and the script starts the process of the providers; it is there as long as that. */
function script(): string {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-lifeline-'));
  const path = join(folder, 'pulumi-resource-pulumi-nodejs');
  writeFileSync(path, '#!/bin/sh\nif [ -n "$1" ]; then\n  "$@"\nfi\n', { mode: 0o755 });
  return path;
}

test.each([
  ['directly', () => []],
  ['by a script', () => [script()]],
])('the process of the providers, started %s, ends when Pulumi is killed', async (_, before) => {
  const node = [...before(), process.execPath, '--import', 'tsx', '--eval', LOADED];
  const start = `require('child_process').spawn(process.argv[1], process.argv.slice(2), { stdio: 'inherit' })`;
  parent = spawn(process.execPath, ['--eval', start, '--', ...node], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(parent.stdout!, 'data');
  provider = Number(line);
  expect(runs(provider)).toBe(true);
  parent.kill('SIGKILL');
  await eventually(async () => expect(runs(provider!)).toBe(false), 20);
});
