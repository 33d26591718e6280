import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { type ClusterConnection, FleetDeployment, type FleetDeploymentArgs, type IFleetClusters } from '../lib/pulumi';
import { annotated } from '../lib/pulumi/object-annotations';
import { inputsByName } from './pulumi-mocks';
import { deployment, twoMembers } from './support';

interface Registered {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the resources that come before. */
  readonly after: readonly string[];
}

/** Stands for a cluster of the same program. */
class Cluster extends pulumi.CustomResource {}

const SECRET = 'correct-horse';
const connection: ClusterConnection = { kubeconfig: 'a kubeconfig' };
const everywhere: IFleetClusters = { connectionTo: () => connection, joinMembers: true };

function simple(scope: ConstructorParameters<typeof ApiObject>[0], kind: string, name: string, more: object = {}) {
  return new ApiObject(scope, name, { apiVersion: 'v1', kind, metadata: { name, namespace: 'ml' }, ...more });
}

/** What a deployment registers in the mode `objects`, by name, as Pulumi's own mocks see it. */
async function registered(
  program: FleetDeploymentArgs['program'],
  opts: pulumi.ComponentResourceOptions = {},
  clusters: () => IFleetClusters = () => everywhere,
): Promise<ReadonlyMap<string, Registered>> {
  const seen = new Map<string, Registered>();
  const nameOf = new Map<pulumi.Resource, string>();
  const waits = new Map<string, pulumi.ResourceOptions['dependsOn']>();
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      seen.set(name, { type, inputs, after: [] });
      return { id: name, state: inputs };
    },
    call: () => ({}),
  });
  const look: pulumi.ResourceTransformation = ({ resource, name, opts: { dependsOn } }) => {
    nameOf.set(resource, name);
    waits.set(name, dependsOn);
    return undefined;
  };
  const args = { program, clusters: clusters(), mode: 'objects' } as const;
  new FleetDeployment('prod', args, { ...opts, transformations: [look] });
  await pulumi.runtime.disconnect();
  for (const [name, dependsOn] of waits) {
    const before = ((await dependsOn) ?? []) as readonly pulumi.Resource[];
    seen.set(name, { ...seen.get(name)!, after: before.map((resource) => nameOf.get(resource)!) });
  }
  return seen;
}

function program() {
  const { app, fleet } = twoMembers({});
  const member = fleet.member('a');
  new ApiObject(member, 'ml', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } });
  simple(member, 'ConfigMap', 'settings');
  simple(member, 'Secret', 'password', { stringData: { password: SECRET } });
  deployment(member, 'infer', 2);
  return { app, fleet, member };
}

describe('FleetDeployment with one resource for each object', () => {
  test('each is named by its path and is of its kind, stage after stage', async () => {
    const seen = await registered(program().app);
    const at = 'prod/fleet-member-a';
    expect(seen.get(`${at}/ml`)).toMatchObject({
      type: 'kubernetes:core/v1:Namespace',
      after: ['prod/roster'],
    });
    expect(seen.get('prod/members/a/stage-1')?.after).toEqual([`${at}/ml`]);
    expect(seen.get(`${at}/settings`)).toMatchObject({
      type: 'kubernetes:core/v1:ConfigMap',
      after: ['prod/members/a/stage-1'],
    });
    expect(seen.get('prod/members/a/stage-2')?.after).toEqual([`${at}/settings`, `${at}/password`]);
    expect(seen.get(`${at}/infer`)).toMatchObject({
      type: 'kubernetes:apps/v1:Deployment',
      inputs: { apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 2 } },
      after: ['prod/members/a/stage-2'],
    });
    expect(seen.get('prod/roster')?.inputs).toMatchObject({
      targets: { 'members/a': { 'ConfigMap ml/settings': 'kubernetes:core/v1:ConfigMap fleet-member-a/settings' } },
      retained: false,
    });
  });

  test('an object says where it is, whether or not the program does', async () => {
    const { app, fleet } = twoMembers({});
    const unstated = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'unstated' } };
    new ApiObject(fleet.member('a'), 'unstated', unstated);
    new ApiObject(fleet.member('a'), 'nowhere', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'nowhere' } });
    const seen = await registered(app);
    const at = 'prod/fleet-member-a';
    expect(seen.get(`${at}/unstated`)?.inputs.metadata).toMatchObject({ namespace: 'default' });
    expect(seen.get(`${at}/nowhere`)?.inputs.metadata).not.toHaveProperty('namespace');
    expect(seen.get('prod/roster')?.inputs.targets).toMatchObject({
      'members/a': { 'ConfigMap default/unstated': expect.anything(), 'Namespace nowhere': expect.anything() },
    });
  });

  test('the provider takes over fields and objects, and is the same with another kubeconfig and another name', async () => {
    const seen = await registered(program().app);
    expect(seen.get('prod/members/a')).toMatchObject({
      type: 'pulumi:providers:kubernetes',
      inputs: {
        clusterIdentifier: 'attached',
        enableServerSideApply: 'true',
        enablePatchForce: 'true',
        upsertExistingObjects: 'true',
      },
    });
  });

  test('a cluster of the program is told by its id, or by what is stated, and not by its kubeconfig', async () => {
    const identifier = async (more: (cluster: pulumi.Resource) => Partial<ClusterConnection>, kubeconfig: string) => {
      const seen = await registered(program().app, {}, () => {
        const cluster = new Cluster('test:index:Cluster', 'cluster');
        return { connectionTo: () => ({ kubeconfig, cluster, ...more(cluster) }), joinMembers: true };
      });
      return seen.get('prod/members/a')?.inputs.clusterIdentifier;
    };
    expect(await identifier(() => ({}), 'one')).toBe('cluster');
    expect(await identifier(() => ({}), 'renewed')).toBe('cluster');
    expect(await identifier(() => ({ identity: 'an address' }), 'one')).toBe('an address');
    expect(await identifier(() => ({ cluster: undefined, identity: 'mine' }), 'one')).toBe('mine');
  });

  test('members wait for the control plane, and edges grow with the objects', async () => {
    const { app, fleet, member } = program();
    simple(fleet, 'ConfigMap', 'template');
    for (let i = 0; i < 200; i++) {
      simple(member, 'ConfigMap', `many-${i}`);
    }
    const seen = await registered(app);
    expect(seen.get('prod/fleet-member-a/ml')?.after).toEqual(['prod/roster', 'prod/control-plane/stage-1']);
    const edges = [...seen.values()].reduce((sum, { after }) => sum + after.length, 0);
    expect(edges).toBeLessThan(3 * seen.size);
  });

  test('the roster knows that objects are retained', async () => {
    const seen = await registered(program().app, { retainOnDelete: true });
    expect(seen.get('prod/roster')?.inputs).toMatchObject({ retained: true });
  });

  test('values of a Secret are secret', async () => {
    const seen = await registered(program().app);
    // the mark of a secret in what Pulumi sends
    const secret = JSON.stringify(seen.get('prod/fleet-member-a/password')?.inputs.data);
    expect(secret).toContain('1b47061264138c4ac30d75fd1eb44270');
    expect(JSON.stringify([...seen])).not.toContain(SECRET);
  });

  test('without the package of the provider a failure says what to do', async () => {
    const { app } = program();
    jest.doMock('@pulumi/kubernetes', () => {
      throw new Error('Cannot find module');
    });
    try {
      await expect(registered(app)).rejects.toThrow(
        /pulumi\/kubernetes-missing at @pulumi\/kubernetes: .*npm install @pulumi\/kubernetes/s,
      );
    } finally {
      jest.dontMock('@pulumi/kubernetes');
      await pulumi.runtime.disconnect();
    }
  });
});

test('how long deleting may take is told in both modes', async () => {
  const { app } = program();
  const timeouts: pulumi.CustomResourceOptions['customTimeouts'][] = [];
  const look: pulumi.ResourceTransformation = ({ name, opts }) => {
    if (name.endsWith('/ml')) {
      timeouts.push((opts as pulumi.CustomResourceOptions).customTimeouts);
    }
    return undefined;
  };
  const deploy = (mode: 'bulk' | 'objects') => () =>
    new FleetDeployment(
      mode,
      { program: app, clusters: everywhere, mode, deleteSeconds: 3600 },
      { transformations: [look] },
    );
  expect((await inputsByName(deploy('bulk'))).get('bulk/members/a')).toMatchObject({ deleteSeconds: 3600 });
  await inputsByName(deploy('objects'));
  expect(timeouts).toEqual([{ create: '60s', update: '60s', delete: '3600s' }]);
});

test('what every cluster needs stays when its resource goes', async () => {
  const { app, fleet } = twoMembers({});
  for (const name of ['kube-system', 'ml']) {
    new ApiObject(fleet.member('a'), name, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  const retained: Record<string, boolean | undefined> = {};
  const look: pulumi.ResourceTransformation = ({ type, name, opts }) => {
    if (type === 'kubernetes:core/v1:Namespace') {
      retained[name] = opts.retainOnDelete;
    }
    return undefined;
  };
  const args = { program: app, clusters: everywhere, mode: 'objects' } as const;
  await inputsByName(() => new FleetDeployment('prod', args, { transformations: [look] }));
  expect(retained).toEqual({ 'prod/fleet-member-a/kube-system': true, 'prod/fleet-member-a/ml': undefined });
});

describe('what the provider is told by annotations', () => {
  const object = (apiVersion: string, kind: string, more: object = {}, annotations?: Record<string, string>) => ({
    apiVersion,
    kind,
    metadata: { name: 'x', ...(annotations ? { annotations } : {}) },
    ...more,
  });
  const told = (...args: Parameters<typeof annotated>) => {
    const { 'pulumi.com/patchFieldManager': manager, ...others } = annotated(...args).metadata.annotations ?? {};
    expect(manager).toBe('cdk8s-fleet');
    return others;
  };

  test('a rule, as the provider spells it', () => {
    expect(told(object('v1', 'Namespace'), { for: 'jsonpath={.status.phase}=Active' })).toEqual({
      'pulumi.com/waitFor': 'jsonpath={.status.phase}=Active',
    });
    expect(told(object('cert-manager.io/v1', 'Certificate'), { for: 'condition=Ready' })).toEqual({
      'pulumi.com/waitFor': 'condition=Ready',
    });
  });

  test('a rollout is what the provider waits for itself, or is told by two fields', () => {
    expect(told(object('apps/v1', 'Deployment'), { for: 'rollout' })).toEqual({});
    const set = object('apps.kruise.io/v1', 'CloneSet', { spec: { replicas: 3 } });
    expect(told(set, { for: 'rollout' })).toEqual({
      'pulumi.com/waitFor': '["jsonpath={.status.updatedReplicas}=3","jsonpath={.status.readyReplicas}=3"]',
    });
  });

  test('where no pods run it cannot wait for them itself', () => {
    const fields = '["jsonpath={.status.updatedReplicas}=3","jsonpath={.status.readyReplicas}=3"]';
    const template = object('apps/v1', 'Deployment', { spec: { replicas: 3 } });
    expect(told(template, { for: 'rollout' }, false)).toEqual({ 'pulumi.com/waitFor': fields });
    const none = object('apps/v1', 'Deployment', { spec: { replicas: 0 } });
    expect(told(none, { for: 'rollout' }, false)).toEqual({ 'pulumi.com/skipAwait': 'true' });
    expect(told(object('apps/v1', 'DaemonSet'), { for: 'rollout' }, false)).toEqual({
      'pulumi.com/waitFor': '["jsonpath={.status.numberAvailable}"]',
    });
  });

  test('what no rule waits for is not waited for, and nothing is said where the provider would not', () => {
    expect(told(object('apps/v1', 'Deployment'), undefined)).toEqual({ 'pulumi.com/skipAwait': 'true' });
    expect(told(object('v1', 'Service'), undefined)).toEqual({ 'pulumi.com/skipAwait': 'true' });
    expect(told(object('v1', 'ConfigMap'), undefined)).toEqual({});
  });

  test('annotations of the program stay, and win', () => {
    const own = { 'pulumi.com/waitFor': 'condition=Mine', owner: 'me' };
    expect(told(object('v1', 'Service', {}, own), { for: 'condition=Ready' })).toEqual(own);
  });
});
