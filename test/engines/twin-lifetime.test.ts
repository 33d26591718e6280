import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Twin, type TwinEngines } from '../../lib/twin';
import type { ProcessIdentity } from '../../lib/twin/identity';
import type { ProcessRecord } from '../../lib/twin/process';
import { BUILD_TIMEOUT, twinEngines } from './support/engines';
import { fleet, member, pool } from './support/fleets';
import { recorded, removeTemporary, survivors, temporary } from './support/folders';

let engines: TwinEngines;
const holders: ChildProcess[] = [];

beforeAll(async () => {
  engines = await twinEngines();
}, BUILD_TIMEOUT);

afterAll(() => {
  for (const holder of holders) {
    holder.kill('SIGKILL');
  }
  removeTemporary();
});

test('two twins run side by side, and one of them without the process that started it', async () => {
  const [first, second] = [temporary('first'), temporary('second')];
  const holder = hold(first, 'detach');
  const twin = await Twin.up(fleet(member('only', pool('small', 2, 1))), { state: second, engines });
  try {
    expect(await holder.ended).toBe(0);
    const other = await Twin.attach(first);
    try {
      const status = await other.status();
      expect(status.owner).toBeUndefined();
      expect(status.clusters.flatMap(({ components }) => components).map(({ state }) => state)).not.toContain('dead');
      const nodes = await Promise.all(
        [twin, other].map(async (one) => (await one.client('only')).list({ apiVersion: 'v1', kind: 'Node' })),
      );
      expect(nodes.map(({ length }) => length)).toEqual([2, 1]);

      await other.kill('only', 'kube-scheduler');
      await other.revive('only');
    } finally {
      const processes = recorded(first);
      await other.down();
      expect(await survivors(processes, 0)).toEqual([]);
    }
    expect(existsSync(first)).toBe(false);
    await expect(Twin.attach(first)).rejects.toMatchObject({ id: 'twin/not-running' });
    expect((await twin.status()).clusters.at(-1)).toMatchObject({ name: 'only', ready: true });
  } finally {
    const processes = recorded(second);
    await twin.down();
    expect(await survivors(processes, 0)).toEqual([]);
  }
});

test('a twin dies with a holder that is killed, and its folder can be used again', async () => {
  const state = temporary('twin');
  const holder = hold(state, 'keep');
  await holder.printed('up');
  const processes = recorded(state);
  expect(processes).toHaveLength(11);
  await expect(Twin.attach(state).then((twin) => twin.revive('only'))).rejects.toMatchObject({
    id: 'twin/state-in-use',
  });

  holder.process.kill('SIGKILL');
  expect(await survivors(processes, 5)).toEqual([]);
  await expect(Twin.attach(state)).rejects.toMatchObject({ id: 'twin/not-running' });

  const again = await Twin.up(fleet(member('only', pool('small', 1, 1))), { state, engines });
  await again.down();
  expect(existsSync(state)).toBe(false);
});

test('Ctrl-C during the start stops everything, and the logs stay', async () => {
  const state = temporary('twin');
  const holder = hold(state, 'keep');
  await holder.printed('API server of only');
  const processes = recorded(state);
  expect(processes.length).toBeGreaterThan(2);
  holder.process.kill('SIGINT');
  expect(await holder.ended).toBe(1);
  expect(holder.output.at(-1)).toContain('failed: Interrupted');
  expect(await survivors(processes, 0)).toEqual([]);
  expect(recorded(state)).toEqual([]);
  expect(existsSync(join(state, 'logs', 'only.kube-apiserver.log'))).toBe(true);
});

test('an engine that does not start fails the start, and nothing is left running', async () => {
  const state = temporary('twin');
  const broken = { ...engines, karmada: { ...engines.karmada, binary: '/bin/false' } };
  await expect(Twin.up(fleet(member('only', pool('small', 1, 1))), { state, engines: broken })).rejects.toMatchObject({
    id: 'twin/engine-died',
    place: 'control-plane/aggregated-apiserver',
    log: join(state, 'logs', 'control-plane.aggregated-apiserver.log'),
  });
  expect(recorded(state)).toEqual([]);
});

test.each([
  ['SIGKILL', 'twin/engine-died'],
  ['SIGSTOP', 'twin/api-unreachable'],
] as const)("a start in which a member's API server gets %s fails with %s and its log", async (signal, id) => {
  const state = temporary('twin');
  const log = join(state, 'logs', 'only.kube-apiserver.log');
  let hit: ProcessIdentity[] = [];
  const up = Twin.up(fleet(member('only', pool('small', 1, 1))), {
    state,
    engines,
    onStep: ({ step }) => {
      if (step === 'API server of only') {
        hit = recorded(state).filter((record) => (record as ProcessRecord).log === log);
        process.kill(hit[0]!.pid, signal);
      }
    },
  });
  await expect(up).rejects.toMatchObject({ id, place: 'only/kube-apiserver', log });
  expect(hit).toHaveLength(1);
  expect(await survivors(hit, 0)).toEqual([]);
  expect(recorded(state)).toEqual([]);
});

interface Holder {
  readonly process: ChildProcess;
  readonly output: string[];
  readonly ended: Promise<number | null>;
  printed(line: string): Promise<void>;
}

function hold(state: string, mode: 'keep' | 'detach'): Holder {
  const script = join(__dirname, 'support', 'holder.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, state, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  holders.push(child);
  const output: string[] = [];
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  lines.on('line', (line) => output.push(line));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const printed = (line: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => output.includes(line) && resolve();
      lines.on('line', look);
      void ended.then(() => reject(new Error(`the holder ended without printing "${line}": ${output.join(' | ')}`)));
      look();
    });
  return { process: child, output, ended, printed };
}
