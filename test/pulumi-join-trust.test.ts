import { join } from '../lib/pulumi/provider/join';
import type { JoinProps } from '../lib/pulumi/provider/join-props';
import { inputsOf } from './join-support';
import { MemoryApi } from './memory-api';

describe('how the servers of a join are reached and known', () => {
  let controlPlane: MemoryApi;
  let member: MemoryApi;

  beforeEach(() => {
    [controlPlane, member] = [new MemoryApi(), new MemoryApi()];
    MemoryApi.serve({ 'control plane': controlPlane, member });
  });

  afterEach(() => jest.restoreAllMocks());

  const kubeconfig = (cluster: string) => `
current-context: c
clusters: [{ name: c, cluster: { server: 'https://127.0.0.1:1', ${cluster} } }]
contexts: [{ name: c, context: { cluster: c } }]
`;
  const secretOf = async (side: MemoryApi, name: string, namespace: string) => {
    const { data } = (await side.read({ apiVersion: 'v1', kind: 'Secret', name, namespace }))!;
    const text = ([key, value]: [string, string]) => [key, Buffer.from(value, 'base64').toString()];
    return Object.fromEntries(Object.entries(data as Record<string, string>).map(text)) as Record<string, string>;
  };
  const joined = async (mode: 'Push' | 'Pull', cluster: string, more: Partial<JoinProps> = {}) => {
    const access = { kubeconfig: kubeconfig(cluster) };
    MemoryApi.serve({
      'control plane': controlPlane,
      member,
      [access.kubeconfig]: mode === 'Push' ? member : controlPlane,
    });
    const inputs = { ...inputsOf(mode), ...more };
    await join.create(mode === 'Push' ? { ...inputs, member: access } : { ...inputs, controlPlane: access });
  };
  const reported = () => secretOf(controlPlane, 'a', 'karmada-cluster');
  const ofAgent = async () => (await secretOf(member, 'karmada-agent', 'karmada-system')).kubeconfig;

  test('by an authority that every machine knows: no other is stated', async () => {
    [controlPlane.authority, member.authority] = [undefined, undefined];
    await joined('Push', '');
    // without the key Karmada would not call the member
    expect(await reported()).toEqual({ token: 'token', caBundle: '' });
  });

  test('by any certificate: those who get access verify it by the authority of the cluster', async () => {
    [controlPlane.authority, member.authority] = [undefined, undefined];
    await joined('Push', 'insecure-skip-tls-verify: true');
    expect(await reported()).toEqual({ token: 'token', caBundle: 'ca' });
  });

  test('through a proxy: by Karmada, too, unless the program states another', async () => {
    const CLUSTER = { apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster', name: 'a' };
    await joined('Push', "proxy-url: 'http://127.0.0.1:2'");
    expect((await controlPlane.read(CLUSTER))?.spec).toMatchObject({ proxyURL: 'http://127.0.0.1:2' });
    const { cluster } = inputsOf('Push');
    const own = { ...cluster, spec: { syncMode: 'Push', proxyURL: 'http://127.0.0.1:3' } };
    await joined('Push', "proxy-url: 'http://127.0.0.1:2'", { cluster: own });
    expect((await controlPlane.read(CLUSTER))?.spec).toMatchObject({ proxyURL: 'http://127.0.0.1:3' });
  });

  test('Pull: by the agent as by the program, unless it is at another address', async () => {
    controlPlane.authority = undefined;
    await joined('Pull', 'tls-server-name: karmada.example.com');
    expect(await ofAgent()).toContain('tls-server-name: karmada.example.com');
    expect(await ofAgent()).not.toContain('certificate-authority');
    await joined('Pull', 'tls-server-name: karmada.example.com, insecure-skip-tls-verify: true', {
      agent: { image: 'agent:1', controlPlaneUrl: 'https://elsewhere' },
    });
    expect(await ofAgent()).toContain(`certificate-authority-data: ${Buffer.from('ca').toString('base64')}`);
    expect(await ofAgent()).not.toContain('tls-server-name');
  });
});
