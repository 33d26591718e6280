import { join } from '../lib/pulumi/provider/join';
import type { JoinProps } from '../lib/pulumi/provider/join-props';
import { inputsOf, leftBy } from './join-support';
import { MemoryApi } from './memory-api';

const AGENT = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'karmada-agent', namespace: 'karmada-system' };

describe('the agent of a member that pulls', () => {
  let controlPlane: MemoryApi;
  let member: MemoryApi;
  const inputs: JoinProps = { ...inputsOf('Pull'), rotateDays: 30 };

  beforeEach(() => {
    [controlPlane, member] = [new MemoryApi(), new MemoryApi()];
    MemoryApi.serve({ 'control plane': controlPlane, member });
  });

  afterEach(() => jest.restoreAllMocks());

  const podTemplate = async () => {
    const { template } = (await member.read(AGENT))!.spec as { readonly template: object };
    return JSON.stringify(template);
  };

  test('starts anew when what it reaches the control plane with changes, and only then', async () => {
    const { outs } = await join.create(inputs);
    const first = await podTemplate();
    expect(first).not.toContain('token');
    const { outs: same } = await join.update!('a', outs, { ...inputs, readySeconds: 1 });
    expect(await podTemplate()).toBe(first);
    const at = (controlPlaneUrl: string) => ({ ...inputs, agent: { ...inputs.agent, controlPlaneUrl } });
    await join.update!('a', same, at('https://elsewhere'));
    const second = await podTemplate();
    expect(second).not.toBe(first);
    controlPlane.authority = 'another certificate';
    await join.update!('a', same, at('https://elsewhere'));
    expect(await podTemplate()).not.toBe(second);
  });

  test('stays where it serves another member, with all that it has', async () => {
    const { outs } = await join.create(inputs);
    const other = { ...(await member.read(AGENT))! };
    await member.apply(JSON.parse(JSON.stringify(other).replace('--cluster-name=a', '--cluster-name=b')));
    const there = member.held;
    await join.delete!('a', outs);
    expect(member.held).toEqual(there);
    expect(controlPlane.held).toEqual(leftBy('Pull').controlPlane);
  });
});
