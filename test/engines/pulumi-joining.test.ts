import { readFileSync, statSync } from 'node:fs';
import { takeAccount } from '../../lib/pulumi/provider/person-account';
import { objectsOf } from '../../lib/pulumi/provider/works';
import { ApiClient, type Twin } from '../../lib/twin';
import { BUILD_TIMEOUT } from './support/engines';
import { eventually } from './support/eventually';
import { INFER, OWN, QUOTA, TUNING, type Variant } from './support/joining-program';
import { account, cluster, JoiningScene, may, namespacesIn, present } from './support/joining-scene';
import { type Project, stateOf } from './support/pulumi-project';

/** What Karmada carries to a member that people reach through the control plane. */
const IMPERSONATION = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  name: 'karmada-impersonator',
};

/** People reach members through the control plane. */
const proxied: Variant = { joined: { proxy: true } };

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
  let scene: JoiningScene;
  let twin: Twin;
  let controlPlane: ApiClient;
  let project: Project;
  let file: string;
  /** Namespaces of the member `pushed` before it has joined. */
  let initial: readonly string[];

  const update = (variant: Variant) => scene.update(variant);

  beforeAll(async () => {
    scene = await JoiningScene.set(['pushed', 'pulled']);
    ({ twin, controlPlane, project, accessFile: file } = scene);
    initial = await namespacesIn(await twin.client('pushed'));
  }, BUILD_TIMEOUT);

  afterAll(() => scene?.clear());

  test('members with too few ready nodes do not join, and say so', async () => {
    const printed = await scene.failure({ nodes: 99, joined: { proxy: true, readyNodes: 99 } });
    for (const name of ['pushed', 'pulled']) {
      expect(printed).toMatch(new RegExp(`member ${name} has (\\d+) ready nodes of \\1, and joins with at least 99`));
      expect(await controlPlane.read(cluster(name))).toBeUndefined();
    }
  });

  test('a member of another version does not join, and says so; the others get their work', async () => {
    // Karmada carries the rights of a way through it to members that have it from the beginning
    expect(await scene.failure({ ...proxied, kubernetes: '1.34' })).toMatch(
      /member pulled runs Kubernetes 1\.36, and the program states 1\.34/,
    );
    expect(await controlPlane.read(cluster('pulled'))).toBeUndefined();
    const [pushed, pulled] = await Promise.all([twin.client('pushed'), twin.client('pulled')]);
    expect(await pushed.read(OWN)).toBeDefined();
    await eventually(async () => present(await pushed.read(INFER)), 60);
    expect(await pulled.read(OWN)).toBeUndefined();
  }, 240_000);

  test('both join, by push and by pull, and get their work', async () => {
    await Promise.all([update({ ...proxied, tuned: true }), scene.startAgent()]);
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
    const karmada = await scene.holderOf('pushed', member);
    expect(await may(karmada, 'create', 'apps', 'deployments', 'default')).toBe(true);
    expect(await may(karmada, 'list', '', 'nodes', '')).toBe(true);
    expect(await may(karmada, 'get', '', 'secrets', 'kube-system')).toBe(false);
    expect(await may(karmada, 'update', 'apps', 'deployments/scale', 'default')).toBe(false);
    expect(await karmada.json('GET', '/apis/apps/v1/namespaces/default/deployments/infer/scale')).toMatchObject({
      spec: { replicas: 2 },
    });
    const token = await scene.holderOf('karmada-agent-pulled-1', controlPlane);
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
  });

  test('the namespace of the accounts of people stays on the control plane, where they are given access to that', async () => {
    const works = { apiVersion: 'work.karmada.io/v1alpha1', kind: 'Work', namespace: 'karmada-es-pulled' };
    const carried = async () => {
      const objects = (await controlPlane.list(works)).flatMap(objectsOf);
      return objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    };
    await takeAccount(controlPlane, { name: 'eve' }, [undefined]);
    await controlPlane.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'later' } });
    await eventually(async () => expect(await carried()).toContain('later'), 60);
    expect(await carried()).not.toContain('cdk8s-fleet-access');
  });

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
    const before = await scene.holderOf('pushed', await twin.client('pushed'));
    await update({ joined: { rotateDays: 0 } });
    // a kubelet would have replaced the pod: its template tells of the credentials
    await scene.stopAgent();
    await scene.startAgent();
    const after = await scene.holderOf('pushed', await twin.client('pushed'));
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
    // a JoinedClusters of another name ends none that Karmada uses
    const used = await scene.holderOf('pushed', member);
    await update({ name: 'renamed', replicas: 3 });
    for (const holder of [after, used, await scene.holderOf('pushed', member)]) {
      expect(await may(holder, 'get', 'apps', 'deployments', 'default')).toBe(true);
    }
  }, 300_000);

  test('access of people: one role, a token that ends and is renewed, a file of their own, nothing in clear in the state', async () => {
    await update({ replicas: 3, access: {} });
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

  test('down: the last member leaves, and nobody has access any more', async () => {
    await project.stack.down();
    const member = await twin.client('pushed');
    expect(await controlPlane.read(cluster('pushed'))).toBeUndefined();
    expect(await member.read(INFER)).toBeUndefined();
    expect(await member.read(account('karmada-pushed', 'karmada-cluster'))).toBeUndefined();
    expect(await member.read(account('ada', 'cdk8s-fleet-access'))).toBeUndefined();
    // `later`, which Karmada has made there, goes with the member; the namespaces of accounts stay
    const spaces = ['cdk8s-fleet-access', 'karmada-cluster'];
    await eventually(async () => expect(await namespacesIn(member)).toEqual([...initial, ...spaces].sort()), 60);
    expect(() => statSync(file)).toThrow('ENOENT');
  }, 240_000);
});
