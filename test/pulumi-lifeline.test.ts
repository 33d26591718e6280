import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from './engines/support/eventually';

const PROVIDER = join(__dirname, '../lib/pulumi/provider/index.ts');

/** A process that loads the providers and says so, and stays until it is ended. */
const LOADED = `require(${JSON.stringify(PROVIDER)}); console.log(process.pid); setInterval(() => {}, 1000)`;

let parent: ChildProcess | undefined;
let provider: number | undefined;

afterEach(() => {
  parent?.kill('SIGKILL');
  if (provider !== undefined && runs(provider)) {
    process.kill(provider, 'SIGKILL');
  }
});

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('the process of the providers ends when that which has started it is killed', async () => {
  const node = [process.execPath, '--import', 'tsx', '--eval', LOADED];
  const start = `require('child_process').spawn(process.argv[1], process.argv.slice(2), { stdio: 'inherit' })`;
  parent = spawn(process.execPath, ['--eval', start, '--', ...node], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(parent.stdout!, 'data');
  provider = Number(line);
  expect(runs(provider)).toBe(true);
  parent.kill('SIGKILL');
  await eventually(async () => expect(runs(provider!)).toBe(false), 20);
}, 60_000);
