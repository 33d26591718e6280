import { FleetApp, GpuFleet } from '../lib';
import { JoinedClusters } from '../lib/pulumi';
import { join } from '../lib/pulumi/provider/join';
import type { JoinProps } from '../lib/pulumi/provider/join-props';
import { failedJoin, inputsOf, leftBy } from './join-support';
import { MemoryApi } from './memory-api';
import { inputsByName } from './pulumi-mocks';
import { gpuMember } from './support';

const CLUSTER = { apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster', name: 'a' };

describe.each(['Push', 'Pull'] as const)('%s: a join', (mode) => {
  let controlPlane: MemoryApi;
  let member: MemoryApi;
  let told: jest.SpyInstance;

  beforeEach(() => {
    [controlPlane, member] = [new MemoryApi(), new MemoryApi()];
    MemoryApi.serve({ 'control plane': controlPlane, member });
    told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });

  afterEach(() => jest.restoreAllMocks());

  const owned = (owner: string): JoinProps => ({ ...inputsOf(mode), owner });
  const held = () => ({ controlPlane: controlPlane.held, member: member.held });
  const LEFT = leftBy(mode);

  test('that another resource has taken over takes nothing out of the fleet', async () => {
    const { outs: before } = await join.create(owned('before'));
    const { outs: after } = await join.create(owned('after'));
    expect(told).toHaveBeenCalledWith(expect.stringContaining('member a belonged to another JoinedClusters'));
    const there = held();
    await join.delete!('a', before);
    expect(held()).toEqual(there);
    expect(told).toHaveBeenCalledWith(expect.stringContaining('member a stays in the fleet'));
    await join.delete!('a', after);
    expect(held()).toEqual(LEFT);
  });

  /** As `kubectl get secrets` lists them. */
  const tokens = () => [...controlPlane.held, ...member.held].filter((key) => /^Secret .*-\d+$/.test(key)).sort();
  const numbers = () => tokens().map((key) => Number(/\d+$/.exec(key)?.[0]));
  /** The join after some rotations. */
  const rotated = async (outs: object, owner: string, times: number) => {
    const due = { ...owned(owner), rotateDays: 1 };
    let renewed = outs;
    for (let i = 0; i < times; i++) {
      renewed = (await join.update!('a', { ...renewed, since: '2020-01-01T00:00:00Z' }, due)).outs;
    }
    return renewed;
  };

  test('that another resource has taken over goes on with the tokens that Karmada uses, and back', async () => {
    const { outs: first } = await join.create(owned('before'));
    const before = await rotated(first, 'before', 2);
    expect(numbers()).toEqual([2, 3]);
    const { outs: taken } = await join.create(owned('after'));
    expect(numbers()).toEqual([2, 3]);
    expect(taken).toMatchObject({ generation: 3, since: controlPlane.time });
    const after = await rotated(taken, 'after', 1);
    expect(numbers()).toEqual([3, 4]);
    const { props } = await join.read!('a', before);
    const { outs: back } = await join.update!('a', props, owned('before'));
    expect(back).toMatchObject({ generation: 4 });
    expect(numbers()).toEqual([3, 4]);
    await join.delete!('a', after);
    expect(numbers()).toEqual([3, 4]);
    await join.delete!('a', back);
    expect(held()).toEqual(LEFT);
  });

  test('that has taken over and comes to no end ends no token that Karmada uses', async () => {
    const { outs } = await join.create(owned('before'));
    await rotated(outs, 'before', 2);
    const failed = await failedJoin({ ...owned('after'), expected: { kubernetes: '1.33', readyNodes: 0 } });
    const { outs: after } = await join.update!('a', failed.properties, owned('after'));
    expect(numbers()).toEqual([2, 3]);
    await join.delete!('a', after);
    expect(held()).toEqual(LEFT);
  });

  test('that another resource has taken over and not joined is joined again after a refresh', async () => {
    const { outs } = await join.create(owned('before'));
    await failedJoin({ ...owned('after'), expected: { kubernetes: '1.33', readyNodes: 0 } });
    const { props } = await join.read!('a', outs);
    expect(await join.diff!('a', props, owned('before'))).toMatchObject({ changes: true });
    const { outs: again } = await join.update!('a', props, owned('before'));
    await join.delete!('a', again);
    expect(held()).toEqual(LEFT);
  });

  describe('by another resource in the other mode is refused', () => {
    const other = mode === 'Push' ? 'Pull' : 'Push';
    const inOther = (stack: string): JoinProps => ({ ...inputsOf(other), owner: 'after', stack });
    const here = (owner: string): JoinProps => ({ ...owned(owner), stack: 'here' });
    const refusal = new RegExp(
      `pulumi/member-rejoins at a: it is in the fleet with syncMode ${mode}, and ${other} is stated`,
    );

    test('and stays that of the stack which has joined it', async () => {
      const { outs } = await join.create(here('before'));
      const failed = await failedJoin(inOther('there'));
      expect(failed.message).toMatch(refusal);
      expect(failed.properties).toBeUndefined();
      expect(told).not.toHaveBeenCalled();
      await join.delete!('a', outs);
      expect(held()).toEqual(LEFT);
    });

    test('and one of the same stack, which is deleted next, takes nothing out of the fleet', async () => {
      const { outs } = await join.create(here('before'));
      const there = held();
      const { message, properties } = await failedJoin(inOther('here'));
      expect(message).toMatch(refusal);
      await join.delete!('a', outs);
      expect(held()).toEqual(there);
      // another mode is no replacement of what has never been in it
      expect(await join.diff!('a', properties, inOther('here'))).toMatchObject({ changes: true, replaces: [] });
      await expect(join.update!('a', properties, inOther('here'))).rejects.toThrow(refusal);
      expect(held()).toEqual(there);
      await join.delete!('a', properties);
      expect(held()).toEqual(LEFT);
    });

    test('and joins as it is when its mode is stated, and in the other one after that', async () => {
      const { outs } = await join.create(here('before'));
      const { properties } = await failedJoin(inOther('here'));
      await join.delete!('a', outs);
      const { outs: joined } = await join.update!('a', properties, here('after'));
      expect(await join.diff!('a', joined, inOther('here'))).toMatchObject({ replaces: ['cluster'] });
      await join.delete!('a', joined);
      expect(held()).toEqual(LEFT);
    });

    test('and nobody takes it out of the fleet where an earlier version has joined it', async () => {
      const { outs } = await join.create(owned('before'));
      const there = held();
      const failed = await failedJoin(inOther('here'));
      expect(failed.message).toMatch(refusal);
      expect(failed.properties).toBeUndefined();
      await join.delete!('a', outs);
      expect(held()).toEqual(there);
    });
  });

  test('is taken over before its member is looked at: the one before goes in the same update', async () => {
    const { outs: before } = await join.create(owned('before'));
    const there = held();
    const failed = await failedJoin({ ...owned('after'), expected: { kubernetes: '1.33', readyNodes: 0 } });
    await join.delete!('a', before);
    expect(held()).toEqual(there);
    const { outs: after } = await join.update!('a', failed.properties, owned('after'));
    await join.delete!('a', after);
    expect(held()).toEqual(LEFT);
  });

  test('that has taken over and comes to no end undoes what the one before has made', async () => {
    const { outs: before } = await join.create(owned('before'));
    const failed = await failedJoin({ ...owned('after'), expected: { kubernetes: '1.33', readyNodes: 0 } });
    expect(failed.message).toMatch(/the program states 1\.33/);
    await join.delete!('a', before);
    await join.delete!('a', failed.properties);
    expect(held()).toEqual(LEFT);
  });

  test('stays that of a resource with another name, whether or not its update comes to its end', async () => {
    const { outs } = await join.create(owned('before'));
    controlPlane.refuses = 'Cluster';
    const { properties } = await failedJoin(owned('after'), outs);
    controlPlane.refuses = '';
    await join.delete!('a', properties);
    expect(held()).toEqual(LEFT);
  });

  test('stays that of before where the update of a resource with another name changes nothing', async () => {
    const { outs } = await join.create(owned('before'));
    jest.spyOn(member, 'resourceName').mockRejectedValue(new Error('no answer'));
    const kinds = [{ apiVersion: 'v1', kind: 'ConfigMap' }];
    await expect(join.update!('a', outs, { ...owned('after'), kinds })).rejects.toThrow('no answer');
    await join.delete!('a', outs);
    expect(held()).toEqual(LEFT);
  });

  test('of an earlier version is its own until another resource joins the member', async () => {
    const { outs } = await join.create(inputsOf(mode));
    await join.delete!('a', outs);
    expect(held()).toEqual(LEFT);
    const { outs: again } = await join.create(inputsOf(mode));
    await join.create(owned('after'));
    const there = held();
    await join.delete!('a', again);
    expect(held()).toEqual(there);
    expect(await join.diff!('a', again, owned('after'))).toMatchObject({ changes: false });
  });

  test('does not mark a control plane that it refuses', async () => {
    const { outs } = await join.create(owned('before'));
    const next = new MemoryApi();
    next.uid = 'another';
    MemoryApi.serve({ 'control plane': controlPlane, member, next });
    await next.apply({ ...outs.cluster, metadata: { name: 'a', annotations: { 'cdk8s-fleet.dev/joined-by': 'x' } } });
    const moved = { ...owned('before'), controlPlane: { kubeconfig: 'next' } };
    await expect(join.update!('a', outs, moved)).rejects.toThrow('pulumi/other-cluster');
    expect((await next.read(CLUSTER))?.metadata.annotations).toEqual({ 'cdk8s-fleet.dev/joined-by': 'x' });
  });
});

test('joins of each resource have a mark of their own', async () => {
  const app = new FleetApp();
  new GpuFleet(app, 'fleet', { members: { a: gpuMember(), b: gpuMember() } });
  const clusters = { connectionTo: () => ({ kubeconfig: 'a kubeconfig' }), joinMembers: false };
  const seen = await inputsByName(() => new JoinedClusters('join', { program: app, clusters }));
  const [a, b] = ['join/a', 'join/b'].map((name) => seen.get(name)?.owner);
  expect([a, b]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.not.stringMatching(String(a))]);
});
