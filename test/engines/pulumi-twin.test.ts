import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { FleetApp, GpuFleet, type SchedulerAction, VolcanoScheduler } from '../../lib';
import { controlPlaneObjects } from '../../lib/cli/choose-fleet';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { mountedConfigurations } from '../../lib/plan/scheduler';
import { FleetDeployment, TwinClusters } from '../../lib/pulumi';
import { twin as provider } from '../../lib/pulumi/provider/twin';
import { Twin } from '../../lib/twin';
import { isCluster } from '../../lib/twin/join';
import { gpuMember } from '../support';
import { BUILD_TIMEOUT, twinEngines, volcanoTwinEngines } from './support/engines';
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
    expect(await project.stack.preview()).toEqual({ create: 8 });
    expect(project.printed()).toMatch(/ConfigMap default\/settings/);
    await expect(Twin.attach(state)).rejects.toThrow('twin/not-running');
  });

  test('up starts the twin and fills it, again changes nothing', async () => {
    await project.stack.up();
    const twin = await Twin.attach(state);
    expect(await (await twin.client('a')).read(SETTINGS)).toBeDefined();
    expect(await project.stack.up()).toEqual({ same: 8 });
  }, 180_000);

  test('a twin that somebody stopped is started anew and filled', async () => {
    await (await Twin.attach(state)).down();
    await project.stack.up();
    const twin = await Twin.attach(state);
    expect(await (await twin.client('a')).read(SETTINGS)).toBeDefined();
    expect(await project.stack.up()).toEqual({ same: 8 });
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
    expect(await project.stack.up()).toEqual({ create: 8 });
    expect(readFileSync((await Twin.attach(state)).kubeconfig('a'), 'utf8')).toBe(before);
    expect(await project.stack.up()).toEqual({ same: 8 });
  });

  test('down stops it', async () => {
    await project.stack.down();
    await expect(Twin.attach(state)).rejects.toThrow('twin/not-running');
  });
});

/** What Pulumi applies reaches the scheduler through the resource of the twin: there is no kubelet. */
test(
  "the configuration of Volcano's scheduler is mounted, and again when it changes",
  async () => {
    await volcanoTwinEngines();
    const state = temporary('scheduler');
    const inputs = (...actions: SchedulerAction[]) => {
      const app = new FleetApp();
      const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members: { a: gpuMember(1, 1) } });
      new VolcanoScheduler(fleet, 'scheduler', { actions });
      const compilation = app.compile();
      const schedulers = mountedConfigurations(compilation, 'fleet');
      const clusters = controlPlaneObjects(compilation, fleet.model).filter(isCluster);
      return { fleet: fleet.model, members: ['a'], state, clusters, kinds: {}, namespaces: {}, schedulers };
    };
    const mounted = () => readFileSync(join(state, 'volcano/a/scheduler.conf'), 'utf8');
    const [before, after] = [inputs('enqueue', 'allocate'), inputs('allocate', 'backfill')];
    try {
      await provider.create!(before);
      expect(mounted()).toBe(before.schedulers.a);
      expect(await provider.diff!(state, before, after)).toMatchObject({ changes: true, replaces: [] });
      await provider.update!(state, before, after);
      expect(mounted()).toMatch(/^actions: allocate, backfill\n/);
    } finally {
      await provider.delete!(state, after);
      removeTemporary();
    }
  },
  BUILD_TIMEOUT,
);
