import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { FleetDeployment, TwinClusters } from '../../lib/pulumi';
import { Twin } from '../../lib/twin';
import { BUILD_TIMEOUT, twinEngines } from './support/engines';
import { removeTemporary, temporary } from './support/folders';
import { compile, open, type Project } from './support/pulumi-project';

const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', namespace: 'default' };

/** The clusters are part of the stack. */
describe('pulumi with a twin', () => {
  let project: Project;
  let state: string;

  beforeAll(async () => {
    await ensureEngines(['pulumi'], { cacheRoot: defaultCacheRoot() });
    await twinEngines();
    state = temporary('twin');
    project = await open(() => {
      const program = compile({});
      const clusters = new TwinClusters('twin', { program, state });
      new FleetDeployment('fleet', { program, clusters });
    });
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await Twin.attach(state).then(
      (twin) => twin.down(),
      () => undefined,
    );
    project?.remove();
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
