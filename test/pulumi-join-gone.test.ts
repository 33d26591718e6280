import { join } from '../lib/pulumi/provider/join';
import type { JoinProps } from '../lib/pulumi/provider/join-props';
import { inputsOf } from './join-support';
import { MemoryApi } from './memory-api';

/** A member that Cluster API makes on a host, whose API server does not answer when it leaves. */
describe('a member leaves that does not answer', () => {
  let controlPlane: MemoryApi;
  let member: MemoryApi;
  let host: MemoryApi;
  const made = (metadata: object) =>
    host.apply({ apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', metadata: { name: 'a', ...metadata } });
  const origin = { host: { kubeconfig: 'host' }, member: 'a', uid: 'its uid' };

  beforeEach(() => {
    [controlPlane, member, host] = [new MemoryApi(), new MemoryApi(), new MemoryApi()];
    MemoryApi.serve({ 'control plane': controlPlane, member, host });
  });

  afterEach(() => jest.restoreAllMocks());

  /** Joins it, silences it, and lets it leave. */
  async function leave(mode: 'Push' | 'Pull', props: Partial<JoinProps>): Promise<void> {
    const { id, outs } = await join.create({ ...inputsOf(mode, true), ...props });
    member.answers = false;
    await join.delete!(id!, outs);
  }

  test.each([
    ['Push', 'is gone', undefined],
    ['Pull', 'is gone', undefined],
    ['Push', 'is another one by now', { uid: 'another' }],
    ['Push', 'is being deleted', { uid: 'its uid', deletionTimestamp: '2026-01-01T00:00:00Z' }],
  ] as const)('%s: it has left when its Cluster on the host %s', async (mode, _, there) => {
    await (there && made(there));
    await leave(mode, { origin });
    expect(controlPlane.held).toEqual([]);
  });

  test.each(['Push', 'Pull'] as const)('%s: as long as its Cluster is there it is waited for', async (mode) => {
    await made({ uid: 'its uid' });
    await expect(leave(mode, { origin })).rejects.toThrow('member a could not be taken out of the fleet');
  });

  test('so it is where nobody knows of its Cluster, or its host does not answer either', async () => {
    await expect(leave('Push', {})).rejects.toThrow('could not be taken out of the fleet');
    member.answers = true;
    host.answers = false;
    await expect(leave('Push', { origin })).rejects.toThrow('could not be taken out of the fleet');
  });

  test('what it refuses is told, whatever the host says', async () => {
    const { id, outs } = await join.create({ ...inputsOf('Push'), origin });
    member.keeps = 'ServiceAccount karmada-cluster/karmada-a';
    await expect(join.delete!(id!, outs)).rejects.toThrow('nobody may delete this');
  });
});
