import type { CarriedKind } from '../lib/pulumi/join/carried-kinds';
import { join } from '../lib/pulumi/provider/join';
import type { JoinProps } from '../lib/pulumi/provider/join-props';
import type { PolicyRule } from '../lib/pulumi/provider/rights';
import { leftBy } from './join-support';
import { MemoryApi } from './memory-api';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const SECRET = { apiVersion: 'v1', kind: 'Secret' };
const WORK = { apiVersion: 'work.karmada.io/v1alpha1', kind: 'Work' };
const ROLE = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' };

/** Kinds that leave the program while Karmada still carries them: what it may not remove from a member stays there for ever. */
describe.each([
  ['Push', 'cdk8s-fleet:karmada-a'],
  ['Pull', 'cdk8s-fleet:karmada-agent'],
] as const)('%s: the rights of a kind that leaves', (syncMode, role) => {
  let controlPlane: MemoryApi;
  let member: MemoryApi;

  beforeEach(() => {
    [controlPlane, member] = [new MemoryApi(), new MemoryApi()];
    MemoryApi.serve({ 'control plane': controlPlane, member });
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  const cluster = { apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster', metadata: { name: 'a' } };
  const inputs = (kinds: readonly CarriedKind[] | 'all'): JoinProps => ({
    member: { kubeconfig: 'member' },
    controlPlane: { kubeconfig: 'control plane' },
    cluster: { ...cluster, spec: { syncMode } },
    kinds,
    proxy: false,
    expected: { kubernetes: '1.34', readyNodes: 0 },
    readySeconds: 0,
    agent: { image: 'agent:1' },
  });
  const carry = async ({ apiVersion, kind }: CarriedKind) => {
    const manifests = [{ apiVersion, kind, metadata: { name: 'one', namespace: 'default' } }];
    const metadata = { name: kind.toLowerCase(), namespace: 'karmada-es-a' };
    await controlPlane.apply({ ...WORK, metadata, spec: { workload: { manifests } } });
  };
  const drop = ({ kind }: CarriedKind) =>
    controlPlane.remove({ ...WORK, name: kind.toLowerCase(), namespace: 'karmada-es-a' });
  /** What Karmada may write in the member. */
  const rights = async () => {
    const rules = (await member.read({ ...ROLE, name: role }))?.rules as unknown as readonly PolicyRule[];
    return rules.filter(({ verbs }) => verbs.includes('delete')).flatMap(({ resources }) => resources);
  };
  const update = async (olds: object, news: JoinProps) => (await join.update!('a', olds, news)).outs;
  const changes = async (olds: object, news: JoinProps) => (await join.diff!('a', olds, news)).changes;

  test('stay while it is carried; the next update waits for the end of that and takes them', async () => {
    const { outs } = await join.create(inputs([DEPLOYMENT, CONFIG_MAP]));
    await carry(DEPLOYMENT);
    await carry(CONFIG_MAP);
    const next = await update(outs, inputs([DEPLOYMENT]));
    expect(await rights()).toEqual(['configmaps', 'namespaces', 'deployments']);
    expect(await changes(next, inputs([DEPLOYMENT]))).toBe(true);
    setTimeout(() => drop(CONFIG_MAP), 50);
    const last = await update(next, inputs([DEPLOYMENT]));
    expect(await rights()).toEqual(['namespaces', 'deployments']);
    expect(await changes(last, inputs([DEPLOYMENT]))).toBe(false);
  });

  test('go at once where nothing is carried', async () => {
    const { outs } = await join.create(inputs('all'));
    const next = await update(outs, inputs([DEPLOYMENT]));
    expect(await rights()).toEqual(['namespaces', 'deployments']);
    expect(await changes(next, inputs([DEPLOYMENT]))).toBe(false);
  });

  test('stay of all rights for what is carried', async () => {
    const { outs } = await join.create(inputs('all'));
    await carry(CONFIG_MAP);
    await update(outs, inputs([DEPLOYMENT]));
    expect(await rights()).toEqual(['configmaps', 'namespaces', 'deployments']);
  });

  test('are not given for what others make Karmada carry', async () => {
    const { outs } = await join.create(inputs([DEPLOYMENT, CONFIG_MAP]));
    await carry(SECRET);
    await update(outs, inputs([DEPLOYMENT]));
    expect(await rights()).toEqual(['namespaces', 'deployments']);
  });

  test('that others go on using are waited for once; a refresh sees when they do no more', async () => {
    const { outs } = await join.create(inputs([CONFIG_MAP]));
    await carry(CONFIG_MAP);
    const next = await update(outs, inputs([]));
    jest.useFakeTimers();
    const waiting = update(next, inputs([]));
    await jest.advanceTimersByTimeAsync(90_000);
    const settled = await waiting;
    expect(await rights()).toEqual(['configmaps', 'namespaces']);
    expect(await changes(settled, inputs([]))).toBe(false);
    const seen = await join.read!('a', settled);
    expect(await changes(seen.props, inputs([]))).toBe(false);
    await drop(CONFIG_MAP);
    const later = await join.read!('a', settled);
    expect(await changes(later.props, inputs([]))).toBe(true);
    expect(await changes(await update(later.props, inputs([])), inputs([]))).toBe(false);
    expect(await rights()).toEqual(['namespaces']);
  });

  test('are known to be wider when the update fails', async () => {
    const { outs } = await join.create(inputs([CONFIG_MAP]));
    await carry(CONFIG_MAP);
    controlPlane.refuses = 'Cluster';
    const error: unknown = await update(outs, inputs([])).catch((error: unknown) => error);
    expect((error as { readonly properties: object }).properties).toMatchObject({ kept: [CONFIG_MAP], joined: false });
  });

  test('a member that leaves leaves nothing but namespaces, whatever is kept', async () => {
    const { outs } = await join.create(inputs([CONFIG_MAP]));
    await carry(CONFIG_MAP);
    await join.delete!('a', await update(outs, inputs([])));
    expect({ controlPlane: controlPlane.held, member: member.held }).toEqual(leftBy(syncMode));
  });

  test('a member whose work Karmada does not remove says which', async () => {
    const { outs } = await join.create(inputs([CONFIG_MAP]));
    await carry(CONFIG_MAP);
    controlPlane.lets = false;
    jest.useFakeTimers();
    const leaving = expect(join.delete!('a', outs)).rejects.toThrow(
      /^member a has not left after 300 s: Karmada has not removed ConfigMap default\/one\. /,
    );
    await jest.advanceTimersByTimeAsync(330_000);
    await leaving;
    controlPlane.lets = true;
    await join.delete!('a', outs);
    expect({ controlPlane: controlPlane.held, member: member.held }).toEqual(leftBy(syncMode));
  });
});
