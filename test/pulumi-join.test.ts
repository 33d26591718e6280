import { join } from '../lib/pulumi/provider/join';
import type { JoinProps } from '../lib/pulumi/provider/join-props';
import { failedJoin, inputsOf, leftBy } from './join-support';
import { MemoryApi } from './memory-api';

describe('what an update does', () => {
  const inputs: JoinProps = { ...inputsOf('Push'), rotateDays: 30 };
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3600 * 1000).toISOString();
  const diff = (news: Partial<JoinProps>, days = 0, joined = true) =>
    join.diff!('a', { ...inputs, generation: 1, since: daysAgo(days), joined }, { ...inputs, ...news });

  test('nothing, where nothing changed and the credentials are young', async () => {
    expect(await diff({})).toMatchObject({ changes: false, replaces: [] });
    expect(await diff({}, 29)).toMatchObject({ changes: false });
  });

  test('goes on with a join that did not come to its end', async () => {
    expect(await diff({}, 0, false)).toMatchObject({ changes: true, replaces: [] });
  });

  test('renews old credentials, and follows what changed', async () => {
    expect(await diff({}, 31)).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ kinds: [{ apiVersion: 'v1', kind: 'Secret' }] })).toMatchObject({
      changes: true,
      replaces: [],
    });
  });

  test('another name or mode is another member', async () => {
    const cluster = { ...inputs.cluster, metadata: { name: 'b' } };
    expect(await diff({ cluster })).toMatchObject({ replaces: ['cluster'] });
    expect(await diff({ cluster: { ...inputs.cluster, spec: { syncMode: 'Pull' } } })).toMatchObject({
      replaces: ['cluster'],
    });
  });
});

describe('another mode', () => {
  const inputs = inputsOf('Push');
  const check = async (olds: Partial<JoinProps>, news: JoinProps, rejoins = false) => {
    const checked = await join.check!(olds, { ...news, rejoins });
    // an allowance changes nothing
    expect(checked.inputs).toEqual(news);
    return (checked.failures ?? []).map(({ reason }) => reason);
  };

  test('takes all that is carried out of the member, and must be allowed', async () => {
    expect(await check(inputs, inputsOf('Pull'))).toEqual([
      'pulumi/member-rejoins at a: its syncMode was Push and is Pull: it would leave the fleet, with all that Karmada carries there and all that is in the namespaces ' +
        'which it brought, whoever made that, and join again. ' +
        "Fix: if that is meant, allow it once with rejoins: ['a'] of the JoinedClusters.",
    ]);
    expect(await check(inputs, inputsOf('Pull'), true)).toEqual([]);
    expect(await check(inputsOf('Pull'), inputs)).toHaveLength(1);
  });

  test('is none of a member that is new, stays as it is, or has another name', async () => {
    expect(await check({}, inputsOf('Pull'))).toEqual([]);
    expect(await check(inputs, inputs)).toEqual([]);
    const renamed = { ...inputs.cluster, metadata: { name: 'b' }, spec: { syncMode: 'Pull' } };
    expect(await check(inputs, { ...inputs, cluster: renamed })).toEqual([]);
  });
});

describe('a member on both sides', () => {
  let controlPlane: MemoryApi;
  let member: MemoryApi;

  beforeEach(() => {
    [controlPlane, member] = [new MemoryApi(), new MemoryApi()];
    MemoryApi.serve({ 'control plane': controlPlane, member });
  });

  afterEach(() => jest.restoreAllMocks());

  const held = () => ({ controlPlane: controlPlane.held, member: member.held });

  test.each(['Push', 'Pull'] as const)('%s: one that leaves leaves nothing but namespaces', async (mode) => {
    const { id, outs } = await join.create(inputsOf(mode, true));
    expect(held()).not.toEqual(leftBy(mode));
    await join.delete!(id!, outs);
    expect(held()).toEqual(leftBy(mode));
  });

  test.each(['Push', 'Pull'] as const)(
    '%s: one that Karmada never finds ready is known, and leaves nothing but namespaces',
    async (mode) => {
      controlPlane.ready = false;
      const { id, properties, message } = await failedJoin(inputsOf(mode));
      expect(message).toMatch(
        /^member a has its credentials, and after 0 s Karmada finds it not ready: ClusterNotReachable\./,
      );
      expect(properties).toMatchObject({ cluster: { metadata: { name: 'a' } }, generation: 1, joined: false });
      // a refresh sees the Cluster object, and does not take that for the end of it
      expect(await join.read!(id, properties)).toMatchObject({ id: 'a', props: { joined: false } });
      await join.delete!(id, properties);
      expect(held()).toEqual(leftBy(mode));
    },
  );

  test.each(['Push', 'Pull'] as const)('%s: one whose Cluster object is refused is known without it', async (mode) => {
    controlPlane.refuses = 'Cluster';
    const { id, properties } = await failedJoin(inputsOf(mode));
    expect((await join.read!(id, properties)).id).toBe('a');
    await join.delete!(id, properties);
    // the agent's side comes after the Cluster object
    expect(held()).toEqual(mode === 'Push' ? leftBy(mode) : { ...leftBy(mode), member: [] });
  });

  test.each(['Push', 'Pull'] as const)('%s: no credential stands in what a refused one says', async (mode) => {
    member.refuses = mode === 'Push' ? '' : 'Secret';
    controlPlane.refuses = mode === 'Push' ? 'Secret' : '';
    const { message } = await failedJoin(inputsOf(mode));
    expect(message).toMatch(/^nobody may have this: .*\[secret\]/);
    const token = Buffer.from('token').toString('base64');
    expect(message).not.toMatch(new RegExp(`"(token|kubeconfig)":"(?!\\[)|${token}`));
  });

  describe('Secrets that are to be called otherwise do not stay under their old names', () => {
    const inputs = inputsOf('Push');
    const named = (name: string) => ({
      ...inputs,
      cluster: {
        ...inputs.cluster,
        spec: { syncMode: 'Push', secretRef: { name, namespace: 'karmada-cluster' } },
      },
    });
    const secrets = () => controlPlane.held.filter((key) => key.startsWith('Secret'));

    test('after an update', async () => {
      const { outs } = await join.create(named('before'));
      expect(secrets()).toEqual(['Secret karmada-cluster/before']);
      const { outs: next } = await join.update!('a', outs, named('after'));
      expect(secrets()).toEqual(['Secret karmada-cluster/after']);
      await join.delete!('a', next);
      expect(held()).toEqual(leftBy('Push'));
    });

    const failedTwice = async () => {
      const { outs } = await join.create(named('before'));
      controlPlane.refuses = 'Cluster';
      const { properties } = await failedJoin(named('between'), outs);
      const { properties: again } = await failedJoin(named('after'), properties);
      controlPlane.refuses = '';
      return again;
    };

    test('after some that have failed', async () => {
      const properties = await failedTwice();
      expect(secrets()).toHaveLength(3);
      const { outs: next } = await join.update!('a', properties, named('after'));
      expect(secrets()).toEqual(['Secret karmada-cluster/after']);
      expect(next).toMatchObject({ former: [] });
    });

    test('when the member leaves after that', async () => {
      await join.delete!('a', await failedTwice());
      expect(held()).toEqual(leftBy('Push'));
    });
  });

  test('new credentials with which nothing came to its end are used before there are newer ones', async () => {
    const rotating = { ...inputsOf('Push'), rotateDays: 0 };
    const { outs } = await join.create(rotating);
    controlPlane.refuses = 'Cluster';
    const { properties } = await failedJoin(rotating, outs);
    expect(properties).toMatchObject({ generation: 2, joined: false });
    controlPlane.refuses = '';
    const { outs: next } = await join.update!('a', properties, rotating);
    expect(next).toMatchObject({ generation: 2, joined: true });
    await join.delete!('a', (await join.update!('a', next, rotating)).outs);
    expect(held()).toEqual(leftBy('Push'));
  });

  test('one that cannot join at all is not known', async () => {
    controlPlane.answers = false;
    expect((await failedJoin(inputsOf('Push'))).properties).toBeUndefined();
    expect(member.held).toEqual([]);
  });

  test.each(['answers', 'trusts'] as const)(
    'a refresh leaves a join as it is unless the control plane %s',
    async (does) => {
      const { id, outs } = await join.create(inputsOf('Push'));
      controlPlane[does] = false;
      const { props } = await join.read!(id!, outs);
      expect(props).toEqual(outs);
      expect(await join.diff!(id!, props, inputsOf('Push'))).toMatchObject({ changes: false });
    },
  );

  test('a Cluster object that somebody has deleted is made again', async () => {
    const { id, outs } = await join.create(inputsOf('Push'));
    await controlPlane.remove({ apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster', name: 'a' });
    const { props } = await join.read!(id!, outs);
    expect(await join.diff!(id!, props, inputsOf('Push'))).toMatchObject({ changes: true });
    expect((await join.update!(id!, props, inputsOf('Push'))).outs).toMatchObject({ joined: true, generation: 1 });
  });

  test.each([
    ['Push', /nothing\. In the member: ServiceAccount karmada-cluster\/karmada-a with its tokens/],
    ['Pull', /nothing\. In the member: Deployment and Secret karmada-system\/karmada-agent, /],
  ] as const)('%s: one that does not answer any more loses what it has on the control plane', async (mode, left) => {
    const { id, outs } = await join.create(inputsOf(mode));
    member.answers = false;
    await expect(join.delete!(id!, outs)).rejects.toThrow(left);
    expect(controlPlane.held).toEqual(leftBy(mode).controlPlane);
    member.answers = true;
    await join.delete!(id!, outs);
    expect(held()).toEqual(leftBy(mode));
  });

  test.each([
    ['Push', 'In the control plane: Cluster a, Secrets karmada-cluster/a and karmada-cluster/a-impersonator.'],
    ['Pull', 'In the control plane: Cluster a, ServiceAccount karmada-cluster/karmada-agent-a with its tokens'],
  ] as const)('%s: a control plane that does not answer has all that it had', async (mode, left) => {
    const { id, outs } = await join.create(inputsOf(mode));
    controlPlane.answers = false;
    await expect(join.delete!(id!, outs)).rejects.toThrow(left);
  });

  test('people who may come through the control plane no more leave no account', async () => {
    const without = await join.create(inputsOf('Push'));
    const [before, there] = [controlPlane.held, member.held];
    await join.update!('a', without.outs, inputsOf('Push', true));
    expect(controlPlane.held).toContain('Secret karmada-cluster/a-impersonator');
    expect(member.held).toContain('ServiceAccount karmada-cluster/karmada-impersonator');
    const manifests = [{ apiVersion: 'v1', kind: 'ClusterRole', metadata: { name: 'karmada-impersonator' } }];
    const metadata = { name: 'rights', namespace: 'karmada-es-a' };
    const kind = { apiVersion: 'work.karmada.io/v1alpha1', kind: 'Work' };
    await controlPlane.apply({ ...kind, metadata, spec: { workload: { manifests } } });
    await join.update!('a', without.outs, inputsOf('Push'));
    expect([controlPlane.held, member.held]).toEqual([before, there]);
  });

  test('accounts that others have made under the same name stay', async () => {
    const impersonator = { name: 'karmada-impersonator', namespace: 'karmada-cluster' };
    await member.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: impersonator });
    const { id, outs } = await join.create(inputsOf('Push'));
    await join.delete!(id!, outs);
    expect(member.held).toEqual([...leftBy('Push').member, 'ServiceAccount karmada-cluster/karmada-impersonator']);
  });
});

describe.each(['Push', 'Pull'] as const)('%s: another cluster', (mode) => {
  const inputs = inputsOf(mode);
  let member: MemoryApi;
  let next: { readonly member: MemoryApi; readonly controlPlane: MemoryApi };

  beforeEach(() => {
    member = new MemoryApi();
    next = { member: new MemoryApi(), controlPlane: new MemoryApi() };
    next.member.uid = 'another';
    next.controlPlane.uid = 'another one';
    MemoryApi.serve({
      'control plane': new MemoryApi(),
      member,
      'next member': next.member,
      'next control plane': next.controlPlane,
    });
  });

  afterEach(() => jest.restoreAllMocks());

  test.each(['member', 'controlPlane'] as const)('as %s, while the one before still runs, is refused', async (side) => {
    const { outs } = await join.create(inputs);
    expect(outs).toMatchObject({ memberId: 'a uid', controlPlaneId: 'a uid' });
    const name = side === 'member' ? 'member' : 'control plane';
    const moved = { ...inputs, [side]: { kubeconfig: `next ${name}` } };
    const what = {
      member: /has .*, and what (Karmada|the agent) has carried there\./,
      controlPlane: /has Cluster a, /,
    };
    await expect(join.update!('a', outs, moved)).rejects.toThrow('pulumi/other-cluster');
    await expect(join.update!('a', outs, moved)).rejects.toThrow(what[side]);
    expect([...next.member.held, ...next.controlPlane.held]).toEqual([]);
    // a cluster of the program takes it with it
    const owned = { member: true, controlPlane: true };
    const { outs: joined } = await join.update!('a', { ...outs, owned }, moved);
    expect(joined).toMatchObject({ [`${side}Id`]: side === 'member' ? 'another' : 'another one' });
  });

  test('in place of the one before is joined, and nothing of it goes with the join of the other', async () => {
    const { outs } = await join.create(inputs);
    member.answers = false;
    const moved = { ...inputs, member: { kubeconfig: 'next member' } };
    const { outs: joined } = await join.update!('a', outs, moved);
    expect(joined).toMatchObject({ memberId: 'another', joined: true });
    const held = next.member.held;
    expect(held).not.toEqual([]);
    // as if the other were behind the address that the state has
    await join.delete!('a', { ...outs, member: moved.member });
    expect(next.member.held).toEqual(held);
  });
});
