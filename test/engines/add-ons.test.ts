import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { type AddOnName, FleetAddOns, FleetApp, GpuFleet, TrainingQueue } from '../../lib';
import type { Compilation } from '../../lib/core/compilation';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { AddOnReleases, AttachedClusters, FleetDeployment, type LocalStack } from '../../lib/pulumi';
import { type ApiClient, Twin } from '../../lib/twin';
import { createCrds, lookForKinds } from '../../lib/twin/crds';
import { definitionsOf } from '../../lib/twin/definitions';
import { RUN_FOR_ANNOTATION } from '../../lib/twin/stages';
import { waitFor } from '../../lib/twin/wait';
import { gpuMember } from '../support';
import { BUILD_TIMEOUT, twinEngines } from './support/engines';
import { eventually } from './support/eventually';
import { removeTemporary, temporary } from './support/folders';
import { open, type Project, SECRET, stateOf } from './support/pulumi-project';

const SCHEDULER = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'volcano-scheduler', namespace: 'volcano-system' };
const QUEUE = { apiVersion: 'scheduling.volcano.sh/v1beta1', kind: 'Queue', name: 'train' };

/** A member that gets Volcano, cert-manager, and a queue, whose kind comes with Volcano. */
function compile(replicas: number, except: readonly AddOnName[]): Compilation {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members: { a: gpuMember(1, 1) } });
  new FleetAddOns(fleet, 'add-ons', {
    also: ['certManager'],
    except,
    volcano: { replicas },
    values: {
      // what answers the webhooks only pretends to run
      volcano: { custom: { admission_enable: false } },
      'cert-manager': { startupapicheck: { podAnnotations: { [RUN_FOR_ANNOTATION]: '1s' } } },
    },
  });
  new TrainingQueue(fleet, 'train', { capability: { gpus: 1 } });
  return app.compile();
}

/** Charts as their projects publish them, through the real helm and the real engine of Pulumi, into a real API server. */
describe('add-ons', () => {
  let twin: Twin;
  let member: ApiClient;
  let helm: (...args: string[]) => string;
  let helmBinary: string;
  let chart: (name: string) => string;
  let stack: LocalStack;
  let project: Project;
  let replicas = 1;
  let password = SECRET;
  let adopt: readonly string[] = [];
  let except: readonly AddOnName[] = [];
  let name = 'add-ons';
  let aliases: { readonly name: string }[] = [];

  beforeAll(async () => {
    const cacheRoot = defaultCacheRoot();
    const { charts, helm: tool } = await ensureEngines(['pulumi', 'helm', 'charts'], { cacheRoot });
    // The twin's member has no Volcano of its own.
    const app = new FleetApp();
    new GpuFleet(app, 'fleet', { members: { a: gpuMember(1, 1) } });
    twin = await Twin.up(app.compile().fleets[0]!, { state: temporary('twin'), engines: await twinEngines() });
    member = await twin.client('a');
    const kubeconfig = (cluster: string) => ({ kubeconfig: readFileSync(twin.kubeconfig(cluster), 'utf8') });
    helmBinary = tool.binary;
    helm = (...args) =>
      execFileSync(tool.binary, [...args, '--kubeconfig', twin.kubeconfig('a')], { encoding: 'utf8', stdio: 'pipe' });
    chart = (name) => join(charts.assets, name);
    const resources = () => {
      const program = compile(replicas, except);
      const attached = { controlPlane: kubeconfig('control-plane'), members: { a: kubeconfig('a') } };
      // the twin has told Karmada about its member
      const clusters = Object.assign(new AttachedClusters(attached), { joinMembers: true });
      const args = {
        program,
        clusters,
        charts: { volcano: chart('volcano'), 'cert-manager': chart('cert-manager') },
        secretValues: { volcano: { custom: { common_labels: pulumi.output({ password }) } } },
        seconds: 120,
        adopt,
      };
      const addOns = new AddOnReleases(name, args, { aliases });
      new FleetDeployment('fleet', { program, clusters, addOns });
    };
    project = await open(resources);
    stack = project.stack;
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    project?.remove();
    removeTemporary();
  });

  const values = () => JSON.parse(helm('get', 'values', 'volcano', '-n', 'volcano-system', '-o', 'json'));
  const metadata = (name = 'volcano', namespace = 'volcano-system') =>
    JSON.parse(helm('get', 'metadata', name, '-n', namespace, '-o', 'json'));
  const revision = () => metadata().revision as number;
  const status = () => metadata().status as string;

  test('a preview shows what would be installed, and installs nothing', async () => {
    expect(await stack.preview()).toMatchObject({ create: expect.any(Number) });
    const output = project.printed();
    expect(output).toContain('fleet/members/a');
    expect(output).toMatch(/scheduler_replicas/);
    expect(helm('list', '-A', '-o', 'json').trim()).toBe('[]');
  });

  test('charts are installed before what needs them, and the second time nothing changes', async () => {
    const { create } = await stack.up();
    // stack, add-ons, their claim, two releases and their roster, deployment, claim, roster, control plane, a
    expect(create).toBe(11);
    expect((await member.read(SCHEDULER))?.status).toMatchObject({ readyReplicas: 1 });
    // the hook of the chart has run: a Job, of which helm waits for the end
    expect(helm('status', 'cert-manager', '-n', 'cert-manager')).toMatch(/STATUS: deployed/);
    expect(await member.read(QUEUE)).toBeDefined();
    expect(await stack.up()).toEqual({ same: 11 });
    expect(revision()).toBe(1);
  }, 240_000);

  test('under another name they are the same by an alias, and without one nothing is uninstalled', async () => {
    project.printed();
    name = 'engines';
    await expect(stack.up()).rejects.toThrow('pulumi/failed');
    expect(project.printed()).toMatch(/pulumi\/releases-move at .*::engines: .*::add-ons/);
    expect(JSON.parse(helm('list', '-A', '-o', 'json'))).toHaveLength(2);
    aliases = [{ name: 'add-ons' }];
    // claim and releases bear the name of the component
    expect(await stack.preview()).toEqual({ update: 3, same: 8 });
    [name, aliases] = ['add-ons', []];
  });

  test('secret values reach the chart, and nobody else', async () => {
    expect(values()).toMatchObject({ custom: { common_labels: { password: SECRET }, scheduler_replicas: 1 } });
    for (const text of [project.printed(), stateOf(project.folder)]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain('client-key-data');
    }
  });

  test('a value that changed is an upgrade', async () => {
    replicas = 2;
    expect(await stack.up()).toEqual({ same: 10, update: 1 });
    expect((await member.read(SCHEDULER))?.spec).toMatchObject({ replicas: 2 });
    expect(revision()).toBe(2);
  });

  test('what others did to a release is put right', async () => {
    helm(
      'upgrade',
      'volcano',
      chart('volcano'),
      '-n',
      'volcano-system',
      '--reset-values',
      '--set',
      'custom.admission_enable=false',
    );
    helm('uninstall', 'cert-manager', '-n', 'cert-manager');
    expect(await stack.up()).toEqual({ same: 9, update: 1, create: 1 });
    expect(values()).toMatchObject({ custom: { scheduler_replicas: 2, common_labels: { password: SECRET } } });
    expect(helm('status', 'cert-manager', '-n', 'cert-manager')).toMatch(/STATUS: deployed/);
  }, 240_000);

  test('a release that a killed helm has left locked is taken up again', async () => {
    // no node has such a label, so helm waits
    const stuck = ['--reset-values', '--set', 'custom.admission_enable=false,custom.scheduler_ns.nowhere=any'];
    const place = ['--namespace', 'volcano-system', '--kubeconfig', twin.kubeconfig('a')];
    const upgrade = spawn(helmBinary, ['upgrade', 'volcano', chart('volcano'), ...stuck, '--wait', ...place], {
      stdio: 'ignore',
    });
    await eventually(async () => expect(status()).toBe('pending-upgrade'));
    const ended = once(upgrade, 'exit');
    upgrade.kill('SIGKILL');
    await ended;
    expect(await stack.up()).toEqual({ same: 10, update: 1 });
    expect(status()).toBe('deployed');
    expect(values()).toMatchObject({ custom: { scheduler_replicas: 2 } });
    expect(await stack.up()).toEqual({ same: 11 });
  }, 240_000);

  test('a release whose uninstall was killed goes for good, and is installed anew', async () => {
    const held = { ...SCHEDULER, name: 'cert-manager', namespace: 'cert-manager' };
    await member.merge(held, { metadata: { finalizers: ['example.com/stays'] } }, 'test');
    const place = ['--namespace', 'cert-manager', '--kubeconfig', twin.kubeconfig('a')];
    const uninstall = spawn(helmBinary, ['uninstall', 'cert-manager', '--wait', ...place], { stdio: 'ignore' });
    await eventually(async () =>
      expect(metadata('cert-manager', 'cert-manager')).toMatchObject({ status: 'uninstalling' }),
    );
    const ended = once(uninstall, 'exit');
    uninstall.kill('SIGKILL');
    await ended;
    await member.merge(held, { metadata: { finalizers: null } }, 'test');
    expect(await stack.up()).toEqual({ same: 10, update: 1 });
    expect(metadata('cert-manager', 'cert-manager')).toMatchObject({ status: 'deployed', revision: 1 });
  }, 240_000);

  test('a value that the chart refuses is told, without secrets, and the next update mends it', async () => {
    // no label
    password = `${SECRET} ${SECRET}`;
    project.printed();
    await expect(stack.up()).rejects.toThrow('pulumi/failed');
    const output = project.printed();
    expect(output).toMatch(/volcano: .*metadata.labels/s);
    expect(output).not.toContain(SECRET);
    password = SECRET;
    await stack.up();
    expect(await stack.up()).toEqual({ same: 11 });
  }, 240_000);

  test('a release that others have installed is theirs until the program adopts it', async () => {
    helm('uninstall', 'cert-manager', '-n', 'cert-manager', '--wait');
    helm('install', 'cert-manager', chart('cert-manager'), '-n', 'cert-manager', '--no-hooks');
    project.printed();
    await expect(stack.up()).rejects.toThrow('pulumi/failed');
    expect(project.printed()).toContain('pulumi/release-not-ours at members/a/cert-manager');
    adopt = ['members/a/cert-manager'];
    await stack.up();
    const marked = ['--selector', 'cdk8s-fleet.dev/released-by', '--short', '-A'];
    expect(
      helm('list', ...marked)
        .split('\n')
        .sort(),
    ).toEqual(['', 'cert-manager', 'volcano']);
    expect(await stack.up()).toEqual({ same: 11 });
  }, 240_000);

  test('a release that the program has no more stays until that is allowed', async () => {
    const adopted = adopt;
    [except, adopt] = [['certManager'], []];
    project.printed();
    await expect(stack.preview()).rejects.toThrow('pulumi/failed');
    expect(project.printed()).toContain(
      'pulumi/releases-go at the add-ons: members/a/cert-manager would be uninstalled',
    );
    [except, adopt] = [[], adopted];
    expect(helm('status', 'cert-manager', '-n', 'cert-manager')).toMatch(/STATUS: deployed/);
  });

  test('an API server that knows Flux takes what tells Flux to install them', async () => {
    const { 'flux-crds': flux } = await ensureEngines(['flux-crds'], { cacheRoot: defaultCacheRoot() });
    const kinds = await createCrds(member, definitionsOf(flux));
    await waitFor('the kinds of Flux', () => lookForKinds(member, kinds), { seconds: 60 });
    const app = new FleetApp();
    const members = { a: gpuMember(1, 1, { preinstalled: ['flux'] }) };
    const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', istio: '1.31', members });
    new FleetAddOns(fleet, 'add-ons', { flux: { correctDrift: true } });
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } };
    const { objects } = app.compile().targets.find(({ target }) => target.member === 'a')!;
    const outcomes = await twin.applyTo('a', [namespace, ...objects.map(({ manifest }) => manifest)]);
    expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const release = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', namespace: 'flux-system' };
    expect((await member.read({ ...release, name: 'istiod' }))?.spec).toMatchObject({
      values: { global: { multiCluster: { clusterName: 'a' } } },
    });
  });

  test('down uninstalls', async () => {
    await stack.down();
    expect(helm('list', '-A', '-o', 'json').trim()).toBe('[]');
    expect(await member.read(SCHEDULER)).toBeUndefined();
  }, 240_000);
});
