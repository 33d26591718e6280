import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FleetModel } from '../lib/core/model';
import { identityOf } from '../lib/twin/identity';
import { Layout } from '../lib/twin/layout';
import { claimState, readRecords, readState, removeState, type TwinEngines, writeRecord } from '../lib/twin/state';

const fleet: FleetModel = { name: 'f', karmada: '1.18', currency: 'USD', groups: {}, members: [] };
const engine = (name: 'kubernetes' | 'karmada') => ({ name, version: 'v1.0.0', binary: '/x', assets: '/y' });
const engines: TwinEngines = { kubernetes: engine('kubernetes'), karmada: engine('karmada') };
const state = { fleet, absent: [], base: 20_000, engines };

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-state-'));
  folder = join(parent, 'a', 'twin');
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

test('a claimed folder is private and says who starts a twin', async () => {
  await claimState(state, folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(await readState(folder)).toMatchObject({ ...state, ready: false, owner: identityOf(process.pid) });
  await expect(claimState(state, folder)).rejects.toMatchObject({ id: 'twin/state-in-use', place: folder });
});

test('of two that claim a folder at once, one gets it', async () => {
  const results = await Promise.allSettled([claimState(state, folder), claimState(state, folder)]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a folder with running processes is in use, and one with dead ones is taken over', async () => {
  const child = spawn('sleep', ['60']);
  const identity = identityOf(child.pid as number);
  mkdirSync(join(folder, 'pids'), { recursive: true });
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs', 'old.log'), 'old');
  writeFileSync(join(folder, 'twin.json'), JSON.stringify({ ...state, version: 2, ready: true }));
  const layout = new Layout(folder, fleet, 20_000);
  const record = { ...(identity as NonNullable<typeof identity>), cluster: 'a', component: 'b', log: '/l' };
  await writeRecord(layout, record);
  expect(await readRecords(layout)).toEqual([record]);
  await expect(claimState(state, folder)).rejects.toMatchObject({
    id: 'twin/state-in-use',
    message: expect.stringContaining(`a/b is process ${child.pid}`),
  });
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('close', resolve));
  await claimState(state, folder);
  expect(existsSync(join(folder, 'logs', 'old.log'))).toBe(false);
  expect(await readRecords(layout)).toEqual([]);
});

test('a folder with something else in it is never touched', async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'thesis.tex'), 'years of work');
  await expect(claimState(state, folder)).rejects.toMatchObject({
    id: 'twin/state-foreign',
    message: expect.stringContaining('thesis.tex'),
  });
  await removeState(folder);
  expect(readFileSync(join(folder, 'thesis.tex'), 'utf8')).toBe('years of work');
});

test('what only has the names of what a twin keeps is no twin, and never touched', async () => {
  const kubeconfig = join(folder, 'kubeconfigs', 'production.yaml');
  mkdirSync(join(folder, 'kubeconfigs'), { recursive: true, mode: 0o755 });
  writeFileSync(kubeconfig, 'precious');
  writeFileSync(join(folder, 'twin.json5'), 'theirs');
  await expect(claimState(state, folder)).rejects.toMatchObject({ id: 'twin/state-foreign', place: folder });
  await removeState(folder);
  expect(readFileSync(kubeconfig, 'utf8')).toBe('precious');
  expect(readdirSync(folder).sort()).toEqual(['kubeconfigs', 'twin.json5']);
  expect(statSync(folder).mode & 0o777).toBe(0o755);
});

test('what a crash left of the first write of a state is a twin, and can be used', async () => {
  mkdirSync(join(folder, 'logs'), { recursive: true });
  writeFileSync(join(folder, 'twin.json.0a1b2c3d'), '{"ver');
  await claimState(state, folder);
  await removeState(folder);
  expect(existsSync(folder)).toBe(false);
});

test('a folder of which not everything is removed yet is still known as that of a twin', async () => {
  await claimState(state, folder);
  for (let i = 0; i < 1000; i++) {
    writeFileSync(join(folder, 'logs', `${i}.log`), '');
  }
  let removed = false;
  const removing = removeState(folder).then(() => {
    removed = true;
  });
  const nameless: string[][] = [];
  while (!removed) {
    const entries = entriesNow();
    if (entries.length > 0 && !entries.includes('twin.json')) {
      nameless.push(entries);
    }
    await new Promise(setImmediate);
  }
  await removing;
  expect(nameless).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});

test('a folder that cannot be made is told as such', async () => {
  writeFileSync(join(parent, 'a'), 'a file');
  await expect(claimState(state, folder)).rejects.toMatchObject({ id: 'twin/state-not-writable', place: folder });
});

test('no twin, and the twin of another version, are told apart', async () => {
  await expect(readState(folder)).rejects.toMatchObject({ id: 'twin/not-running' });
  mkdirSync(folder, { recursive: true });
  for (const content of ['{"version": 99}', 'not json']) {
    writeFileSync(join(folder, 'twin.json'), content);
    await expect(readState(folder)).rejects.toMatchObject({ id: 'twin/state-unreadable' });
  }
});

function entriesNow(): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
