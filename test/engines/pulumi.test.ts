import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { ApiObject } from 'cdk8s';
import { FleetApp, GpuFleet, WholePropagation } from '../../lib';
import type { Compilation } from '../../lib/core/compilation';
import { Failure } from '../../lib/core/failure';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import {
  AttachedClusters,
  FleetDeployment,
  type FleetDeploymentArgs,
  LocalStack,
  TwinClusters,
} from '../../lib/pulumi';
import { type ApiClient, Twin } from '../../lib/twin';
import { deployment, gpuMember } from '../support';
import { BUILD_TIMEOUT, twinEngines } from './support/engines';
import { removeTemporary, temporary } from './support/folders';

/** Pulumi runs the providers from the project's folder, which must see this repository's packages. */
const PROJECTS = resolve(__dirname, '../../.cdk8s-fleet');
const SECRET = 'correct-horse-battery-staple';
const INFER = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'infer', namespace: 'default' };
const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', namespace: 'default' };

interface Variant {
  readonly replicas?: number;
  /** Leaves an object out. */
  readonly without?: 'settings';
  /** Objects for member b, of which there are many. */
  readonly many?: number;
  /** An object that the API server refuses. */
  readonly refused?: boolean;
  readonly member?: 'b' | 'c';
}

function compile({ replicas = 2, without, many = 0, refused, member = 'b' }: Variant): Compilation {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { members: { a: gpuMember(1, 1), [member]: gpuMember(1, 1) } });
  const infer = deployment(fleet, 'infer', replicas);
  new WholePropagation(fleet, 'placed', { of: infer, to: ['a'] });
  configMap(fleet.member('a'), 'first', {});
  if (without !== 'settings') {
    configMap(fleet.member('a'), 'settings', { mode: 'fast' });
  }
  if (refused) {
    // the schema has no fault in it; that names of keys have rules only the server knows
    configMap(fleet.member('a'), 'refused', { 'not a key': 'x' });
  }
  new ApiObject(fleet.member('a'), 'password', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'password', namespace: 'default' },
    stringData: { password: SECRET },
  });
  configMap(fleet.member(member), 'last', {});
  for (let i = 0; i < many; i++) {
    configMap(fleet.member(member), `many-${i}`, {});
  }
  return app.compile();
}

function configMap(scope: ConstructorParameters<typeof ApiObject>[0], name: string, data: Record<string, string>) {
  const metadata = { name, namespace: 'default' };
  return new ApiObject(scope, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
}

/** Opens a stack in a project folder of its own, whose program is what `resources` makes at that time. */
async function open(resources: () => void, name: string) {
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
function stateOf(folder: string): string {
  const state = join(folder, '.cdk8s-fleet/pulumi');
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
}

/** A compiled fleet through the real engine and the real SDK of Pulumi, to real API servers. */
describe('pulumi', () => {
  let twin: Twin;
  let member: ApiClient;
  let project: Awaited<ReturnType<typeof open>>;
  let variant: Variant = {};
  let args: Partial<FleetDeploymentArgs> = {};

  const update = async (next: Variant, more: Partial<FleetDeploymentArgs> = {}) => {
    variant = next;
    args = more;
    project.printed();
    return project.stack.up();
  };

  beforeAll(async () => {
    await ensureEngines(['pulumi'], { cacheRoot: defaultCacheRoot() });
    const [fleet] = compile({}).fleets;
    twin = await Twin.up(fleet!, { state: temporary('twin'), engines: await twinEngines() });
    member = await twin.client('a');
    const connection = (cluster: string) => ({ kubeconfig: readFileSync(twin.kubeconfig(cluster), 'utf8') });
    const attached = {
      controlPlane: connection('control-plane'),
      // a member that is renamed is the same cluster
      members: { a: connection('a'), b: connection('b'), c: connection('b') },
    };
    const clusters = Object.assign(new AttachedClusters(attached), { joinMembers: true });
    project = await open(() => {
      new FleetDeployment('fleet', { program: compile(variant), clusters, ...args });
    }, 'attached');
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    rmSync(project?.folder ?? '', { recursive: true, force: true });
    removeTemporary();
  });

  test('everything is applied, and the second time nothing changes', async () => {
    const { create } = await update({});
    // stack, deployment, roster, control plane, a, b
    expect(create).toBe(6);
    expect((await (await twin.client()).read(INFER))?.spec).toMatchObject({ replicas: 2 });
    expect(await member.read(SETTINGS)).toMatchObject({ data: { mode: 'fast' } });
    expect(await update({})).toEqual({ same: 6 });
  }, 120_000);

  test('a secret is nowhere in clear: not in the state, not in what is printed', async () => {
    const seen = [stateOf(project.folder), project.printed()];
    await project.stack.preview();
    seen.push(project.printed());
    const encoded = Buffer.from(SECRET).toString('base64');
    for (const text of seen) {
      expect(text.length).toBeGreaterThan(100);
      expect(text.includes(SECRET) || text.includes(encoded)).toBe(false);
      // nor how the clusters are reached
      expect(text).not.toContain('client-key-data');
    }
    const secret = await member.read({ apiVersion: 'v1', kind: 'Secret', name: 'password', namespace: 'default' });
    expect(secret?.data).toEqual({ password: encoded });
  }, 60_000);

  test('what others changed and deleted is put right', async () => {
    const { apiVersion, kind, name, namespace } = SETTINGS;
    await member.apply({ apiVersion, kind, metadata: { name, namespace }, data: { mode: 'slow' } }, 'somebody-else');
    await member.remove({ ...SETTINGS, name: 'first' });
    expect(await update({})).toEqual({ same: 5, update: 1 });
    expect(await member.read(SETTINGS)).toMatchObject({ data: { mode: 'fast' } });
    expect(await member.read({ ...SETTINGS, name: 'first' })).toBeDefined();
    expect(await update({})).toEqual({ same: 6 });
  }, 120_000);

  test('one object changed, one removed: a preview shows them, an update changes them', async () => {
    variant = { replicas: 3, without: 'settings' };
    project.printed();
    await project.stack.preview();
    const preview = project.printed();
    expect(preview).toMatch(/replicas: 2 => 3/);
    expect(preview).toMatch(/- ConfigMap default\/settings/);
    expect(await member.read(SETTINGS)).toBeDefined();
    // the roster is one of those that change
    expect(await update(variant)).toEqual({ same: 3, update: 3 });
    expect((await (await twin.client()).read(INFER))?.spec).toMatchObject({ replicas: 3 });
    expect(await member.read(SETTINGS)).toBeUndefined();
  }, 120_000);

  test('an object that the server refuses is told, the others are applied, and the next update mends it', async () => {
    const failure = await update({ refused: true, replicas: 1 }).catch((error: unknown) => error);
    expect(Failure.isFailure(failure) && failure.id).toBe('pulumi/failed');
    expect(project.printed()).toMatch(/ConfigMap default\/refused: .*not a key/);
    expect(await member.read(SETTINGS)).toBeDefined();
    expect(await member.read({ ...SETTINGS, name: 'refused' })).toBeUndefined();
    // nothing is deleted by an update that fails, and nothing is forgotten
    const without = 'settings';
    await expect(update({ refused: true, replicas: 1, without })).rejects.toThrow('pulumi/failed');
    expect(await member.read(SETTINGS)).toBeDefined();
    await update({ replicas: 1, without });
    expect(await member.read(SETTINGS)).toBeUndefined();
    expect(await update({ replicas: 1, without })).toEqual({ same: 6 });
  }, 120_000);

  test('a renamed member and many deletes need an allowance', async () => {
    await update({ many: 12 });
    const last = { ...SETTINGS, name: 'last' };
    const b = await twin.client('b');
    const refusals = async (next: Variant) => {
      const failure = await update(next).catch((error: unknown) => error);
      expect(Failure.isFailure(failure) && failure.id).toBe('pulumi/failed');
      return project.printed();
    };
    expect(await refusals({ many: 12, member: 'c' })).toMatch(/pulumi\/target-goes at members\/b: .*13 objects/);
    expect(await b.read(last)).toBeDefined();
    expect(await refusals({})).toMatch(/pulumi\/many-deletes at .*12 objects would be deleted, and 10 are allowed/);
    expect(await b.read({ ...last, name: 'many-3' })).toBeDefined();
    await update({}, { deletes: { objects: 12 } });
    expect(await b.read({ ...last, name: 'many-3' })).toBeUndefined();
    expect(await update({ member: 'c' }, { deletes: { targets: ['members/b'] } })).toMatchObject({
      create: 1,
      delete: 1,
    });
  }, 180_000);

  test('what is not done in time fails, and is waited for again', async () => {
    const awaits = { ConfigMap: { for: 'condition=Ready', seconds: 2 } } as const;
    await expect(update({ member: 'c' }, { awaits })).rejects.toThrow('pulumi/failed');
    expect(project.printed()).toMatch(/ConfigMap default\/last: it is applied, and not done after 2 s/);
    await update({ member: 'c' });
  }, 120_000);

  test('down deletes everything', async () => {
    await project.stack.down();
    expect(await member.read(SETTINGS)).toBeUndefined();
    expect(await (await twin.client()).read(INFER)).toBeUndefined();
  }, 120_000);
});

/** The clusters are part of the stack. */
describe('pulumi with a twin', () => {
  let project: Awaited<ReturnType<typeof open>>;
  let state: string;

  beforeAll(async () => {
    await ensureEngines(['pulumi'], { cacheRoot: defaultCacheRoot() });
    await twinEngines();
    state = temporary('twin');
    project = await open(() => {
      const program = compile({});
      const clusters = new TwinClusters('twin', { program, state });
      new FleetDeployment('fleet', { program, clusters });
    }, 'twin');
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await Twin.attach(state).then(
      (twin) => twin.down(),
      () => undefined,
    );
    rmSync(project?.folder ?? '', { recursive: true, force: true });
    removeTemporary();
  });

  test('a preview needs no cluster, and shows every object', async () => {
    expect(await project.stack.preview()).toEqual({ create: 7 });
    expect(project.printed()).toMatch(/ConfigMap default\/settings/);
    await expect(Twin.attach(state)).rejects.toThrow('twin/not-running');
  }, 60_000);

  test('up starts the twin and fills it, again changes nothing', async () => {
    await project.stack.up();
    const twin = await Twin.attach(state);
    expect(await (await twin.client('a')).read(SETTINGS)).toBeDefined();
    expect(await project.stack.up()).toEqual({ same: 7 });
  }, 180_000);

  test('a twin that somebody stopped is started anew and filled', async () => {
    await (await Twin.attach(state)).down();
    await project.stack.up();
    const twin = await Twin.attach(state);
    expect(await (await twin.client('a')).read(SETTINGS)).toBeDefined();
    expect(await project.stack.up()).toEqual({ same: 7 });
  }, 180_000);

  test('after an update that was killed the next one goes on: the lock is taken over, the twin is taken up', async () => {
    const before = readFileSync((await Twin.attach(state)).kubeconfig('a'), 'utf8');
    const pulumi = join(project.folder, '.cdk8s-fleet/pulumi/.pulumi');
    const locks = join(pulumi, 'locks/organization/test/dev');
    const { pid } = spawnSync('true');
    // as the update would leave them that started the twin
    mkdirSync(locks, { recursive: true });
    writeFileSync(join(locks, 'killed.json'), JSON.stringify({ pid, hostname: hostname() }));
    const checkpoint = join(pulumi, 'stacks/test/dev.json');
    const stack = JSON.parse(readFileSync(checkpoint, 'utf8'));
    stack.checkpoint.latest.resources = [];
    writeFileSync(checkpoint, JSON.stringify(stack));
    expect(await project.stack.up()).toEqual({ create: 7 });
    expect(readFileSync((await Twin.attach(state)).kubeconfig('a'), 'utf8')).toBe(before);
    expect(await project.stack.up()).toEqual({ same: 7 });
  }, 120_000);

  test('down stops it', async () => {
    await project.stack.down();
    await expect(Twin.attach(state)).rejects.toThrow('twin/not-running');
  }, 120_000);
});
