import { ClusterAccess, JoinedClusters } from '../../lib/pulumi';
import type { ApiClient, Twin } from '../../lib/twin';
import { BUILD_TIMEOUT } from './support/engines';
import { eventually } from './support/eventually';
import { compile, INFER, OWN, type Variant } from './support/joining-program';
import { account, cluster, JoiningScene, may, namespacesIn, present } from './support/joining-scene';
import { MadeCluster } from './support/made-cluster';
import { lastStateOf, open, stateOf } from './support/pulumi-project';

const AGENT = { apiVersion: 'v1', kind: 'Secret', name: 'karmada-agent', namespace: 'karmada-system' };

/** What holds a Cluster object that is deleted. */
const HOLD = 'test.fleet/hold';

/** Members leave a real Karmada, and join it again, through the real engine of Pulumi. */
describe('leaving', () => {
  let scene: JoiningScene;
  let twin: Twin;
  let controlPlane: ApiClient;
  /** Namespaces of the member `pulled` before it has joined. */
  let initial: readonly string[];

  beforeAll(async () => {
    scene = await JoiningScene.set(['pushed', 'pulled', 'spare']);
    ({ twin, controlPlane } = scene);
    initial = await namespacesIn(await twin.client('pulled'));
  }, BUILD_TIMEOUT);

  afterAll(() => scene?.clear());

  test('a join that fails late is known: its member leaves with all that it was given, first what it could do while it does not answer', async () => {
    const program = compile({ members: ['pulled'] });
    const { stack, printed, folder, remove } = await open(() => {
      new JoinedClusters('late', { program, clusters: scene.clusters(), readySeconds: 1 });
      new ClusterAccess('bob', { cluster: scene.connection('pulled') });
    });
    try {
      // nobody starts its agent
      await expect(stack.up()).rejects.toThrow('pulumi/failed');
      expect(printed()).toMatch(/member pulled has its credentials, and after 1 s Karmada finds it not looked at yet/);
      expect(stateOf(folder)).not.toContain('client-key-data');
      const token = await scene.holderOf('karmada-agent-pulled-1', controlPlane);
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
      expect(await member.read(AGENT)).toBeUndefined();
      expect(await namespacesIn(member)).toEqual([...initial, 'cdk8s-fleet-access', 'karmada-system'].sort());
    } finally {
      remove();
    }
  }, 240_000);

  test('a JoinedClusters of another name takes the members over, with their work; another mode is refused', async () => {
    await Promise.all([scene.update({}), scene.startAgent()]);
    for (const name of ['pushed', 'pulled'] as const) {
      await eventually(async () => present(await (await twin.client(name)).read(INFER)), 90);
    }
    const uids = async () =>
      Promise.all(
        ['pushed', 'pulled'].flatMap(async (name) => {
          const [joined, carried] = [controlPlane.read(cluster(name)), (await twin.client(name)).read(INFER)];
          return [present(await joined).metadata.uid, present(await carried).metadata.uid];
        }),
      );
    const before = await uids();
    expect(await scene.failure({ called: true })).toMatch(/pulumi\/member-rejoins at pulled/);
    await scene.update({ name: 'renamed' });
    expect(scene.project.printed()).toMatch(/member pushed stays in the fleet: another resource has joined it since/);
    expect(await uids()).toEqual(before);
    expect(
      await may(await scene.holderOf('pushed', await twin.client('pushed')), 'get', 'apps', 'deployments', ''),
    ).toBe(true);
  }, 240_000);

  test('a change from pull to push that is allowed: the member leaves, with its agent, and is called', async () => {
    const member = await twin.client('pulled');
    const before = [await controlPlane.read(cluster('pulled')), await member.read(INFER)].map(
      (one) => present(one).metadata.uid,
    );
    await scene.update({ name: 'renamed', called: true, joined: { rejoins: ['pulled'] } });
    const carried = await eventually(async () => present(await member.read(INFER)), 90);
    const joined = present(await controlPlane.read(cluster('pulled')));
    expect(joined.spec).toMatchObject({ syncMode: 'Push' });
    expect(before).not.toContain(joined.metadata.uid);
    expect(before).not.toContain(carried.metadata.uid);
    for (const left of [account('karmada-agent', 'karmada-system'), AGENT]) {
      expect(await member.read(left)).toBeUndefined();
    }
    expect(await controlPlane.read(account('karmada-agent-pulled', 'karmada-cluster'))).toBeUndefined();
    await scene.stopAgent();
    // the allowance is for one update, and nothing changes without it
    expect(await scene.update({ name: 'renamed', called: true })).toEqual({ same: expect.any(Number) });
  }, 300_000);

  test('a Cluster object that somebody is deleting: the next update waits until Karmada has let go of it, and makes it anew', async () => {
    const before = present(await controlPlane.read(cluster('pushed')));
    const finalizers = async () => (await controlPlane.read(cluster('pushed')))?.metadata.finalizers as string[];
    const hold = async (next: readonly string[]) =>
      controlPlane.merge(cluster('pushed'), { metadata: { finalizers: next } }, 'test');
    await hold([...(await finalizers()), HOLD]);
    await controlPlane.remove(cluster('pushed'));
    const member = await twin.client('pushed');
    await eventually(async () => expect(await finalizers()).toEqual([HOLD]), 90);
    expect(await member.read(INFER)).toBeUndefined();
    const updated = scene.update({ name: 'renamed', called: true });
    await eventually(async () => expect(scene.project.printed()).toMatch(/renamed\/pushed.*updating/), 150);
    await hold([]);
    await updated;
    const joined = present(await controlPlane.read(cluster('pushed')));
    expect(joined.metadata.uid).not.toBe(before.metadata.uid);
    await eventually(async () => present(await member.read(INFER)), 90);
  }, 300_000);

  test('a cluster is no member under two names', async () => {
    const printed = await scene.failure({
      name: 'renamed',
      called: true,
      members: ['pushed', 'pulled', 'spare'],
      at: { spare: 'pushed' },
    });
    expect(printed).toMatch(/pulumi\/member-renamed at spare: its cluster is in the fleet already, as member pushed/);
    expect(await controlPlane.read(cluster('spare'))).toBeUndefined();
  });

  test('a member that was made anew joins in place of the one that is gone, and gets its work', async () => {
    const before = present(await controlPlane.read(cluster('pushed')));
    // the update before was to have a member more
    const allowed = ['members/spare'];
    const anew: Variant = { name: 'renamed', called: true, at: { pushed: 'spare' }, allowed };
    expect(await scene.failure(anew)).toMatch(/pulumi\/other-cluster/);
    expect(present(await controlPlane.read(cluster('pushed'))).metadata.uid).toBe(before.metadata.uid);
    await twin.kill('pushed');
    await scene.update(anew);
    const spare = await twin.client('spare');
    await eventually(async () => present(await spare.read(INFER)), 90);
    expect(await spare.read(OWN)).toBeDefined();
    const joined = present(await controlPlane.read(cluster('pushed')));
    expect(joined.spec).toMatchObject({ apiEndpoint: spare.server });
    expect(joined.metadata.uid).not.toBe(before.metadata.uid);
    expect(await scene.update(anew)).toEqual({ same: expect.any(Number) });
    // Karmada watches the new one: what is taken away there comes again
    await spare.remove(INFER);
    await eventually(async () => present(await spare.read(INFER)), 90);
  }, 300_000);

  test('a member that leaves needs an allowance, and leaves nothing behind but the namespaces of accounts', async () => {
    const left: Variant = { name: 'renamed', members: ['pushed'], at: { pushed: 'spare' } };
    expect(await scene.failure(left)).toMatch(/pulumi\/target-goes at members\/pulled/);
    expect(await controlPlane.read(cluster('pulled'))).toBeDefined();
    await scene.update({ ...left, allowed: ['members/pulled'] });
    const member = await twin.client('pulled');
    expect(await controlPlane.read(cluster('pulled'))).toBeUndefined();
    expect(await member.read(INFER)).toBeUndefined();
    expect(await member.read(account('karmada-pulled', 'karmada-cluster'))).toBeUndefined();
    // it was called as well as it has called, and bob had access to it
    const spaces = ['cdk8s-fleet-access', 'karmada-cluster', 'karmada-system'];
    await eventually(async () => expect(await namespacesIn(member)).toEqual([...initial, ...spaces].sort()), 60);
  }, 240_000);

  test('a member that Cluster API makes joins when its control plane has the version, and leaves when its Cluster is gone', async () => {
    const kubeconfig = scene.connection('pulled').kubeconfig;
    const made = await MadeCluster.of(await twin.client('spare'), 'pulled', kubeconfig);
    await made.run('v1.35.4');
    const left: Variant = { name: 'renamed', members: ['pushed'], at: { pushed: 'spare' } };
    const there: Variant = {
      ...left,
      members: ['pushed', 'pulled'],
      called: true,
      made: { member: 'pulled', host: 'spare' },
    };
    const joining = scene.update(there);
    await eventually(async () => expect(scene.project.printed()).toMatch(/runs Kubernetes 1\.35, and 1\.36 is on/), 90);
    expect(await controlPlane.read(cluster('pulled'))).toBeUndefined();
    await made.run('v1.36.1');
    await joining;
    const member = await twin.client('pulled');
    expect(await member.read(OWN)).toBeDefined();
    await eventually(async () => present(await member.read(INFER)), 90);
    expect(await scene.update(there)).toEqual({ same: expect.any(Number) });

    // one that was made anew by the same name is taken up in its place
    await made.again();
    await scene.update(there);
    expect(scene.project.printed()).toMatch(/WorkloadCluster made\/pulled created replacement/);
    expect(await member.read(OWN)).toBeDefined();
    expect(await scene.update(there)).toEqual({ same: expect.any(Number) });

    // as when its time is over: its machines go with it, and nobody can ask it any more
    await twin.kill('pulled');
    expect(await scene.failure({ ...left, allowed: ['members/pulled'] })).toMatch(
      /could not be taken out of the fleet/,
    );
    await made.remove();
    const allowed: Variant = { ...left, allowed: ['members/pulled'] };
    await scene.update(allowed);
    expect(await controlPlane.read(cluster('pulled'))).toBeUndefined();
    for (const { kind, metadata } of await controlPlane.list({ apiVersion: 'v1', kind: 'Secret' })) {
      expect(`${kind} ${metadata.name}`).not.toContain('pulled');
    }
    expect(lastStateOf(scene.project.folder)).not.toMatch(/::[\w/]*\/pulled\b/);
    expect(await scene.update(allowed)).toEqual({ same: expect.any(Number) });
  }, 400_000);
});
