import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { identityOf, isRunning, memoryOf, signalProcess } from '../lib/twin/identity';
import type { Component } from '../lib/twin/layout';
import { expectRunning, killProcesses, lastLines, startProcess, stopProcesses } from '../lib/twin/process';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-process-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A component that runs a shell script; the shell takes the place of the multi-call binary. */
function script(text: string): Component {
  return {
    cluster: 'a',
    component: '-c',
    binary: '/bin/sh',
    args: [text],
    env: { GIVEN: 'yes' },
    ports: [],
    log: join(folder, 'a.log'),
  };
}

test('a component writes to its log, in its folder, with only the variables that it is given', async () => {
  const { record } = await startProcess(
    script('pwd; echo "$GIVEN/$USER/$CDK8S_FLEET_LIFELINE"; exec sleep 60'),
    folder,
  );
  try {
    await until(() => lastLines(record.log).length === 2);
    expect(lastLines(record.log)).toEqual([folder, 'yes//3']);
  } finally {
    await killProcesses([record]);
  }
  expect(isRunning(record)).toBe(false);
});

test('the lifeline says nothing until the component is released', async () => {
  const started = await startProcess(script('head -c 1 <&3; exec sleep 60'), folder);
  try {
    await started.release();
    await until(() => readFileSync(started.record.log, 'utf8') === 'k');
    expect(isRunning(started.record)).toBe(true);
  } finally {
    await killProcesses([started.record]);
  }
});

test('one that does not listen is killed after its time', async () => {
  const { record } = await startProcess(script("trap '' TERM; echo ready; while :; do sleep 0.1; done"), folder);
  await until(() => lastLines(record.log).includes('ready'));
  await stopProcesses([record], 0.2);
  expect(isRunning(record)).toBe(false);
});

test('one that ended is reported with its last lines', async () => {
  const { record } = await startProcess(script('echo one; echo; echo two >&2; sleep 0.3; exit 3'), folder);
  await until(() => !isRunning(record));
  expect(() => expectRunning([record])).toThrow(
    expect.objectContaining({ id: 'twin/engine-died', place: 'a/-c', log: record.log, lastLines: ['one', 'two'] }),
  );
});

test('one that cannot be started is reported as such', async () => {
  const missing = { ...script(''), binary: join(folder, 'missing') };
  await expect(startProcess(missing, folder)).rejects.toMatchObject({
    id: 'twin/engine-died',
    message: expect.stringContaining('ENOENT'),
  });
});

test('a later process with the same number is left alone', async () => {
  const { record } = await startProcess(script('exec sleep 60'), folder);
  try {
    const earlier = { ...record, started: '1' };
    expect(isRunning(earlier)).toBe(false);
    signalProcess(earlier, 'SIGKILL');
    await stopProcesses([earlier], 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isRunning(record)).toBe(true);
  } finally {
    await killProcesses([record]);
  }
});

test('this process has an identity, and memory where the system tells it', () => {
  const self = identityOf(process.pid);
  expect(self && isRunning(self)).toBe(true);
  const told = existsSync('/proc/self/smaps_rollup');
  expect((self && memoryOf(self)) !== undefined).toBe(told);
  expect(identityOf(2 ** 22 + 1)).toBeUndefined();
});

test('where ps tells when a process started, it is told alike in every language and time zone', () => {
  const loader = pathToFileURL(require.resolve('tsx')).href;
  const identity = JSON.stringify(join(__dirname, '../lib/twin/identity.ts'));
  const script = `
    Object.defineProperty(process, 'platform', { value: 'darwin' });
    console.log(JSON.stringify(require(${identity}).identityOf(${process.pid})));
  `;
  const toldIn = (env: NodeJS.ProcessEnv) =>
    JSON.parse(
      execFileSync(process.execPath, ['--import', loader, '-e', script], {
        env: { ...process.env, ...env },
      }).toString(),
    );
  const told = toldIn({ TZ: 'Asia/Shanghai', LC_ALL: 'C' });
  expect(told).toMatchObject({ pid: process.pid, started: expect.stringMatching(/\d+:\d+:\d+ \d+$/) });
  expect(toldIn({ TZ: 'America/New_York', LC_ALL: 'C.UTF-8' })).toEqual(told);
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error('did not happen within 5 s');
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
