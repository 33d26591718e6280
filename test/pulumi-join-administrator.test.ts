import { join } from '../lib/pulumi/provider/join';
import { inputsOf, leftBy } from './join-support';
import { MemoryApi } from './memory-api';

describe('a member that karmadactl has joined', () => {
  let controlPlane: MemoryApi;
  let member: MemoryApi;

  beforeEach(() => {
    [controlPlane, member] = [new MemoryApi(), new MemoryApi()];
    MemoryApi.serve({ 'control plane': controlPlane, member });
  });

  afterEach(() => jest.restoreAllMocks());

  const name = 'karmada-controller-manager:karmada-a';
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name } };
  const administrator = async (subject: string) => {
    await member.apply({
      ...rbac,
      kind: 'ClusterRole',
      rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
    });
    const subjects = [{ kind: 'ServiceAccount', name: subject, namespace: 'karmada-cluster' }];
    await member.apply({ ...rbac, kind: 'ClusterRoleBinding', subjects });
  };
  const held = () => member.held.filter((key) => key.endsWith(name));

  test('has Karmada as an administrator no more, but for what it still carries', async () => {
    await administrator('karmada-a');
    const manifests = [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token' } }];
    const metadata = { name: 'work', namespace: 'karmada-es-a' };
    const kind = { apiVersion: 'work.karmada.io/v1alpha1', kind: 'Work' };
    await controlPlane.apply({ ...kind, metadata, spec: { workload: { manifests } } });
    const { outs } = await join.create(inputsOf('Push'));
    expect(held()).toEqual([]);
    expect(outs).toMatchObject({ kept: [{ apiVersion: 'v1', kind: 'Secret' }] });
    await administrator('karmada-a');
    await join.delete!('a', outs);
    expect(member.held).toEqual(leftBy('Push').member);
  });

  test('keeps what is bound to another account', async () => {
    await administrator('karmada-b');
    const { outs } = await join.create(inputsOf('Push'));
    await join.delete!('a', outs);
    expect(held()).toHaveLength(2);
  });
});
