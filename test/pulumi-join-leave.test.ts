import type { Manifest } from '../lib/core/manifest';
import { join } from '../lib/pulumi/provider/join';
import type { JoinProps } from '../lib/pulumi/provider/join-props';
import { ApiError } from '../lib/twin/client';
import { inputsOf, leftBy } from './join-support';
import { MemoryApi } from './memory-api';

describe.each(['Push', 'Pull'] as const)('%s: a member that leaves', (mode) => {
  let controlPlane: MemoryApi;
  let member: MemoryApi;
  const inputs: JoinProps = { ...inputsOf(mode), kinds: [{ apiVersion: 'v1', kind: 'ConfigMap' }] };

  beforeEach(() => {
    [controlPlane, member] = [new MemoryApi(), new MemoryApi()];
    MemoryApi.serve({ 'control plane': controlPlane, member });
  });

  afterEach(() => jest.restoreAllMocks());

  /** An object as Karmada carries it to a member. */
  const carried = (name: string, to = 'a', more: object = {}): Manifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: 'default',
      labels: { 'karmada.io/managed': 'true' },
      annotations: { 'work.karmada.io/namespace': `karmada-es-${to}` },
      ...more,
    },
  });

  test('with work that Karmada has given up is known until that is gone', async () => {
    const { outs } = await join.create(inputs);
    await member.apply(carried('tuning'));
    const there = member.held;
    const message =
      'member a has left, and Karmada, which did not find it ready, has not removed ConfigMap default/tuning from it. Delete what is left there, or take the ' +
      'label karmada.io/managed from what shall stay; then run the same command again.';
    await expect(join.delete!('a', outs)).rejects.toThrow(message);
    expect(controlPlane.held).toEqual(leftBy(mode).controlPlane);
    expect(member.held).toEqual(there);
    await member.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'tuning', namespace: 'default' });
    await join.delete!('a', outs);
    expect(member.held).toEqual(leftBy(mode).member);
  });

  test.each([inputs.kinds, 'all' as const])(
    'with a namespace that Karmada has given up is known, too: rights %j',
    async (kinds) => {
      const { outs } = await join.create({ ...inputs, kinds });
      const { metadata } = carried('ml');
      await member.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { ...metadata, namespace: undefined } });
      await expect(join.delete!('a', outs)).rejects.toThrow('has not removed Namespace ml from it');
    },
  );

  test('waits neither for what is going, nor for what others have there', async () => {
    const { outs } = await join.create(inputs);
    await member.apply(carried('going', 'a', { deletionTimestamp: '2026-01-01T00:00:00Z' }));
    await member.apply(carried('another', 'b'));
    await member.apply({ ...carried('own'), metadata: { name: 'own', namespace: 'default' } });
    await join.delete!('a', outs);
    const stays = ['ConfigMap default/another', 'ConfigMap default/going', 'ConfigMap default/own'];
    expect(member.held).toEqual([...stays, ...leftBy(mode).member]);
  });

  test('may have lost a kind meanwhile', async () => {
    const { outs } = await join.create(inputs);
    const list = member.list.bind(member);
    jest.spyOn(member, 'list').mockImplementation(async (of) => {
      if (of.kind === 'ConfigMap') {
        throw new ApiError(404, 'NotFound', 'no such kind', member.server);
      }
      return list(of);
    });
    await join.delete!('a', outs);
    expect(member.held).toEqual(leftBy(mode).member);
  });
});
