import { join } from '../lib/pulumi/provider/join';
import type { JoinProps } from '../lib/pulumi/provider/join-props';
import { failedJoin, inputsOf } from './join-support';
import { MemoryApi } from './memory-api';

describe('a member joins with nodes that are ready', () => {
  let controlPlane: MemoryApi;
  let member: MemoryApi;

  beforeEach(async () => {
    [controlPlane, member] = [new MemoryApi(), new MemoryApi()];
    MemoryApi.serve({ 'control plane': controlPlane, member });
    for (const [name, status] of Object.entries({ one: 'True', other: 'Unknown' })) {
      const node = { apiVersion: 'v1', kind: 'Node', metadata: { name } };
      await member.apply({ ...node, status: { conditions: [{ type: 'Ready', status }] } });
    }
  });

  afterEach(() => jest.restoreAllMocks());

  const expecting = (readyNodes: number): JoinProps => ({
    ...inputsOf('Push'),
    expected: { kubernetes: '1.34', readyNodes },
  });

  test('and not with fewer: neither side is touched', async () => {
    const before = member.held;
    const { message } = await failedJoin(expecting(2));
    expect(message).toContain('member a has 1 ready nodes of 2, and joins with at least 2.');
    expect([controlPlane.held, member.held]).toEqual([[], before]);
  });

  test('as many as the program asks for', async () => {
    await join.create(expecting(1));
    expect(controlPlane.held).toContainEqual(expect.stringContaining('Cluster'));
  });
});
