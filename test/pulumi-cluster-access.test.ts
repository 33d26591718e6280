import { ClusterAccess, type ClusterAccessArgs } from '../lib/pulumi';
import { access } from '../lib/pulumi/provider/access';
import { kubeconfigOf } from '../lib/pulumi/provider/kubeconfig';
import { MemoryApi } from './memory-api';
import { inputsByName } from './pulumi-mocks';

/** It is that of all accounts of people, and stays when the last of them has gone. */
const SPACE = 'Namespace cdk8s-fleet-access';

describe('ClusterAccess', () => {
  test('reads, for a week, renewed in the middle of it', async () => {
    const seen = await inputsByName(() => new ClusterAccess('ada', { cluster: { kubeconfig: 'a kubeconfig' } }));
    expect(seen.get('ada')).toMatchObject({ name: 'ada', role: 'view', hours: 168, renewHours: 84 });
  });

  test.each<[Partial<ClusterAccessArgs>, RegExp]>([
    [{ account: 'Ada Lovelace' }, /account is "Ada Lovelace": a DNS subdomain has only/],
    [{ role: '' }, /role is "": it is empty/],
    [{ role: 'a/b' }, /role is "a\/b": it is no name of a ClusterRole/],
    [{ namespaces: [] }, /namespaces is \[\]: the account would have no rights/],
    [{ namespaces: ['ml', 'M L'] }, /a namespace is "M L": a DNS label has only/],
    [{ hours: -3 }, /hours is -3: a token lasts from 10 minutes to 1193046 hours/],
    [{ hours: Number.NaN }, /hours is NaN: /],
    [{ renewHours: 900 }, /renewHours is 900: it is at least 0 and less than hours, 168/],
  ])('%j is refused', async (args, message) => {
    const make = () => new ClusterAccess('ada', { cluster: { kubeconfig: 'a kubeconfig' }, ...args });
    await inputsByName(() => expect(make).toThrow(message));
    await inputsByName(() => expect(make).toThrow('pulumi/bad-access at ada'));
  });

  test('it cannot be imported, and says so', async () => {
    const make = () => new ClusterAccess('ada', { cluster: { kubeconfig: 'a kubeconfig' } }, { import: 'ada' });
    await inputsByName(() => expect(make).toThrow('pulumi/no-import at ada'));
  });

  afterEach(() => jest.restoreAllMocks());

  const props = { cluster: { kubeconfig: 'c' }, name: 'ada', role: 'view', hours: 8, renewHours: 4 };

  test('a token with too little time left is made anew', async () => {
    const at = (hours: number) => ({
      ...props,
      kubeconfig: 'k',
      expires: new Date(Date.now() + hours * 3600_000).toISOString(),
      grantedHours: 8,
    });
    expect(await access.diff!('ada', at(5), props)).toMatchObject({ changes: false });
    expect(await access.diff!('ada', at(3), props)).toMatchObject({ changes: true, replaces: [] });
  });

  test('people verify the server as the program does, and by its own authority where that takes any certificate', async () => {
    const cluster = new MemoryApi();
    cluster.authority = undefined;
    const ca = { 'ca.crt': 'its own' };
    const metadata = { name: 'kube-root-ca.crt', namespace: 'kube-system' };
    await cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: ca });
    const given = async (how: string) => {
      const kubeconfig = `
current-context: c
clusters: [{ name: c, cluster: { server: 'https://127.0.0.1:1', ${how} } }]
contexts: [{ name: c, context: { cluster: c } }]
`;
      MemoryApi.serve({ [kubeconfig]: cluster });
      return (await access.create({ ...props, cluster: { kubeconfig } })).outs!.kubeconfig as string;
    };
    expect(await given('tls-server-name: api.example.com')).toContain('tls-server-name: api.example.com');
    expect(await given('')).not.toContain('certificate-authority');
    const authority = Buffer.from('its own').toString('base64');
    expect(await given('insecure-skip-tls-verify: true')).toContain(`certificate-authority-data: ${authority}`);
  });

  test('Karmada does not make the namespace of the accounts in all members', async () => {
    const controlPlane = new MemoryApi();
    MemoryApi.serve({ c: controlPlane });
    await access.create(props);
    const namespace = await controlPlane.read({ apiVersion: 'v1', kind: 'Namespace', name: 'cdk8s-fleet-access' });
    expect(namespace?.metadata.labels).toEqual({ 'namespace.karmada.io/skip-auto-propagation': 'true' });
  });

  test('of a cluster that gives less time than it is asked for, half of that is enough', async () => {
    const cluster = new MemoryApi();
    cluster.mostHours = 2;
    MemoryApi.serve({ c: cluster });
    const { outs } = await access.create(props);
    expect(await access.diff!('ada', outs, props)).toMatchObject({ changes: false });
    const soon = { ...outs, expires: new Date(Date.now() + 0.9 * 3600_000).toISOString() };
    expect(await access.diff!('ada', soon, props)).toMatchObject({ changes: true });
  });

  test('another address is another cluster, new credentials are not', async () => {
    const outs = { ...props, kubeconfig: 'k', expires: new Date(Date.now() + 9e7).toISOString(), grantedHours: 8 };
    const at = (server: string, token: string) => ({
      ...props,
      cluster: { kubeconfig: kubeconfigOf(server, undefined, 'admin', token) },
    });
    const olds = { ...outs, ...at('https://one', 'x') };
    expect(await access.diff!('ada', olds, at('https://one', 'y'))).toMatchObject({ changes: true, replaces: [] });
    expect(await access.diff!('ada', olds, at('https://two', 'x'))).toMatchObject({
      replaces: ['cluster'],
      deleteBeforeReplace: true,
    });
    // not known before the update: it is looked at again then
    const later = { ...props, cluster: { kubeconfig: 'an output that is not there yet' } };
    expect(await access.diff!('ada', olds, later)).toMatchObject({ changes: true, replaces: [] });
  });

  test('an account that got no token is known, and goes', async () => {
    const cluster = new MemoryApi();
    MemoryApi.serve({ c: cluster });
    const error: unknown = await access
      .create({ ...props, file: '/dev/null/kubeconfig' })
      .catch((error: unknown) => error);
    const { id, properties } = error as { readonly id: string; readonly properties: object };
    expect(await access.diff!(id, properties, { ...props, file: '/dev/null/kubeconfig' })).toMatchObject({
      changes: true,
    });
    cluster.answers = false;
    await expect(access.delete!(id, { ...properties, file: undefined })).rejects.toThrow(
      'account cdk8s-fleet-access/ada could not be taken away: ',
    );
    cluster.answers = true;
    await access.delete!(id, { ...properties, file: undefined });
    expect(cluster.held).toEqual([SPACE]);
  });

  test('of a cluster that does not answer a refresh keeps what it knows; the next update looks for it, unless the cluster is one of the program', async () => {
    const cluster = new MemoryApi();
    MemoryApi.serve({ c: cluster });
    const { outs } = await access.create(props);
    cluster.answers = false;
    const seen = await access.read!('ada', outs);
    expect(seen).toMatchObject({ id: 'ada', props: outs });
    expect(await access.diff!('ada', seen.props, props)).toMatchObject({ changes: true, replaces: [] });
    const own = await access.read!('ada', { ...outs, ownedCluster: true });
    expect(await access.diff!('ada', own.props, props)).toMatchObject({ changes: false });
    await expect(access.update!('ada', seen.props, props)).rejects.toThrow('connection refused');
    cluster.answers = true;
    const again = await access.read!('ada', seen.props);
    expect(await access.diff!('ada', again.props, props)).toMatchObject({ changes: false });
  });

  test('of a cluster that does not take the credentials any more, too', async () => {
    const cluster = new MemoryApi();
    MemoryApi.serve({ c: cluster });
    const { outs } = await access.create(props);
    cluster.trusts = false;
    expect(await access.read!('ada', outs)).toMatchObject({ id: 'ada', props: outs });
  });

  test('of an account that may not be read any more, too; the next update looks for it', async () => {
    const cluster = new MemoryApi();
    MemoryApi.serve({ c: cluster });
    const { outs } = await access.create(props);
    cluster.hides = 'ServiceAccount cdk8s-fleet-access/ada';
    const seen = await access.read!('ada', outs);
    expect(seen).toMatchObject({ id: 'ada', props: outs });
    expect(await access.diff!('ada', seen.props, props)).toMatchObject({ changes: true, replaces: [] });
    await expect(access.update!('ada', seen.props, props)).rejects.toThrow('nobody may read this');
  });

  describe('an account that is gone', () => {
    const gone = async (cluster: MemoryApi) => {
      const { outs } = await access.create({ ...props, role: 'edit', owner: 'first' });
      await cluster.remove({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        name: 'ada',
        namespace: 'cdk8s-fleet-access',
      });
      return access.read!('ada', outs);
    };
    let cluster: MemoryApi;

    beforeEach(() => {
      cluster = new MemoryApi();
      MemoryApi.serve({ c: cluster });
    });

    test('is made anew, with the rights of today', async () => {
      const seen = await gone(cluster);
      const news = { ...props, owner: 'first' };
      expect(await access.diff!('ada', seen.props, { ...news, role: 'edit' })).toMatchObject({ changes: true });
      const { outs } = await access.update!('ada', seen.props, news);
      expect(await access.diff!('ada', outs, news)).toMatchObject({ changes: false });
      expect(cluster.held).toEqual([
        'ClusterRoleBinding cdk8s-fleet:ada:view',
        SPACE,
        'ServiceAccount cdk8s-fleet-access/ada',
      ]);
    });

    test('leaves no rights to the next one of its name', async () => {
      const seen = await gone(cluster);
      await access.delete!('ada', seen.props);
      expect(cluster.held).toEqual([SPACE]);
    });
  });

  describe('an update that fails', () => {
    const here = { ...props, namespaces: ['ml', 'web'] };
    const failing = async (olds: object, news: object) => {
      const error: unknown = await access.update!('ada', olds, news).catch((error: unknown) => error);
      return (error as { readonly properties: object }).properties;
    };

    test('leaves people the token that they have, and the next one goes on', async () => {
      const cluster = new MemoryApi();
      MemoryApi.serve({ c: cluster });
      const { outs } = await access.create(here);
      cluster.refuses = 'RoleBinding';
      const properties = await failing(outs, { ...here, role: 'edit' });
      expect(properties).toMatchObject({ kubeconfig: outs.kubeconfig, expires: outs.expires, role: 'edit' });
      // nobody knows how far it came, whatever the program says next
      expect(await access.diff!('ada', properties, { ...here, role: 'edit' })).toMatchObject({ changes: true });
      expect(await access.diff!('ada', properties, here)).toMatchObject({ changes: true });
      cluster.refuses = '';
      const { outs: next } = await access.update!('ada', properties, { ...here, role: 'edit' });
      expect(await access.diff!('ada', next, { ...here, role: 'edit' })).toMatchObject({ changes: false });
      expect(cluster.held).toEqual([
        SPACE,
        'RoleBinding ml/cdk8s-fleet:ada:edit',
        'RoleBinding web/cdk8s-fleet:ada:edit',
        'ServiceAccount cdk8s-fleet-access/ada',
      ]);
    });

    test('before all rights of before are gone knows of them', async () => {
      const cluster = new MemoryApi();
      MemoryApi.serve({ c: cluster });
      const { outs } = await access.create({ ...here, role: 'admin' });
      cluster.keeps = 'RoleBinding web/cdk8s-fleet:ada:admin';
      const properties = await failing(outs, here);
      cluster.keeps = '';
      await access.update!('ada', properties, here);
      expect(cluster.held.filter((key) => key.includes('admin'))).toEqual([]);
    });
  });

  test('rights that stay are not taken in between', async () => {
    const cluster = new MemoryApi();
    MemoryApi.serve({ c: cluster });
    const { outs } = await access.create({ ...props, namespaces: ['ml', 'web'] });
    cluster.keeps = 'RoleBinding ml/cdk8s-fleet:ada:view';
    await access.update!('ada', outs, { ...props, namespaces: ['ml'] });
    expect(cluster.held).toEqual([
      SPACE,
      'RoleBinding ml/cdk8s-fleet:ada:view',
      'ServiceAccount cdk8s-fleet-access/ada',
    ]);
  });

  describe('an account', () => {
    let cluster: MemoryApi;
    const owned = (owner: string, more: object = {}) => ({ ...props, owner, ...more });

    beforeEach(() => {
      cluster = new MemoryApi();
      MemoryApi.serve({ c: cluster });
    });

    test('is that of one resource: another one gets none, and ends none', async () => {
      const { outs } = await access.create(owned('first'));
      const held = cluster.held;
      await expect(access.create(owned('second', { role: 'admin' }))).rejects.toMatchObject({
        id: 'pulumi/account-taken',
        reason: expect.stringContaining('the account cdk8s-fleet-access/ada belongs to another ClusterAccess'),
      });
      await access.delete!('ada', { ...outs, owner: 'second' });
      expect(cluster.held).toEqual(held);
      await access.delete!('ada', outs);
      expect(cluster.held).toEqual([SPACE]);
    });

    test('is one of two that ask at the same time', async () => {
      const made = await Promise.allSettled(['first', 'second'].map((owner) => access.create(owned(owner))));
      expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('stays the one of a resource with another name, or of an earlier version', async () => {
      const { outs } = await access.create(props);
      const { outs: marked } = await access.update!('ada', outs, owned('first'));
      const { outs: renamed } = await access.update!('ada', marked, owned('second'));
      await expect(access.update!('ada', marked, owned('first'))).rejects.toThrow('pulumi/account-taken');
      await access.delete!('ada', renamed);
      expect(cluster.held).toEqual([SPACE]);
    });
  });

  test('of each resource has a mark of its own', async () => {
    const cluster = { kubeconfig: 'a kubeconfig' };
    const seen = await inputsByName(() => ['ada', 'bob'].map((name) => new ClusterAccess(name, { cluster })));
    const [ada, bob] = ['ada', 'bob'].map((name) => seen.get(name)?.owner);
    expect([ada, bob]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.not.stringMatching(String(ada))]);
  });
});
