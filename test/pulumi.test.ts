import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { FleetApp, GpuFleet, TrainingQueue, VolcanoScheduler } from '../lib';
import {
  AttachedClusters,
  type ClusterConnection,
  FleetDeployment,
  type IFleetClusters,
  TwinClusters,
} from '../lib/pulumi';
import { claim } from '../lib/pulumi/provider/claim';
import { kubeconfigOf } from '../lib/pulumi/provider/kubeconfig';
import { roster } from '../lib/pulumi/provider/roster';
import { target } from '../lib/pulumi/provider/target';
import { deployment, gpuMember, twoMembers } from './support';

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What a program registers, as Pulumi's own mocks see it: the wiring, and nothing of what providers do. */
async function registered(program: () => void): Promise<Registered[]> {
  const seen: Registered[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      seen.push({ type, name, inputs });
      return { id: name, state: { ...inputs, kubeconfigs: {} } };
    },
    call: () => ({}),
  });
  program();
  await pulumi.runtime.disconnect();
  return seen;
}

const connection: ClusterConnection = { kubeconfig: 'a kubeconfig' };
const everywhere: IFleetClusters = { connectionTo: () => connection, joinMembers: false };
const MANIFEST = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } };

function configMap(scope: ConstructorParameters<typeof ApiObject>[0], name: string): ApiObject {
  return new ApiObject(scope, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });
}

describe('FleetDeployment', () => {
  test('one resource for each API server, a roster of all objects, charts outside the fleet left out', async () => {
    const { app, fleet } = twoMembers({});
    configMap(fleet, 'template');
    configMap(fleet.member('a'), 'local');
    const seen = await registered(() => {
      const { targets } = new FleetDeployment('prod', { program: app, clusters: everywhere });
      expect(Object.keys(targets)).toEqual(['control-plane', 'members/a']);
    });
    const byName = new Map(seen.map(({ name, inputs }) => [name, inputs]));
    expect([...byName.keys()]).toEqual(
      expect.arrayContaining(['prod', 'prod/roster', 'prod/control-plane', 'prod/members/a']),
    );
    expect(byName.get('prod/members/a')).toMatchObject({
      stages: [['ConfigMap default/local']],
      objects: { 'ConfigMap default/local': { kind: 'ConfigMap' } },
    });
    // attached members are joined by the program's own Cluster objects
    expect(byName.get('prod/control-plane')).toMatchObject({
      stages: [['cluster.karmada.io/Cluster a', 'cluster.karmada.io/Cluster b'], ['ConfigMap default/template']],
    });
    expect(byName.get('prod/roster')).toMatchObject({
      targets: { 'members/a': { 'ConfigMap default/local': 'bulk' } },
      allowance: { targets: [], objects: 10, withContent: [] },
    });
  });

  test('what the provider is, is one line that does not change', async () => {
    const { app, fleet } = twoMembers({});
    configMap(fleet, 'template');
    const seen = await registered(() => new FleetDeployment('prod', { program: app, clusters: everywhere }));
    const providers = seen.flatMap(({ inputs }) => (inputs.__provider as string | undefined) ?? []);
    expect(new Set(providers)).toEqual(
      new Set([
        "exports.handler = () => require('cdk8s-fleet/pulumi/provider').claim;",
        "exports.handler = () => require('cdk8s-fleet/pulumi/provider').roster;",
        "exports.handler = () => require('cdk8s-fleet/pulumi/provider').target;",
      ]),
    );
  });

  test('the rules of the user hold where pods run, and where templates are', async () => {
    const { app, fleet } = twoMembers({});
    deployment(fleet, 'template', 2);
    deployment(fleet.member('a'), 'local', 2);
    const awaits = { 'apps/Deployment': { for: 'rollout', seconds: 7 } } as const;
    const seen = await registered(() => new FleetDeployment('prod', { program: app, clusters: everywhere, awaits }));
    const byName = new Map(seen.map(({ name, inputs }) => [name, inputs]));
    expect(byName.get('prod/control-plane')?.awaits).toEqual({
      'apps/Deployment default/template': { for: 'rollout', seconds: 7 },
    });
    expect(byName.get('prod/members/a')?.awaits).toEqual({
      'apps/Deployment default/local': { for: 'rollout', seconds: 7 },
    });
  });

  test('a program with errors, without a fleet, with several', async () => {
    const wrong = new FleetApp();
    const fleet = new GpuFleet(wrong, 'fleet', { members: { a: gpuMember() } });
    new TrainingQueue(fleet, 'queue', { capability: { gpus: 8 } });
    const deploy = (program: FleetApp) => () => new FleetDeployment('prod', { program, clusters: everywhere });
    await registered(() => {
      expect(deploy(wrong)).toThrow(/nothing was written/);
      expect(deploy(new FleetApp())).toThrow('pulumi/which-fleet at prod: the program has 0 fleets');
      const two = new FleetApp();
      new GpuFleet(two, 'one', { members: { a: gpuMember() } });
      new GpuFleet(two, 'two', { members: { b: gpuMember() } });
      expect(deploy(two)).toThrow('the program has 2 fleets (one, two)');
    });
  });
});

describe('misuse', () => {
  const deploy = async (args: object) => {
    const { app, fleet } = twoMembers({});
    deployment(fleet.member('a'), 'local', 2);
    let thrown: unknown;
    await registered(() => {
      try {
        new FleetDeployment('prod', { program: app, clusters: everywhere, ...args });
      } catch (error) {
        thrown = error;
      }
    });
    return thrown instanceof Error ? thrown.message : 'nothing was thrown';
  };

  test.each([
    [{ mode: 'Bulk' }, /pulumi\/unknown-mode at prod: there is no mode "Bulk"; there is "bulk"/],
    [
      { awaits: { Deployment: { for: 'rollout' } } },
      /pulumi\/bad-await at prod: .*"Deployment".*call it "apps\/Deployment"/s,
    ],
    [{ awaits: { 'apps/Deploymnt': false } }, /call it "apps\/Deployment"/],
    [
      { awaits: { 'cert-manager.io/Certificate': false } },
      /no object of the program is of that kind.*leave the rule out/s,
    ],
    [{ awaits: { 'apps/Deployment': { for: 'rollout', seconds: -1 } } }, /apps\/Deployment -1 seconds/],
    [
      { mode: 'objects', awaits: { 'apps/Deployment': { for: 'carried' } } },
      /pulumi\/bad-await at prod: .*choose the mode 'bulk'/s,
    ],
    [
      { awaits: { 'apps/Deployment': { for: 'rollout', seconds: Number.NaN } } },
      /pulumi\/bad-await.*apps\/Deployment NaN seconds/,
    ],
    [{ deletes: { targets: ['member/a'] } }, /pulumi\/bad-deletes at prod: .*"member\/a".*call it "members\/a"/s],
    [{ deletes: { objects: -1 } }, /pulumi\/bad-deletes at prod: deletes allows -1 objects/],
    [{ deletes: { objects: 1.5 } }, /a whole number/],
    [{ deletes: { withContent: ['ml'] } }, /pulumi\/bad-deletes at prod: .*"ml".*"Namespace NAME"/s],
    [{ deletes: { objects: Number.NaN } }, /deletes allows NaN objects/],
    [{ deleteSeconds: -1 }, /pulumi\/bad-number at prod: deleteSeconds is -1\. Fix: give it more than 0 seconds/],
    [{ deleteSeconds: 0 }, /deleteSeconds is 0\./],
    [{ deleteSeconds: Number.NaN }, /deleteSeconds is NaN\./],
    [{ deleteSeconds: Number.POSITIVE_INFINITY }, /deleteSeconds is Infinity\./],
    [{ deleteSeconds: 30 * 24 * 3600 }, /deleteSeconds is 2592000\. .*at most a week/],
    [{ deleteSeconds: '600' }, /deleteSeconds is "600"\./],
  ])('%j is told', async (args, message) => {
    expect(await deploy(args)).toMatch(message);
  });

  test('rules for kinds of the program, and targets that may be gone, are none', async () => {
    const awaits = { 'apps/StatefulSet': false, 'cluster.karmada.io/Cluster': { for: 'condition=Ready', seconds: 5 } };
    const deletes = { targets: ['members/gone', 'host', 'control-plane'], objects: 0 };
    expect(await deploy({ awaits, deletes, deleteSeconds: 0.5 })).toBe('nothing was thrown');
  });
});

describe('Claim', () => {
  const deployment = 'urn:pulumi:dev::test::cdk8s-fleet:index:FleetDeployment::prod';
  const before = { deployment, former: [], retained: false };
  const after = { ...before, deployment: deployment.replace('::prod', '::production') };
  const refusals = async (olds: object, news: object) => (await claim.check!(olds, news)).failures ?? [];

  test('another name or parent is refused where objects would be deleted', async () => {
    const [refusal] = await refusals(before, after);
    expect(refusal?.reason).toMatch(
      /pulumi\/deployment-moves at .*::production: the objects of the fleet belong to .*::prod/,
    );
  });

  test('nothing is refused the first time, with an alias, where objects are retained', async () => {
    expect(await refusals({}, before)).toEqual([]);
    expect(await refusals(before, before)).toEqual([]);
    expect(await refusals(before, { ...after, former: [deployment] })).toEqual([]);
    expect(await refusals({ ...before, retained: true }, after)).toEqual([]);
  });

  test('a stack or a project of another name has the same deployment', async () => {
    const renamed = { ...before, deployment: deployment.replace(':dev::test::', ':prod::platform::') };
    expect(await refusals(before, renamed)).toEqual([]);
    expect(await refusals(before, { ...after, former: [renamed.deployment] })).toEqual([]);
    expect(await refusals(before, { ...after, deployment: after.deployment.replace(':dev', ':prod') })).toHaveLength(1);
  });

  test('what a deployment was called before is told by its aliases', async () => {
    const { app } = twoMembers({});
    const seen = await registered(() => {
      const parent = new pulumi.ComponentResource('test:index:Parent', 'parent');
      const aliases = [{ name: 'old' }, { parent: undefined }, 'urn:pulumi:other::p::t::older'];
      new FleetDeployment('prod', { program: app, clusters: everywhere }, { parent, aliases });
    });
    const type = 'cdk8s-fleet:index:FleetDeployment';
    expect(seen.find(({ name }) => name === 'fleet/deployment')?.inputs).toEqual({
      __provider: expect.stringContaining('claim'),
      deployment: `urn:pulumi:stack::project::test:index:Parent$${type}::prod`,
      former: [
        `urn:pulumi:stack::project::test:index:Parent$${type}::old`,
        `urn:pulumi:stack::project::${type}::prod`,
        'urn:pulumi:other::p::t::older',
      ],
      retained: false,
    });
  });
});

describe('a cluster that does not answer, when it is refreshed', () => {
  const kubeconfig = kubeconfigOf('https://127.0.0.1:1', undefined, 'test', 'token');
  const props = { kubeconfig, ownedCluster: false, objects: { 'ConfigMap a': MANIFEST }, stages: [], awaits: {} };

  test('fails the update of its own target, and not the refresh of all', async () => {
    const seen = await target.read!('target', props);
    expect(seen).toMatchObject({ id: 'target', props: { objects: props.objects } });
    expect((seen as { inputs: object }).inputs).toMatchObject({ unanswered: expect.stringContaining('127.0.0.1') });
  });

  test('is as it was where its own resource tells of it', async () => {
    expect(await target.read!('target', { ...props, ownedCluster: true })).not.toHaveProperty('inputs');
  });
});

describe('a target that is updated alone', () => {
  const keyed = (...keys: string[]) => ({ objects: Object.fromEntries(keys.map((key) => [key, MANIFEST])) });
  const allowance = { target: 'prod/members/a', targets: [], objects: 1, withContent: [] };
  const checked = (olds: object, news: object) => target.check!(olds, { ...news, allowance });

  test('looks itself at what it would delete', async () => {
    const olds = keyed('ConfigMap x', 'ConfigMap default/y', 'ConfigMap default/z', 'Namespace ml');
    const { failures = [] } = await checked(olds, keyed('ConfigMap default/x'));
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(
        'pulumi/content-goes at prod/members/a: Namespace ml on prod/members/a would be deleted with',
      ),
      expect.stringMatching('pulumi/many-deletes at prod/members/a: 3 objects would be deleted, and 1 are allowed'),
    ]);
    expect((await checked(keyed('ConfigMap default/y'), keyed())).failures).toEqual([]);
    expect((await checked({}, keyed())).failures).toEqual([]);
  });

  test('does not let a member go with its Cluster object', async () => {
    const cluster = { apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster', metadata: { name: 'edge-01' } };
    const olds = { objects: { 'cluster.karmada.io/Cluster edge-01': cluster } };
    const { failures = [] } = await checked(olds, keyed());
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(
        /pulumi\/target-goes at members\/edge-01: .* its Cluster object would be deleted, with all that Karmada carries there/,
      ),
    ]);
    const allowed = { ...keyed(), allowance: { ...allowance, targets: ['members/edge-01'] } };
    expect((await target.check!(olds, allowed)).failures).toEqual([]);
  });

  test('an allowance is no input: giving it changes nothing', async () => {
    expect((await checked({}, { ...keyed(), kubeconfig: 'k' })).inputs).toEqual({ objects: {}, kubeconfig: 'k' });
  });
});

describe('AttachedClusters', () => {
  test('a target without a kubeconfig is an error that names the one that is meant', () => {
    const clusters = new AttachedClusters({ controlPlane: connection, members: { 'ack-gpu-a': connection } });
    expect(() => clusters.connectionTo({ kind: 'member', member: 'ack-gpu-b', folder: '' })).toThrow(
      'pulumi/no-connection at members/ack-gpu-b: the program has objects for it, and there is no kubeconfig; there is one for "ack-gpu-a"',
    );
    expect(() => clusters.connectionTo({ kind: 'host', folder: '' })).toThrow('give the clusters a host');
  });
});

describe('TwinClusters', () => {
  test('runs the members that the fleet names, joins them, and has the namespaces that the program only uses', async () => {
    const { app, fleet } = twoMembers({ twinMembers: ['a'], volcano: '1.15' });
    configMap(fleet.member('a'), 'local');
    configMap(fleet.member('b'), 'elsewhere');
    new VolcanoScheduler(fleet, 'scheduler', { configuration: { actions: ['allocate'], tiers: [] } });
    let absent: readonly string[] = [];
    const seen = await registered(() => {
      const clusters = new TwinClusters('twin', { program: app, state: '/tmp/twin' });
      ({ absent } = new FleetDeployment('prod', { program: app, clusters }));
    });
    const byName = new Map(seen.map(({ name, inputs }) => [name, inputs]));
    expect(byName.get('twin')).toMatchObject({
      members: ['a'],
      clusters: [{ kind: 'Cluster', metadata: { name: 'a' } }],
      kinds: { a: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }] },
      namespaces: { a: ['default', 'volcano-system'] },
      schedulers: { a: 'actions: allocate\ntiers: []\n' },
    });
    expect(absent).toEqual(['members/b']);
    expect(JSON.stringify(byName.get('prod/control-plane') ?? {})).not.toContain('cluster.karmada.io');
  });
});

describe('Roster', () => {
  const objects = (...keys: string[]) => Object.fromEntries(keys.map((key) => [key, 'bulk']));
  const allowance = { targets: [], objects: 1, withContent: [] as string[] };
  const refusals = async (olds: object, news: object) => (await roster.check!(olds, news)).failures ?? [];

  test('the first time, and with few deletes, nothing is refused', async () => {
    const targets = { a: objects('x', 'y') };
    expect(await refusals({}, { targets, allowance })).toEqual([]);
    expect(await refusals({ targets, allowance }, { targets: { a: objects('y', 'z') }, allowance })).toEqual([]);
  });

  test('a target that goes, and many objects, need an allowance', async () => {
    const olds = { targets: { a: objects('x', 'y', 'z'), b: objects('x') }, allowance };
    const targets = { a: objects('z') };
    const [first, second] = await refusals(olds, { targets, allowance });
    expect(first?.reason).toMatch('pulumi/target-goes at b: the program has nothing for it any more: the 1 objects');
    expect(first?.reason).toMatch("deletes: { targets: ['b'] }");
    expect(second?.reason).toMatch('2 objects would be deleted, and 1 are allowed: x on a and y on a');
    expect(await refusals(olds, { targets, allowance: { ...allowance, targets: ['b'], objects: 2 } })).toEqual([]);
  });

  test('what goes with all that is in it needs an allowance by name, however few it is', async () => {
    const widgets = 'apiextensions.k8s.io/CustomResourceDefinition widgets.example.com';
    const olds = { targets: { a: objects('Namespace ml', 'x'), b: objects(widgets, 'x') }, allowance };
    const targets = { a: objects('x'), b: objects('x') };
    const lenient = { ...allowance, objects: 10 };
    const [refusal, ...others] = await refusals(olds, { targets, allowance: lenient });
    expect(others).toEqual([]);
    expect(refusal?.reason).toMatch(
      `pulumi/content-goes at the deployment: Namespace ml on a and ${widgets} on b would be deleted with all that is in them`,
    );
    expect(refusal?.reason).toMatch(`deletes: { withContent: ['Namespace ml', '${widgets}'] }`);
    const withContent = ['Namespace ml', widgets];
    expect(await refusals(olds, { targets, allowance: { ...lenient, withContent } })).toEqual([]);
  });

  test('what is never deleted needs none', async () => {
    const olds = { targets: { a: objects('Namespace default', 'Namespace kube-system', 'x') }, allowance };
    expect(await refusals(olds, { targets: { a: objects('x') }, allowance })).toEqual([]);
  });

  test('an object that states its namespace now is the one that stated none', async () => {
    const none = { ...allowance, objects: 0 };
    const olds = { targets: { a: objects('ConfigMap x') }, allowance: none };
    expect(await refusals(olds, { targets: { a: objects('ConfigMap default/x') }, allowance: none })).toEqual([]);
    expect(await refusals(olds, { targets: { a: { 'ConfigMap default/x': 'other' } }, allowance: none })).toEqual([
      expect.objectContaining({ reason: expect.stringContaining('pulumi/objects-move') }),
    ]);
    expect(await refusals(olds, { targets: { a: objects('ConfigMap ml/x') }, allowance: none })).toHaveLength(1);
  });

  test('an object that goes from the control plane into the scope of a member is left out of one update', async () => {
    const lenient = { ...allowance, objects: 10 };
    const none = { 'members/a': objects('y'), 'members/b': objects('z') };
    const olds = { targets: { 'control-plane': objects('ConfigMap x', 'y', 'z'), ...none }, allowance };
    const moved = { 'control-plane': objects('z'), ...none, 'members/a': objects('ConfigMap default/x', 'y') };
    const [refusal, ...others] = await refusals(olds, { targets: moved, allowance: lenient });
    expect(others).toEqual([]);
    expect(refusal?.reason).toMatch(
      /pulumi\/objects-move at the deployment: 1 objects .*: ConfigMap x on members\/a\. .*leave them out of one update/,
    );
    // a template that is retained is carried on: two would apply the object
    expect(await refusals({ ...olds, retained: true }, { targets: moved, allowance: lenient })).toHaveLength(1);
    const gone = { ...moved, 'members/a': objects('y') };
    expect(await refusals(olds, { targets: gone, allowance: lenient })).toEqual([]);
    expect(await refusals({ targets: gone, allowance }, { targets: moved, allowance: lenient })).toEqual([]);
  });

  test('an object that another resource takes over needs an update that retains it before', async () => {
    const olds = { targets: { a: { x: 'kubernetes:core/v1:ConfigMap fleet/x', y: 'bulk' } }, allowance };
    const moved = { a: { x: 'kubernetes:core/v1:ConfigMap fleet/part/x', y: 'bulk' } };
    const [refusal] = await refusals(olds, { targets: moved, allowance });
    expect(refusal?.reason).toMatch(
      'pulumi/objects-move at the deployment: 1 objects would be applied by a new resource',
    );
    expect(refusal?.reason).toMatch('x on a');
    expect(await refusals({ ...olds, retained: true }, { targets: moved, allowance })).toEqual([]);
    expect(await refusals(olds, { targets: olds.targets, allowance })).toEqual([]);
  });
});
