import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Terminal } from '../lib/cli/terminal';
import { TwinSession } from '../lib/cli/twin-session';
import type { FleetModel } from '../lib/core/model';
import { findTwin } from '../lib/twin/find-twin';
import { identityOf, isRunning, type ProcessIdentity } from '../lib/twin/identity';
import { claimState, type TwinEngines, type TwinState, writeState } from '../lib/twin/state';
import { Twin } from '../lib/twin/twin';

const fleet: FleetModel = { name: 'f', karmada: '1.18', currency: 'USD', groups: {}, members: [] };
const engine = (name: 'kubernetes' | 'karmada') => ({ name, version: 'v1.0.0', binary: '/bin/false', assets: '/y' });
const engines: TwinEngines = { kubernetes: engine('kubernetes'), karmada: engine('karmada') };

let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-session-'));
  children = [];
});

afterEach(() => {
  for (const child of children) {
    child.kill('SIGKILL');
  }
  rmSync(folder, { recursive: true, force: true });
});

function sleeper(): ProcessIdentity {
  const child = spawn('sleep', ['60']);
  children.push(child);
  return identityOf(child.pid as number) as ProcessIdentity;
}

/** A folder as that of a twin of which only etcd runs. */
async function running(state: Pick<TwinState, 'owner' | 'ready'>): Promise<ProcessIdentity> {
  for (const name of ['logs', 'pids']) {
    mkdirSync(join(folder, name));
  }
  await writeState(folder, { version: 2, fleet, absent: [], base: 20_000, engines, ...state });
  return component('etcd', sleeper());
}

function component(name: string, identity: ProcessIdentity): ProcessIdentity {
  const log = join(folder, 'logs', `shared.${name}.log`);
  writeFileSync(log, 'fatal: this is why\n');
  const record = { ...identity, cluster: 'shared', component: name, log };
  writeFileSync(join(folder, 'pids', `shared.${name}.json`), JSON.stringify(record));
  return identity;
}

test.each([
  ['is starting', false],
  ['holds', true],
])('a twin that another process %s is not taken up, and can be stopped', async (_, ready) => {
  const owner = sleeper();
  const etcd = await running({ owner, ready });
  await expect(findTwin(folder)).rejects.toMatchObject({
    id: 'twin/state-in-use',
    place: folder,
    message: expect.stringContaining(`process ${owner.pid}`),
  });
  await (await Twin.attach(folder)).down();
  expect(isRunning(etcd)).toBe(false);
});

test('a twin that runs on its own, or whose holder has gone, is taken up', async () => {
  await running({ ready: true });
  expect((await findTwin(folder))?.folder).toBe(folder);
  await writeState(folder, { ...stateNow(), owner: { pid: process.pid, started: 'before' } });
  expect((await findTwin(folder))?.holder).toBeUndefined();
});

test('a start that failed can be made again by the same process', async () => {
  const member = { name: 'a', zones: [], kubernetes: '1.36', engines: {}, labels: {}, taints: [], pools: [] };
  const model = { ...fleet, members: [{ ...member, syncMode: 'Push' as const }] };
  for (const attempt of [1, 2]) {
    const failure = await Twin.up(model, { state: folder, engines }).catch((error: unknown) => error);
    expect({ attempt, failure }).toMatchObject({ attempt, failure: { id: 'twin/engine-died', place: 'shared/etcd' } });
  }
  expect(existsSync(join(folder, 'logs', 'shared.etcd.log'))).toBe(true);
});

test('after a failure the twin is stopped, and the log that it names is there until the next start', async () => {
  const etcd = await running({ owner: identityOf(process.pid), ready: true });
  component('kube-apiserver', { pid: 2 ** 22 + 1, started: '1' });
  const session = new TwinSession(await Twin.attach(folder), 1, false);
  const failure = await session.twin.observe([]).catch((error: unknown) => error);
  expect(failure).toMatchObject({ id: 'twin/engine-died', lastLines: ['fatal: this is why'] });

  const printed = new PassThrough();
  await session.abandon(new Terminal(printed));
  expect(String(printed.read())).toContain(join(folder, 'logs'));
  expect(isRunning(etcd)).toBe(false);
  const { log } = failure as { readonly log: string };
  expect(readFileSync(log, 'utf8')).toBe('fatal: this is why\n');
  expect(await findTwin(folder)).toBeUndefined();
  await claimState({ fleet, absent: [], base: 20_000, engines }, folder);
  expect(existsSync(log)).toBe(false);
});

test('a twin that was found running runs on after a failure', async () => {
  const etcd = await running({ ready: true });
  const session = new TwinSession(await Twin.attach(folder), 0, true);
  const printed = new PassThrough();
  await session.abandon(new Terminal(printed));
  expect(String(printed.read())).toContain('The twin runs on');
  expect(isRunning(etcd)).toBe(true);
});

function stateNow(): TwinState {
  return JSON.parse(readFileSync(join(folder, 'twin.json'), 'utf8'));
}
