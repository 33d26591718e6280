import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject } from 'cdk8s';
import { FleetApp, GpuFleet, WholePropagation } from '../../lib';
import type { Compilation } from '../../lib/core/compilation';
import { Failure } from '../../lib/core/failure';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import {
  AttachedClusters,
  ClusterAccess,
  type ClusterAccessArgs,
  FleetDeployment,
  JoinedClusters,
  type JoinedClustersArgs,
} from '../../lib/pulumi';
import { kubeconfigOf } from '../../lib/pulumi/provider/kubeconfig';
import { ApiClient, Twin } from '../../lib/twin';
import { deployment, gpuMember } from '../support';
import { BUILD_TIMEOUT, twinEngines } from './support/engines';
import { eventually } from './support/eventually';
import { removeTemporary, temporary } from './support/folders';
import { freePort } from './support/ports';
import { open, type Project, stateOf } from './support/pulumi-project';
import { Server } from './support/server';

const INFER = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'infer', namespace: 'default' };
const OWN = { apiVersion: 'v1', kind: 'ConfigMap', name: 'own', namespace: 'default' };
const QUOTA = { apiVersion: 'v1', kind: 'ResourceQuota', name: 'quota', namespace: 'default' };
const TUNING = { apiVersion: 'v1', kind: 'ConfigMap', name: 'tuning', namespace: 'default' };
const cluster = (name: string) => ({ apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster', name });
const account = (name: string, namespace: string) => ({ apiVersion: 'v1', kind: 'ServiceAccount', name, namespace });

/** What Karmada carries to a member that people reach through the control plane. */
const IMPERSONATION = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  name: 'karmada-impersonator',
};

interface Variant {
  /** Name of the `JoinedClusters`. */
  readonly name?: string;
  /** Whether the member that pulls is called instead. */
  readonly called?: boolean;
  readonly members?: readonly ('pushed' | 'pulled')[];
  readonly replicas?: number;
  /** Whether Karmada carries two more kinds: one that a policy selects, one that it makes itself. */
  readonly tuned?: boolean;
  /** Version that the program states of the member that pulls. */
  readonly kubernetes?: string;
  readonly joined?: Partial<JoinedClustersArgs>;
  readonly access?: Partial<ClusterAccessArgs>;
  readonly allowed?: readonly string[];
}

function compile(variant: Variant): Compilation {
  const { members = ['pushed', 'pulled'], replicas = 2, called, tuned, kubernetes = '1.36' } = variant;
  const app = new FleetApp();
  const props = {
    pushed: gpuMember(1, 1, { kubernetes: '1.36' }),
    pulled: gpuMember(1, 1, { kubernetes, syncMode: called ? 'Push' : 'Pull' }),
  };
  const fleet = new GpuFleet(app, 'fleet', { members: Object.fromEntries(members.map((name) => [name, props[name]])) });
  new WholePropagation(fleet, 'everywhere', {
    of: deployment(fleet, 'infer', replicas),
    to: members,
    copies: 'every-member',
  });
  if (tuned) {
    const { apiVersion, kind, ...metadata } = TUNING;
    const of = new ApiObject(fleet, 'tuning', { apiVersion, kind, metadata });
    new WholePropagation(fleet, 'tunings', { of, to: members, copies: 'every-member' });
    const quota = (gpus: number) => ({ 'requests.nvidia.com/gpu': String(gpus) });
    new ApiObject(fleet, 'quota', {
      apiVersion: 'policy.karmada.io/v1alpha1',
      kind: 'FederatedResourceQuota',
      metadata: { name: QUOTA.name, namespace: QUOTA.namespace },
      spec: {
        overall: quota(members.length),
        staticAssignments: members.map((clusterName) => ({ clusterName, hard: quota(1) })),
      },
    });
  }
  for (const name of members) {
    const { apiVersion, kind, ...metadata } = OWN;
    new ApiObject(fleet.member(name), 'own', { apiVersion, kind, metadata });
  }
  return app.compile();
}

/** People reach members through the control plane. */
const proxied: Variant = { joined: { proxy: true } };

/** What is there; an error where nothing is. */
function present<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('it is not there');
  }
  return value;
}

/** What the holder of a token may do. */
async function may(
  client: ApiClient,
  verb: string,
  group: string,
  resource: string,
  namespace: string,
  name?: string,
): Promise<boolean> {
  const answer = await client.json<{ status: { allowed: boolean } }>(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    {
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb, group, resource, namespace, name } },
      },
    },
  );
  return answer.status.allowed;
}

/** What an account of a cluster may do in its namespace `default`: `NAMESPACE:NAME`. */
async function mayAccount(admin: ApiClient, account: string, verb: string, resource: string): Promise<boolean> {
  const answer = await admin.json<{ status: { allowed: boolean } }>(
    'POST',
    '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    {
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user: `system:serviceaccount:${account}`,
          resourceAttributes: { verb, resource, namespace: 'default' },
        },
      },
    },
  );
  return answer.status.allowed;
}

/** Members join a real Karmada through the real engine of Pulumi; the agent of the one that pulls is Karmada's own. */
describe('joining', () => {
  let twin: Twin;
  let controlPlane: ApiClient;
  let clusters: AttachedClusters;
  let project: Project;
  let variant: Variant = {};
  let agent: Server | undefined;
  const file = join(temporary('access'), 'kubeconfig');

  const connection = (name: string) => ({ kubeconfig: readFileSync(twin.kubeconfig(name), 'utf8') });

  const update = async (next: Variant) => {
    variant = next;
    project.printed();
    return project.stack.up();
  };

  /** A client with the token that a Secret of the control plane holds. */
  const holderOf = async (secret: string, of: ApiClient) => {
    const { data } = (await controlPlane.read({
      apiVersion: 'v1',
      kind: 'Secret',
      name: secret,
      namespace: 'karmada-cluster',
    }))!;
    const token = Buffer.from((data as Record<string, string>).token!, 'base64').toString();
    return ApiClient.fromConfig(kubeconfigOf(of.server, of.authority, 'test', token));
  };

  /** Does what the kubelet of the member would do with the agent's Deployment. */
  const startAgent = async () => {
    const member = await twin.client('pulled');
    const secret = { apiVersion: 'v1', kind: 'Secret', name: 'karmada-agent', namespace: 'karmada-system' };
    const { data } = await eventually(async () => present(await member.read(secret)), 90);
    const folder = temporary('agent');
    mkdirSync(folder, { recursive: true });
    const kubeconfig = join(folder, 'karmada');
    writeFileSync(kubeconfig, Buffer.from((data as Record<string, string>).kubeconfig!, 'base64'), { mode: 0o600 });
    const { status } = await member.json<{ status: { token: string } }>(
      'POST',
      '/api/v1/namespaces/karmada-system/serviceaccounts/karmada-agent/token',
      { body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } } },
    );
    const own = join(folder, 'member');
    writeFileSync(own, kubeconfigOf(member.server, member.authority, 'agent', status.token), { mode: 0o600 });
    const [deployed] = (await member.list({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'karmada-system',
    })) as unknown as {
      spec: { template: { spec: { containers: { args: string[] }[] } } };
    }[];
    const args = deployed!.spec.template.spec.containers[0]!.args.filter(
      (arg) => !arg.startsWith('--karmada-kubeconfig'),
    );
    const { 'karmada-agent': engine } = await ensureEngines(['karmada-agent'], { cacheRoot: defaultCacheRoot() });
    agent = await Server.start(
      engine.binary,
      [
        ...args,
        `--karmada-kubeconfig=${kubeconfig}`,
        '--metrics-bind-address=0',
        `--health-probe-bind-address=127.0.0.1:${await freePort()}`,
        '--cluster-status-update-frequency=3s',
        '--cluster-success-threshold=3s',
      ],
      folder,
      { KUBECONFIG: own },
    );
  };

  beforeAll(async () => {
    await ensureEngines(['pulumi', 'karmada-agent'], { cacheRoot: defaultCacheRoot() });
    const [fleet] = compile({}).fleets;
    twin = await Twin.up(fleet!, { state: temporary('twin'), engines: await twinEngines() });
    controlPlane = await twin.client();
    // a twin joins its members itself
    for (const { name } of fleet!.members) {
      await controlPlane.remove(cluster(name));
      await eventually(async () => expect(await controlPlane.read(cluster(name))).toBeUndefined(), 60);
    }
    clusters = new AttachedClusters({
      controlPlane: connection('control-plane'),
      members: { pushed: connection('pushed'), pulled: connection('pulled') },
    });
    project = await open(() => {
      const program = compile(variant);
      const joined = new JoinedClusters(variant.name ?? 'join', { program, clusters, ...variant.joined });
      const deletes = { targets: variant.allowed ?? [] };
      new FleetDeployment('fleet', { program, clusters: joined, deletes });
      new ClusterAccess('ada', { cluster: connection('pushed'), namespaces: ['default'], file, ...variant.access });
    });
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await agent?.stop();
    await twin?.down();
    project?.remove();
    removeTemporary();
  });

  test('a member of another version does not join, and says so; the others get their work', async () => {
    // Karmada carries the rights of a way through it to members that have it from the beginning
    const failure = await update({ ...proxied, kubernetes: '1.34' }).catch((error: unknown) => error);
    expect(Failure.isFailure(failure) && failure.id).toBe('pulumi/failed');
    expect(project.printed()).toMatch(/member pulled runs Kubernetes 1\.36, and the program states 1\.34/);
    expect(await controlPlane.read(cluster('pulled'))).toBeUndefined();
    const [pushed, pulled] = await Promise.all([twin.client('pushed'), twin.client('pulled')]);
    expect(await pushed.read(OWN)).toBeDefined();
    await eventually(async () => present(await pushed.read(INFER)), 60);
    expect(await pulled.read(OWN)).toBeUndefined();
  }, 240_000);

  test('a join that fails late is known: its member leaves with all that it was given, first what it could do while it does not answer', async () => {
    const program = compile({ members: ['pulled'] });
    const { stack, printed, folder, remove } = await open(() => {
      new JoinedClusters('late', { program, clusters, readySeconds: 1 });
      new ClusterAccess('bob', { cluster: connection('pulled') });
    });
    try {
      // nobody starts its agent
      await expect(stack.up()).rejects.toThrow('pulumi/failed');
      expect(printed()).toMatch(/member pulled has its credentials, and after 1 s Karmada finds it not looked at yet/);
      expect(stateOf(folder)).not.toContain('client-key-data');
      const token = await holderOf('karmada-agent-pulled-1', controlPlane);
      expect(await may(token, 'update', 'cluster.karmada.io', 'clusters', '', 'pulled')).toBe(true);
      await twin.kill('pulled');
      // no refresh ends with it: what is known stays, and each fails for itself
      await expect(stack.up()).rejects.toThrow('pulumi/failed');
      expect(printed()).toMatch(/:Access bob \*\*updating failed\*\*/);
      await expect(stack.down()).rejects.toThrow('pulumi/failed');
      expect(printed()).toMatch(
        /In the control plane: nothing\. In the member: Deployment and Secret karmada-system\/karmada-agent/,
      );
      await eventually(
        async () => expect(await token.text('GET', '/version').catch(({ status }) => status)).toBe(401),
        60,
      );
      expect(await controlPlane.read(cluster('pulled'))).toBeUndefined();
      expect(await controlPlane.read(account('karmada-agent-pulled', 'karmada-cluster'))).toBeUndefined();
      await twin.revive('pulled');
      const member = await twin.client('pulled');
      const { apiVersion, kind, ...metadata } = INFER;
      const labels = { 'karmada.io/managed': 'true' };
      const annotations = { 'work.karmada.io/namespace': 'karmada-es-pulled' };
      const template = { metadata: { labels }, spec: { containers: [{ name: 'infer', image: 'infer:1' }] } };
      const spec = { selector: { matchLabels: labels }, template };
      await member.create({ apiVersion, kind, metadata: { ...metadata, labels, annotations }, spec });
      // as if its agent had carried that before it fell silent
      await expect(stack.down()).rejects.toThrow('pulumi/failed');
      expect(printed()).toMatch(/has not removed Deployment default\/infer from it/);
      expect(await member.read(account('karmada-agent', 'karmada-system'))).toBeDefined();
      await member.remove(INFER);
      await eventually(async () => expect(await member.read(INFER)).toBeUndefined(), 60);
      await stack.down();
      expect(await member.read(account('karmada-agent', 'karmada-system'))).toBeUndefined();
      expect(
        await member.read({ apiVersion: 'v1', kind: 'Secret', name: 'karmada-agent', namespace: 'karmada-system' }),
      ).toBeUndefined();
    } finally {
      remove();
    }
  }, 240_000);

  test('both join, by push and by pull, and get their work', async () => {
    await Promise.all([update({ ...proxied, tuned: true }), startAgent()]);
    for (const name of ['pushed', 'pulled']) {
      const member = await twin.client(name);
      for (const carried of [INFER, TUNING, QUOTA]) {
        await eventually(async () => present(await member.read(carried)), 90);
      }
    }
    expect(await update({ ...proxied, tuned: true })).toEqual({ same: expect.any(Number) });
    const pushed = await twin.client('pushed');
    // Karmada tries again after longer and longer times where it came too early
    await eventually(async () => present(await pushed.read(IMPERSONATION)), 180);
  }, 360_000);

  test('Karmada may do in a member what its work needs, the agent on the control plane what its member needs', async () => {
    const member = await twin.client('pushed');
    const karmada = await holderOf('pushed', member);
    expect(await may(karmada, 'create', 'apps', 'deployments', 'default')).toBe(true);
    expect(await may(karmada, 'list', '', 'nodes', '')).toBe(true);
    expect(await may(karmada, 'get', '', 'secrets', 'kube-system')).toBe(false);
    const token = await holderOf('karmada-agent-pulled-1', controlPlane);
    expect(await may(token, 'list', 'work.karmada.io', 'works', 'karmada-es-pulled')).toBe(true);
    expect(await may(token, 'list', 'work.karmada.io', 'works', 'karmada-es-pushed')).toBe(false);
    expect(await may(token, 'get', '', 'secrets', 'karmada-cluster')).toBe(false);
    // its own lease, by which Karmada sees that it lives: not those of other members, not those by which Karmada elects its leaders
    expect(await may(token, 'update', 'coordination.k8s.io', 'leases', 'karmada-cluster', 'pulled')).toBe(true);
    expect(await may(token, 'update', 'coordination.k8s.io', 'leases', 'karmada-cluster', 'pushed')).toBe(false);
    expect(await may(token, 'update', 'coordination.k8s.io', 'leases', 'karmada-system')).toBe(false);
    expect(await may(token, 'create', 'coordination.k8s.io', 'leases', 'karmada-system')).toBe(false);
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name: 'pulled', namespace: 'karmada-cluster' };
    expect((await controlPlane.read(lease))?.spec).toMatchObject({ holderIdentity: 'pulled' });
  }, 60_000);

  test('a kind that leaves the program: Karmada removes what it has carried, then it loses the right', async () => {
    const [pushed, pulled] = await Promise.all([twin.client('pushed'), twin.client('pulled')]);
    const rights = async () =>
      Promise.all(
        ['configmaps', 'resourcequotas'].flatMap((resource) => [
          mayAccount(pushed, 'karmada-cluster:karmada-pushed', 'delete', resource),
          mayAccount(pulled, 'karmada-system:karmada-agent', 'delete', resource),
        ]),
      );
    expect(await rights()).toEqual([true, true, true, true]);
    await update(proxied);
    for (const [name, member] of Object.entries({ pushed, pulled })) {
      const gone = async () => [await member.read(TUNING), await member.read(QUOTA)];
      await eventually(async () => expect(await gone()).toEqual([undefined, undefined]), 60);
      const works = { apiVersion: 'work.karmada.io/v1alpha1', kind: 'Work', namespace: `karmada-es-${name}` };
      const kinds = async () => JSON.stringify(await controlPlane.list(works));
      await eventually(async () => expect(await kinds()).not.toMatch(/"(ConfigMap|ResourceQuota)"/), 60);
    }
    // the last update came before all that
    expect(await update(proxied)).toEqual({ same: expect.any(Number), update: 2 });
    expect(await rights()).toEqual([false, false, false, false]);
    expect(await update(proxied)).toEqual({ same: expect.any(Number) });
  }, 600_000);

  test('credentials are renewed, and work goes on with the new ones', async () => {
    const before = await holderOf('pushed', await twin.client('pushed'));
    await update({ joined: { rotateDays: 0 } });
    // a kubelet would have replaced the pod: its template tells of the credentials
    await agent?.stop();
    await startAgent();
    const after = await holderOf('pushed', await twin.client('pushed'));
    expect(await may(before, 'get', 'apps', 'deployments', 'default')).toBe(true);
    // people came through the control plane before, and do no more
    const member = await twin.client('pushed');
    expect(await member.read(IMPERSONATION)).toBeUndefined();
    expect(await member.read(account('karmada-impersonator', 'karmada-cluster'))).toBeUndefined();
    expect(await may(after, 'create', 'rbac.authorization.k8s.io', 'clusterrolebindings', '')).toBe(false);
    await update({ joined: { rotateDays: 0 }, replicas: 3 });
    await eventually(async () => expect((await member.read(INFER))?.spec).toMatchObject({ replicas: 3 }), 60);
    expect(await may(after, 'get', 'apps', 'deployments', 'default')).toBe(true);
    // the one before the last is gone
    await eventually(
      async () =>
        may(before, 'get', 'apps', 'deployments', 'default').then(
          () => 'it is still good',
          () => true,
        ),
      60,
    );
  }, 240_000);

  test('access of people: one role, a token that ends and is renewed, a file of their own, nothing in clear in the state', async () => {
    await update({ replicas: 3 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const first = readFileSync(file, 'utf8');
    const ada = await ApiClient.fromConfig(first);
    expect(await may(ada, 'list', '', 'pods', 'default')).toBe(true);
    expect(await may(ada, 'list', '', 'pods', 'kube-system')).toBe(false);
    expect(await may(ada, 'delete', '', 'pods', 'default')).toBe(false);
    const token = /token: (\S+)/.exec(first)![1]!;
    expect(stateOf(project.folder)).not.toContain(token);
    expect(project.printed()).not.toContain(token);
    await update({ replicas: 3, access: { hours: 1, role: 'edit' } });
    const second = await ApiClient.fromConfig(readFileSync(file, 'utf8'));
    expect(readFileSync(file, 'utf8')).not.toBe(first);
    expect(await may(second, 'delete', '', 'pods', 'default')).toBe(true);
  }, 180_000);

  test('a JoinedClusters of another name takes the members over, with their work; another mode is refused', async () => {
    const uids = async () =>
      Promise.all(
        ['pushed', 'pulled'].flatMap(async (name) => {
          const [joined, carried] = [controlPlane.read(cluster(name)), (await twin.client(name)).read(INFER)];
          return [present(await joined).metadata.uid, present(await carried).metadata.uid];
        }),
      );
    const before = await uids();
    await expect(update({ replicas: 3, called: true })).rejects.toThrow('pulumi/failed');
    expect(project.printed()).toMatch(/pulumi\/member-rejoins at pulled/);
    await update({ replicas: 3, name: 'renamed' });
    expect(project.printed()).toMatch(/member pushed stays in the fleet: another resource has joined it since/);
    expect(await uids()).toEqual(before);
    expect(await may(await holderOf('pushed', await twin.client('pushed')), 'get', 'apps', 'deployments', '')).toBe(
      true,
    );
  }, 180_000);

  test('a member that leaves needs an allowance, and leaves nothing behind', async () => {
    const left: Variant = { replicas: 3, name: 'renamed', members: ['pushed'] };
    await expect(update(left)).rejects.toThrow('pulumi/failed');
    expect(project.printed()).toMatch(/pulumi\/target-goes at members\/pulled/);
    expect(await controlPlane.read(cluster('pulled'))).toBeDefined();
    await update({ ...left, allowed: ['members/pulled'] });
    const member = await twin.client('pulled');
    expect(await controlPlane.read(cluster('pulled'))).toBeUndefined();
    expect(await member.read(INFER)).toBeUndefined();
    expect(await member.read(account('karmada-agent', 'karmada-system'))).toBeUndefined();
    expect(await controlPlane.read(account('karmada-agent-pulled', 'karmada-cluster'))).toBeUndefined();
  }, 240_000);

  test('down: the last member leaves, and nobody has access any more', async () => {
    await project.stack.down();
    const member = await twin.client('pushed');
    expect(await controlPlane.read(cluster('pushed'))).toBeUndefined();
    expect(await member.read(INFER)).toBeUndefined();
    expect(await member.read(account('karmada-pushed', 'karmada-cluster'))).toBeUndefined();
    expect(await member.read(account('ada', 'cdk8s-fleet-access'))).toBeUndefined();
    expect(() => statSync(file)).toThrow('ENOENT');
  }, 240_000);
});
