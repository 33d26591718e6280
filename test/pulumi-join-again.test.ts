import { join } from '../lib/pulumi/provider/join';
import { failedJoin, inputsOf, leftBy } from './join-support';
import { MemoryApi } from './memory-api';

const CLUSTER = { apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster', name: 'a' };

describe.each(['Push', 'Pull'] as const)('%s: a member that joins again', (mode) => {
  let controlPlane: MemoryApi;
  let member: MemoryApi;
  let next: MemoryApi;
  const inputs = inputsOf(mode);

  beforeEach(() => {
    [controlPlane, member, next] = [new MemoryApi(), new MemoryApi(), new MemoryApi()];
    next.uid = 'another';
    MemoryApi.serve({ 'control plane': controlPlane, member, next });
  });

  afterEach(() => jest.restoreAllMocks());

  /** As `kubectl delete --wait=false` leaves it. */
  const deleted = async () => {
    const there = (await controlPlane.read(CLUSTER))!;
    const metadata = { ...there.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
    await controlPlane.apply({ ...there, metadata });
  };

  test('while its Cluster object is being deleted does so when that is gone', async () => {
    const { id, outs } = await join.create(inputs);
    await deleted();
    const { props } = await join.read!(id!, outs);
    expect(await join.diff!(id!, props, inputs)).toMatchObject({ changes: true, replaces: [] });
    const removed = jest.spyOn(controlPlane, 'remove');
    expect((await join.update!(id!, props, inputs)).outs).toMatchObject({ joined: true });
    expect(removed).toHaveBeenCalledWith(CLUSTER);
    expect((await controlPlane.read(CLUSTER))?.metadata).not.toHaveProperty('deletionTimestamp');
  });

  test('by a new resource does so too', async () => {
    await join.create(inputs);
    await deleted();
    await join.create(inputs);
    expect((await controlPlane.read(CLUSTER))?.metadata).not.toHaveProperty('deletionTimestamp');
  });

  const WORK = {
    apiVersion: 'work.karmada.io/v1alpha1',
    kind: 'Work',
    metadata: { name: 'work', namespace: 'karmada-es-a' },
    spec: {},
  };

  test('as another cluster is one of which Karmada knows nothing any more, where it is Karmada that calls it', async () => {
    const { outs } = await join.create(inputs);
    await controlPlane.apply(WORK);
    member.answers = false;
    const moved = { ...inputs, member: { kubeconfig: 'next' } };
    const { outs: joined } = await join.update!('a', outs, moved);
    expect(joined).toMatchObject({ memberId: 'another', joined: true });
    expect(controlPlane.held.includes('Work karmada-es-a/work')).toBe(mode === 'Pull');
    await controlPlane.apply(WORK);
    await join.update!('a', joined, { ...moved, readySeconds: 1 });
    expect(controlPlane.held).toContain('Work karmada-es-a/work');
  });

  describe('as another cluster by a new resource', () => {
    const moved = { ...inputs, owner: 'after', member: { kubeconfig: 'next' } };
    const refusal = 'pulumi/other-cluster at a: another cluster, ';
    const there = () => [controlPlane.held, member.held, next.held];

    beforeEach(async () => {
      jest.spyOn(process.stderr, 'write').mockReturnValue(true);
      await controlPlane.apply(WORK);
    });

    test('does not while another resource has the one before', async () => {
      const { outs } = await join.create({ ...inputs, owner: 'before' });
      const cluster = await controlPlane.read(CLUSTER);
      const before = there();
      controlPlane.ready = false;
      const failed = await failedJoin(moved);
      expect(failed.properties).toBeUndefined();
      expect(failed.message).toMatch(refusal.slice(0, mode === 'Push' ? undefined : -2));
      expect(there()).toEqual(before);
      expect(await controlPlane.read(CLUSTER)).toEqual(cluster);
      await join.delete!('a', outs);
      expect({ controlPlane: controlPlane.held, member: member.held }).toEqual(leftBy(mode));
    });

    test("does so when Karmada does not reach the one before any more, where that is nobody else's", async () => {
      await join.create(inputs);
      const before = there();
      await expect(join.create(moved)).rejects.toThrow('pulumi/other-cluster at a: ');
      expect(there()).toEqual(before);
      controlPlane.ready = false;
      await controlPlane.apply((await controlPlane.read(CLUSTER))!);
      controlPlane.ready = true;
      expect((await join.create(moved)).outs).toMatchObject({ memberId: 'another', joined: true });
      expect(controlPlane.held.includes('Work karmada-es-a/work')).toBe(mode === 'Pull');
    });

    test('does not either where it answers after the first attempt', async () => {
      await join.create({ ...inputs, owner: 'before' });
      next.answers = false;
      const { properties } = await failedJoin(moved);
      next.answers = true;
      await expect(join.update!('a', properties, moved)).rejects.toThrow('pulumi/other-cluster at a: ');
      expect(next.held).toEqual([]);
    });
  });

  test('under another name does so when it has left', async () => {
    const { outs } = await join.create(inputs);
    const there = [controlPlane.held, member.held];
    const renamed = { ...inputs, cluster: { ...inputs.cluster, metadata: { name: 'b' } } };
    const { message } = await failedJoin(renamed);
    expect(message).toBe(
      'pulumi/member-renamed at b: its cluster is in the fleet already, as member a: Karmada would have its work there twice. Fix: let a leave by an update ' +
        "of its own (deletes: { targets: ['members/a'] }), and add b to the program after that.",
    );
    expect([controlPlane.held, member.held]).toEqual(there);
    await join.delete!('a', outs);
    expect((await join.create(renamed)).outs).toMatchObject({ joined: true });
  });
});
