import { ClusterApiProvider } from '../lib/pulumi';
import { workloadCluster } from '../lib/pulumi/provider';
import { ApiClient, ApiError } from '../lib/twin/client';
import { kubeconfigOf, provision } from './clouds-support';

const TYPE = 'pulumi-nodejs:dynamic/cdk8s-fleet:WorkloadCluster';
const props = { host: { kubeconfig: 'of the host' }, member: 'edge-01', kubernetes: '1.34', seconds: 0 };

/** What a host says: of its Cluster with the member's label, and of the Secret beside it. */
interface Host {
  readonly uid?: string;
  readonly available?: string;
  readonly kubeconfig?: string;
  /** Lowest version in the control plane. */
  readonly version?: string;
  readonly silent?: boolean;
  /** Whether nobody may read the Secret. */
  readonly hides?: boolean;
}

const GROUP = 'controlplane.cluster.x-k8s.io';

function serve({ uid, available = 'True', kubeconfig, version, silent = false, hides = false }: Host): void {
  const status = { conditions: [{ type: 'Available', status: available, message: 'machines are missing' }] };
  const metadata = { name: 'edge', namespace: 'clusters', uid };
  const spec = version === undefined ? {} : { controlPlaneRef: { apiGroup: GROUP, kind: 'Any', name: 'edge' } };
  const controlPlane = { apiVersion: `${GROUP}/v1beta9`, kind: 'Any', name: 'edge', namespace: 'clusters' };
  jest.spyOn(ApiClient, 'fromConfig').mockResolvedValue({
    list: async (_: object, { labelSelector }: Readonly<Record<string, string>>) => {
      expect(labelSelector).toBe('cluster.cdk8s-fleet.dev/member=edge-01');
      if (silent) {
        throw new ApiError(0, '', 'nobody answers', 'https://host');
      }
      return uid === undefined ? [] : [{ apiVersion: '', kind: 'Cluster', metadata, spec, status }];
    },
    json: async (_: string, path: string) => {
      expect(path).toBe(`/apis/${GROUP}`);
      return { preferredVersion: { groupVersion: `${GROUP}/v1beta9` } };
    },
    read: async (ref: { readonly kind: string }) => {
      if (ref.kind === 'Any') {
        expect(ref).toEqual(controlPlane);
        return { status: { version } };
      }
      expect(ref).toMatchObject({ kind: 'Secret', name: 'edge-kubeconfig', namespace: 'clusters' });
      if (hides) {
        throw new ApiError(403, 'Forbidden', 'nobody may read this', 'https://host');
      }
      return kubeconfig && { data: { value: Buffer.from(kubeconfig).toString('base64') } };
    },
    close: () => undefined,
  } as unknown as ApiClient);
}

afterEach(() => jest.restoreAllMocks());

test('a member that Cluster API makes is waited for on the host, and reached by the kubeconfig that lies there', async () => {
  const host = { kubeconfig: 'of the host' };
  const edge = { provider: 'bare-metal', kubernetes: '1.34' };
  const answers = { [TYPE]: { kubeconfig: 'of edge-01' } };
  const providers = { 'bare-metal': new ClusterApiProvider({ host, seconds: 600 }) };
  const { made, of } = await provision({ 'edge-01': edge }, providers, { answers, args: { host } });
  expect(of(TYPE)).toMatchObject([
    {
      name: 'clusters/edge-01',
      inputs: { member: 'edge-01', kubernetes: '1.34', seconds: 600 },
      options: { customTimeouts: { create: '660s', update: '660s' } },
    },
  ]);
  expect(await kubeconfigOf(made, 'edge-01')).toMatchObject({ value: 'of edge-01', secret: true });
  expect(made.connectionTo({ kind: 'member', member: 'edge-01', folder: '' })?.cluster).toBeDefined();
  const preview = await provision({ 'edge-01': edge }, providers, { preview: true, args: { host } });
  expect((await kubeconfigOf(preview.made, 'edge-01')).known).toBe(false);
});

test.each([0, -1, Number.NaN])('no cluster is made in %d seconds', (seconds) => {
  expect(() => new ClusterApiProvider({ host: { kubeconfig: 'of the host' }, seconds })).toThrow(
    `pulumi/bad-number at ClusterApiProvider: seconds is ${seconds}.`,
  );
});

test('is known by its Cluster, and has the kubeconfig of its administrator', async () => {
  serve({ uid: 'one', kubeconfig: 'a kubeconfig' });
  expect(await workloadCluster.create(props)).toEqual({ id: 'one', outs: { ...props, kubeconfig: 'a kubeconfig' } });
});

test.each<[Host, string]>([
  [{}, 'the host has no Cluster with the label cluster.cdk8s-fleet.dev/member: edge-01'],
  [{ uid: 'one', available: 'False' }, 'machines are missing'],
  [{ uid: 'one' }, 'Secret edge-kubeconfig has no kubeconfig'],
  [
    { uid: 'one', kubeconfig: 'k', version: 'v1.33.9' },
    'its control plane runs Kubernetes 1.33, and 1.34 is on its way',
  ],
  [{ silent: true }, 'nobody answers'],
])('what is missing when time is up: %j', async (host, reason) => {
  serve(host);
  await expect(workloadCluster.create(props)).rejects.toThrow(
    `the cluster of member edge-01 is not there after 0 s: ${reason}`,
  );
});

test.each<[string, Host, object]>([
  [
    'a renewed kubeconfig is found',
    { uid: 'one', kubeconfig: 'renewed' },
    { id: 'one', props: { kubeconfig: 'renewed' } },
  ],
  [
    'while it is repaired, nothing changes',
    { uid: 'one', available: 'False' },
    { id: 'one', props: { kubeconfig: 'k' } },
  ],
  ['nor while the host does not answer', { silent: true }, { id: 'one', props: { kubeconfig: 'k' } }],
  ['nor while it lets nobody read that', { uid: 'one', hides: true }, { id: 'one', props: { kubeconfig: 'k' } }],
])('%s', async (_, host, expected) => {
  serve(host);
  expect(await workloadCluster.read!('one', { ...props, kubeconfig: 'k' })).toMatchObject(expected);
});

test('that its kubeconfig may not be read, and may be an old one, is told', async () => {
  const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  serve({ uid: 'one', hides: true });
  await workloadCluster.read!('one', { ...props, kubeconfig: 'k' });
  expect(told.mock.calls.flat()).toContain(
    'members/edge-01: its kubeconfig stays that of the last update: nobody may read this\n',
  );
});

test.each<[string, Host]>([
  ['gone', {}],
  ['another one', { uid: 'two', kubeconfig: 'of two' }],
])('one that is %s is known as gone, and made anew: what is on it needs no deleting', async (_, host) => {
  serve(host);
  const seen = await workloadCluster.read!('one', { ...props, kubeconfig: 'k' });
  expect(seen).toEqual({ id: 'one', props: { ...props, kubeconfig: 'k', gone: true } });
  expect(await workloadCluster.diff!('one', seen.props, props)).toEqual({ changes: true, replaces: ['member'] });
});

describe('another version of Kubernetes', () => {
  const olds = { ...props, kubernetes: '1.33', kubeconfig: 'k' };

  test('is waited for, until all of the control plane has it', async () => {
    expect(await workloadCluster.diff!('one', olds, props)).toEqual({ changes: true });
    serve({ uid: 'one', kubeconfig: 'k', version: 'v1.33.9' });
    await expect(workloadCluster.update!('one', olds, props)).rejects.toThrow('1.34 is on its way');
    serve({ uid: 'one', kubeconfig: 'renewed', version: 'v1.34.2' });
    expect(await workloadCluster.update!('one', olds, props)).toEqual({ outs: { ...props, kubeconfig: 'renewed' } });
  });

  test.each(['v1.35.0', undefined])('what is newer, or tells none, is not waited for: %s', async (version) => {
    serve({ uid: 'one', kubeconfig: 'k', version });
    expect(await workloadCluster.update!('one', olds, props)).toEqual({ outs: { ...props, kubeconfig: 'k' } });
  });

  test('with other credentials of the host alone nothing is waited for', async () => {
    serve({ silent: true });
    const other = { ...props, host: { kubeconfig: 'renewed' } };
    expect(await workloadCluster.diff!('one', { ...props, kubeconfig: 'k' }, other)).toEqual({ changes: true });
    expect(await workloadCluster.update!('one', { ...props, kubeconfig: 'k' }, other)).toEqual({
      outs: { ...other, kubeconfig: 'k' },
    });
  });
});
