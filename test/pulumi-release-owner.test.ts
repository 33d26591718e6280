import type { Helm } from '../lib/pulumi/provider/helm';
import { release } from '../lib/pulumi/provider/release';
import type { ReleaseOuts, ReleaseProps } from '../lib/pulumi/provider/release-props';
import { createPki, type Pki } from '../lib/twin/pki';
import { FakeApi } from './fake-api';
import { FakeHelm } from './fake-helm';

const KEY = 'volcano-system/volcano';
const LABEL = 'cdk8s-fleet.dev/released-by';

let pki: Pki;
let helm: FakeHelm;
const running: FakeApi[] = [];

jest.mock('../lib/pulumi/provider/helm', () => ({
  withHelm: (_access: object, work: (one: Helm) => Promise<unknown>) => work(helm),
}));

beforeAll(async () => {
  pki = await createPki();
  // half a second of a machine with nothing else to do, which no test should be counted
  await import('@kubernetes/client-node');
});

beforeEach(() => {
  helm = new FakeHelm();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((api) => api.stop()));
});

async function cluster(uid = 'one'): Promise<FakeApi> {
  const api = await FakeApi.start(pki, uid);
  running.push(api);
  return api;
}

function propsOf({ kubeconfig }: FakeApi, more: Partial<ReleaseProps> = {}): ReleaseProps {
  return {
    kubeconfig,
    ownedCluster: false,
    owner: 'mine',
    key: 'members/a/volcano',
    addOn: 'volcano',
    release: 'volcano',
    namespace: 'volcano-system',
    chart: '/charts/volcano',
    version: '1.15.1',
    values: {},
    secretValues: {},
    seconds: 60,
    ...more,
  };
}

const create = async (props: ReleaseProps) => (await release.create!(props)).outs as ReleaseOuts;
const update = async (olds: ReleaseOuts, news: ReleaseProps) =>
  (await release.update!('volcano', olds, news)).outs as ReleaseOuts;
const remove = (props: ReleaseOuts) => release.delete!('volcano', props);

describe('a release that is there', () => {
  test('of others is left alone, and the message says both ways out', async () => {
    const api = await cluster();
    for (const status of ['deployed', 'failed', 'pending-install']) {
      helm.has(KEY, { status });
      await expect(create(propsOf(api))).rejects.toMatchObject({
        id: 'pulumi/release-not-ours',
        place: 'members/a/volcano',
        reason: `the release ${KEY} (1.0, ${status}) is there already, and this program has not installed it. Nothing was changed.`,
        fix: expect.stringMatching(
          /preinstalled: \['volcano'\] of 'a';.*adopt: \['members\/a\/volcano'\] to AddOnReleases/,
        ),
      });
    }
    helm.has(KEY, { labels: { [LABEL]: 'theirs' } });
    await expect(create(propsOf(api))).rejects.toThrow('another resource has installed it');
    expect(helm.changes).toEqual([]);
  });

  test('of others becomes ours where the program says so', async () => {
    helm.has(KEY, { labels: { [LABEL]: 'theirs' } });
    const outs = await create(propsOf(await cluster(), { adopt: true }));
    expect(helm.releases.get(KEY)?.labels).toEqual({ [LABEL]: 'mine' });
    await remove(outs);
    expect(helm.changes).toEqual([`upgrade ${KEY}`, `uninstall ${KEY}`]);
  });

  test('of an update that was killed is taken up again', async () => {
    helm.has(KEY, { status: 'pending-install', labels: { [LABEL]: 'mine' } });
    await create(propsOf(await cluster()));
    expect(helm.changes).toEqual([`uninstall ${KEY}`, `upgrade ${KEY}`]);
  });

  test('whose uninstall was killed goes for good, and is installed anew', async () => {
    const api = await cluster();
    const outs = await create(propsOf(api));
    helm.has(KEY, { status: 'uninstalling', revision: 3, labels: { [LABEL]: 'mine' } });
    await update(outs, propsOf(api));
    expect(helm.changes.slice(1)).toEqual([`uninstall ${KEY}`, `upgrade ${KEY}`]);
    expect(helm.releases.get(KEY)).toMatchObject({ status: 'deployed', revision: 1 });
  });

  test('whose history alone was kept is no release', async () => {
    helm.has(KEY, { status: 'uninstalled' });
    await create(propsOf(await cluster()));
    expect(helm.changes).toEqual([`upgrade ${KEY}`]);
  });
});

describe('a release of ours', () => {
  test('that another resource has taken over since is left to that one', async () => {
    const api = await cluster();
    const outs = await create(propsOf(api));
    helm.has(KEY, { labels: { [LABEL]: 'theirs' } });
    await expect(update(outs, propsOf(api))).rejects.toMatchObject({ id: 'pulumi/release-not-ours' });
    await remove(outs);
    // as one that somebody has uninstalled, and installed again
    helm.has(KEY);
    await remove(outs);
    expect(helm.changes).toEqual([`upgrade ${KEY}`]);
  });

  test('gets the mark that the resource has under another name, also after an update that was killed', async () => {
    const api = await cluster();
    const outs = await create(propsOf(api));
    for (let i = 0; i < 2; i++) {
      await update(outs, propsOf(api, { owner: 'renamed' }));
      expect(helm.releases.get(KEY)?.labels).toEqual({ [LABEL]: 'renamed' });
    }
  });

  test('of earlier versions gets its mark', async () => {
    const api = await cluster();
    const { owner: _, ...earlier } = propsOf(api);
    helm.has(KEY);
    await update(earlier, propsOf(api));
    expect(helm.releases.get(KEY)?.labels).toEqual({ [LABEL]: 'mine' });
    helm.has(KEY);
    await remove(earlier);
    expect(helm.changes).toEqual([`upgrade ${KEY}`, `uninstall ${KEY}`]);
  });

  test('moves with its namespace, whatever its kubeconfig', async () => {
    const api = await cluster();
    const outs = await create(propsOf(api));
    await update(outs, propsOf(api, { kubeconfig: `${api.kubeconfig}# renewed\n`, namespace: 'batch' }));
    expect(helm.changes.slice(1)).toEqual([`uninstall ${KEY}`, 'upgrade batch/volcano']);
  });
});

describe('another cluster', () => {
  test('while the old one still has the release, nothing is changed anywhere', async () => {
    const [old, next] = [await cluster('one'), await cluster('two')];
    const outs = await create(propsOf(old));
    expect(outs.clusterId).toBe('one');
    await expect(update(outs, propsOf(next))).rejects.toThrow(
      /^pulumi\/other-cluster at https:.*, which still runs and has the release volcano-system\/volcano of this resource/,
    );
    expect(helm.changes).toEqual([`upgrade ${KEY}`]);
    // a cluster of the program takes it with it
    expect(await update({ ...outs, ownedCluster: true }, propsOf(next))).toMatchObject({ clusterId: 'two' });
  });

  test('one that was made in place of the old one gets the release, and loses none of its own', async () => {
    const [old, next] = [await cluster('one'), await cluster('two')];
    const outs = await create(propsOf(old));
    await old.stop();
    running.shift();
    await expect(update(outs, propsOf(next))).resolves.toMatchObject({ clusterId: 'two' });
    // what the new one has is not that of the old one, whatever the state says
    const { owner: _, ...earlier } = outs;
    helm.has(KEY);
    await expect(update(earlier, propsOf(next))).rejects.toMatchObject({ id: 'pulumi/release-not-ours' });
    await remove({ ...outs, kubeconfig: next.kubeconfig });
    expect(helm.changes).toEqual([`upgrade ${KEY}`, `upgrade ${KEY}`]);
  });

  test('its identity is no input', async () => {
    const outs = await create(propsOf(await cluster()));
    const { inputs, props } = await release.read!('volcano', outs);
    expect(props).toHaveProperty('clusterId', 'one');
    expect(inputs).not.toHaveProperty('clusterId');
  });
});

test.each([
  ['1.20.3', 'v1.20.3', '1.20.3'],
  ['v1.20.3', '1.20.3', 'v1.20.3'],
  ['1.20.3', 'v1.20.4', 'v1.20.4'],
])('a chart that is stated as %s, and calls itself %s, is %s to a refresh', async (stated, live, seen) => {
  const api = await cluster();
  const outs = await create(propsOf(api, { repository: 'https://charts.test', version: stated }));
  helm.has(KEY, { version: live, labels: { [LABEL]: 'mine' } });
  expect((await release.read!('volcano', outs)).inputs).toMatchObject({ version: seen });
});

test('one that helm may not read does not end the refresh of all; its next update says why', async () => {
  const props = propsOf(await cluster());
  const outs = await create(props);
  const why =
    'Error: query: failed to query with labels: secrets is forbidden: User "fleet" cannot list resource "secrets"';
  helm.hides = why;
  const seen = await release.read!('volcano', outs);
  expect(seen).toMatchObject({ id: 'volcano', props: outs, inputs: { version: 'unknown: helm may not read it' } });
  await expect(update(seen.props as ReleaseOuts, props)).rejects.toThrow(why);
  const own = await release.read!('volcano', { ...outs, ownedCluster: true });
  expect(own.inputs).toMatchObject({ version: 'unknown: helm may not read it' });
  helm.hides = 'Error: something else';
  await expect(release.read!('volcano', outs)).rejects.toThrow('something else');
});
