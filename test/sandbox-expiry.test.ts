import type { MemberProps } from '../lib';
import { EksProvider, SandboxExpiry, type SandboxExpiryArgs } from '../lib/pulumi';
import { expiry } from '../lib/pulumi/provider';
import { fleetOf, provision } from './clouds-support';
import { type RunOptions, registered, settled } from './pulumi-mocks';

const HOUR_MS = 3_600_000;
const sandbox: MemberProps = { kubernetes: '1.34', ttl: '168h' };

/** Runs a program whose sandboxes end. */
function expiring(
  members: Readonly<Record<string, MemberProps>>,
  args: Partial<SandboxExpiryArgs> = {},
  options: RunOptions = { organization: 'acme' },
) {
  const program = fleetOf(members);
  return registered((opts) => new SandboxExpiry('end', { program, ...args }, opts), {
    ...options,
    answers: { 'pulumi-nodejs:dynamic/cdk8s-fleet:Expiry': { expires: '2026-11-28T13:00:00.000Z' } },
  });
}

describe('SandboxExpiry', () => {
  test('Pulumi Cloud is told when to destroy this stack', async () => {
    const { made, of } = await expiring({ a: sandbox, b: { ...sandbox, ttl: '7d' } });
    expect(of('pulumi-nodejs:dynamic/cdk8s-fleet:Expiry')).toMatchObject([{ inputs: { ttlSeconds: 168 * 3600 } }]);
    expect(of('pulumiservice:index:TtlSchedule')).toMatchObject([
      {
        inputs: {
          organization: 'acme',
          project: 'project',
          stack: 'stack',
          timestamp: '2026-11-28T13:00:00.000Z',
          deleteAfterDestroy: true,
        },
      },
    ]);
    expect((await settled(made.expires)).value).toBe('2026-11-28T13:00:00.000Z');
    const kept = await expiring({ a: sandbox }, { deleteStack: false });
    expect(kept.of('pulumiservice:index:TtlSchedule')).toMatchObject([{ inputs: { deleteAfterDestroy: false } }]);
  });

  test.each<[string, Readonly<Record<string, MemberProps>>]>([
    ['a after 168h and b never', { a: sandbox, b: { kubernetes: '1.34' } }],
    ['a after 168h and b after 24h', { a: sandbox, b: { ...sandbox, ttl: '24h' } }],
    ['a never', { a: { kubernetes: '1.34' } }],
  ])('a stack whose members end %s does not end by itself', async (ends, members) => {
    await expect(expiring(members)).rejects.toThrow(
      `pulumi/not-a-sandbox at end: a stack goes as a whole, and of its members end: ${ends}.`,
    );
  });

  test('nobody else keeps the time of a stack', async () => {
    await expect(expiring({ a: sandbox }, {}, {})).rejects.toThrow('pulumi/no-pulumi-cloud at end');
  });
});

describe('the time of a sandbox', () => {
  test('counts from the first update, also with another ttl', async () => {
    const begun = Date.now();
    const { outs } = await expiry.create({ ttlSeconds: 7200 });
    expect(Date.parse(outs.expires)).toBeGreaterThanOrEqual(begun + 2 * HOUR_MS);
    expect(Date.parse(outs.expires)).toBeLessThanOrEqual(Date.now() + 2 * HOUR_MS);
    const olds = { ttlSeconds: 7200, since: '2026-11-21T10:00:00.000Z', expires: '2026-11-21T12:00:00.000Z' };
    expect(await expiry.diff?.('expiry', olds, { ttlSeconds: 7200 })).toEqual({ changes: false });
    expect(await expiry.diff?.('expiry', olds, { ttlSeconds: 3600 })).toEqual({ changes: true });
    expect(await expiry.update?.('expiry', olds, { ttlSeconds: 3600 })).toEqual({
      outs: { ttlSeconds: 3600, since: olds.since, expires: '2026-11-21T11:00:00.000Z' },
    });
  });
});

test('the cluster of a sandbox can be deleted, unless the provider is told otherwise', async () => {
  const pools = [{ name: 'p', nodes: 1, instanceType: 'm7i.large' }];
  const aws: MemberProps = { provider: 'aws', region: 'us-east-1', kubernetes: '1.34', pools };
  const eks = (protect?: boolean) => new EksProvider({ regions: { 'us-east-1': { subnetIds: ['x'] } }, protect });
  const protectionOf = async (member: MemberProps, provider: EksProvider) => {
    const { of } = await provision({ a: member }, { aws: provider });
    const [cluster] = of('aws:eks/cluster:Cluster');
    return [cluster!.options.protect, cluster!.inputs.deletionProtection];
  };
  expect(await protectionOf(aws, eks())).toEqual([true, true]);
  expect(await protectionOf({ ...aws, ttl: '168h' }, eks())).toEqual([false, false]);
  expect(await protectionOf({ ...aws, ttl: '168h' }, eks(true))).toEqual([true, true]);
});
