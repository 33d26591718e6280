import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { FleetAddOns, FleetApp, GpuFleet } from '../lib';
import { AddOnReleases, type AddOnReleasesArgs, FleetDeployment, type IFleetClusters } from '../lib/pulumi';
import { releaseClaim } from '../lib/pulumi/provider/claim';
import { releaseRoster } from '../lib/pulumi/provider/release-roster';
import { inputsByName, registered } from './pulumi-mocks';
import { gpuMember } from './support';

const everywhere: IFleetClusters = { connectionTo: () => ({ kubeconfig: 'a kubeconfig' }), joinMembers: false };

function program() {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    volcano: '1.15',
    kyverno: '1.19',
    members: { a: gpuMember(), b: gpuMember(1, 1, { preinstalled: ['kyverno'] }) },
  });
  new FleetAddOns(fleet, 'add-ons', { volcano: { replicas: 2 } });
  return { app, fleet };
}

function releasesOf(args: Partial<AddOnReleasesArgs> = {}): ReturnType<typeof inputsByName> {
  return inputsByName(() => new AddOnReleases('add-ons', { program: program().app, clusters: everywhere, ...args }));
}

describe('AddOnReleases', () => {
  test('one resource for each release of each cluster', async () => {
    const seen = await releasesOf();
    expect([...seen.keys()].sort()).toEqual([
      'add-ons',
      'add-ons/members/a/kyverno',
      'add-ons/members/a/volcano',
      'add-ons/members/b/volcano',
      'add-ons/roster',
      'fleet/add-ons',
    ]);
    expect(seen.get('add-ons/members/a/volcano')).toMatchObject({
      __provider: "exports.handler = () => require('cdk8s-fleet/pulumi/provider').release;",
      release: 'volcano',
      namespace: 'volcano-system',
      chart: 'volcano',
      repository: 'https://volcano-sh.github.io/helm-charts',
      version: '1.15.1',
      values: { custom: { scheduler_replicas: 2 } },
      secretValues: {},
      seconds: 600,
      adopt: false,
    });
  });

  test('a release that the program has no more is uninstalled only if that is allowed', async () => {
    const rosterOf = async (args: Partial<AddOnReleasesArgs> = {}) => {
      const { releases, uninstalls, retained } = (await releasesOf(args)).get('add-ons/roster')!;
      return { releases, uninstalls, retained };
    };
    const before = await rosterOf();
    expect(before).toEqual({
      releases: ['members/a/kyverno', 'members/a/volcano', 'members/b/volcano'],
      uninstalls: [],
      retained: false,
    });
    const refused = async (news: object, olds: object = before) =>
      (await releaseRoster.check!(olds, news)).failures?.map(({ reason }) => reason);
    const less = { ...before, releases: ['members/b/volcano'] };
    expect(await refused(before)).toEqual([]);
    expect(await refused(less)).toEqual([
      expect.stringMatching(
        /^pulumi\/releases-go at the add-ons: members\/a\/kyverno and members\/a\/volcano would be uninstalled.*uninstalls: \['members\/a\/kyverno', 'members\/a\/volcano'\]/,
      ),
    ]);
    expect(await refused({ ...less, uninstalls: ['members/a/volcano', 'members/a/kyverno'] })).toEqual([]);
    expect(await refused({ ...less, uninstalls: ['members/a'] })).toEqual([]);
    expect(await refused({ ...less, uninstalls: ['members/a/vol'] })).toHaveLength(1);
    // what stays where it is needs no leave; states of earlier versions have no list
    expect(await refused(less, { ...before, retained: true })).toEqual([]);
    expect(await refused(less, {})).toEqual([]);
  });

  test('under another name or parent the releases would be lost: that is refused without an alias', async () => {
    const claimOf = async (name: string, opts: pulumi.ComponentResourceOptions = {}) => {
      const install = () => new AddOnReleases(name, { program: program().app, clusters: everywhere }, opts);
      return (await inputsByName(install)).get('fleet/add-ons')!;
    };
    const refused = async (olds: object, news: object) =>
      (await releaseClaim.check!(olds, news)).failures?.map(({ reason }) => reason);
    const before = await claimOf('add-ons');
    expect(before).toMatchObject({
      __provider: expect.stringContaining('.releaseClaim;'),
      deployment: expect.stringMatching(/::cdk8s-fleet:index:AddOnReleases::add-ons$/),
    });
    const renamed = await claimOf('addons');
    expect(await refused(before, renamed)).toEqual([
      expect.stringMatching(
        /^pulumi\/releases-move at .*::addons: the releases of the fleet belong to .*::add-ons: .*aliases: \[{ name: 'old' }\]/,
      ),
    ]);
    expect(await refused(before, await claimOf('addons', { aliases: [{ name: 'add-ons' }] }))).toEqual([]);
    expect(await refused({ ...before, retained: true }, renamed)).toEqual([]);
    // states of earlier versions have no claim
    expect(await refused({}, renamed)).toEqual([]);
    expect(await claimOf('add-ons', { retainOnDelete: true })).toMatchObject({ retained: true });
  });

  test.each(['1.15', '^1.15.1', 'latest'])('a version of a chart that is %s is none', async (version) => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members: { a: gpuMember() } });
    new FleetAddOns(fleet, 'add-ons', { chartVersions: { volcano: version } });
    const charts = { volcano: '/charts/volcano' };
    await registered(() =>
      expect(() => new AddOnReleases('add-ons', { program: app, clusters: everywhere })).toThrow(
        `pulumi/chart-version at members/a/volcano: the version of its chart is "${version}": helm would take the newest that fits`,
      ),
    );
    // a chart out of a folder is what it is
    const seen = await inputsByName(() => new AddOnReleases('add-ons', { program: app, clusters: everywhere, charts }));
    expect(seen.get('add-ons/members/a/volcano')).toMatchObject({ version });
  });

  test('a release has the mark of its resource', async () => {
    const owners = async () => [...(await releasesOf()).values()].flatMap(({ owner }) => (owner ? [owner] : []));
    const [first, ...others] = await owners();
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set([first, ...others]).size).toBe(3);
    expect(await owners()).toEqual([first, ...others]);
  });

  test('what is adopted is a release of one cluster', async () => {
    const seen = await releasesOf({ adopt: ['members/a/volcano'] });
    const adopted = [...seen].filter(([, { adopt }]) => adopt).map(([name]) => name);
    expect(adopted).toEqual(['add-ons/members/a/volcano']);
    const install = () =>
      new AddOnReleases('add-ons', { program: program().app, clusters: everywhere, adopt: ['volcano'] });
    await registered(() =>
      expect(install).toThrow(
        'pulumi/bad-adopt at add-ons: adopt names volcano, and no release of the program is called so; there is "members/a/volcano".',
      ),
    );
  });

  test('charts out of folders have no repository; values of the deployment are beside those of the program', async () => {
    const secretValues = { volcano: { custom: { image_pull_secret: pulumi.output('pull') } } };
    const seen = await releasesOf({ charts: { volcano: '/charts/volcano' }, secretValues, seconds: 60 });
    const inputs = seen.get('add-ons/members/b/volcano')!;
    expect(inputs).toMatchObject({
      chart: '/charts/volcano',
      // marked as a secret
      secretValues: { value: { custom: { image_pull_secret: 'pull' } } },
    });
    expect(inputs).not.toHaveProperty('repository');
  });

  test('nothing where clusters bring their engines, or there is no cluster', async () => {
    expect(await releasesOf({ clusters: { ...everywhere, haveEngines: true } })).toHaveProperty('size', 3);
    expect(await releasesOf({ clusters: { ...everywhere, connectionTo: () => undefined } })).toHaveProperty('size', 3);
  });

  test.each([0, -60, Number.NaN, Number.POSITIVE_INFINITY])('helm cannot have %d seconds', async (seconds) => {
    const install = () => new AddOnReleases('add-ons', { program: program().app, clusters: everywhere, seconds });
    await registered(() => expect(install).toThrow(`pulumi/bad-number at add-ons: seconds is ${seconds}.`));
  });

  test('what Flux installs is left to Flux', async () => {
    const app = new FleetApp();
    const members = { a: gpuMember(1, 1, { preinstalled: ['flux'] }) };
    new FleetAddOns(new GpuFleet(app, 'fleet', { volcano: '1.15', members }), 'add-ons', { flux: {} });
    expect([...(await releasesOf({ program: app })).keys()].sort()).toEqual([
      'add-ons',
      'add-ons/roster',
      'fleet/add-ons',
    ]);
  });

  test('a deployment waits for the add-ons of its clusters, the control plane for those of its host', async () => {
    const { app, fleet } = program();
    const metadata = { name: 'settings', namespace: 'default' };
    new ApiObject(fleet.member('b'), 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    const seen = await inputsByName(() => {
      const addOns = new AddOnReleases('add-ons', { program: app, clusters: everywhere });
      const needed = (target: string) => addOns.neededBy(target).length;
      expect([needed('host'), needed('members/a'), needed('members/b'), needed('control-plane')]).toEqual([0, 2, 1, 0]);
      new FleetDeployment('fleet', { program: app, clusters: everywhere, addOns });
    });
    const names = [...seen.keys()];
    expect(names.indexOf('fleet/members/b')).toBeGreaterThan(names.indexOf('add-ons/members/b/volcano'));
  });
});

test("nothing of them is there before it is known that they are not another one's", async () => {
  const { of } = await registered(
    (opts) => new AddOnReleases('add-ons', { program: program().app, clusters: everywhere }, opts),
  );
  const [component] = of('cdk8s-fleet:index:AddOnReleases');
  expect(component?.dependsOn).toContainEqual(expect.stringMatching(/:Claim::fleet\/add-ons$/));
});

test('releases wait for the nodes of their cluster, and for each other', async () => {
  const { of } = await registered((opts) => {
    const nodes = new pulumi.ComponentResource('test:index:Nodes', 'nodes', {}, opts);
    const clusters = { ...everywhere, connectionTo: () => ({ kubeconfig: 'a kubeconfig', dependsOn: [nodes] }) };
    return new AddOnReleases('add-ons', { program: program().app, clusters }, opts);
  });
  const releases = of('pulumi-nodejs:dynamic/cdk8s-fleet:Release');
  expect(releases).toHaveLength(3);
  for (const { dependsOn } of releases) {
    expect(dependsOn).toContainEqual(expect.stringMatching(/::nodes$/));
  }
  const chained = releases.filter(({ dependsOn }) => dependsOn.length > 1);
  expect(chained.map(({ name }) => name)).toEqual(['add-ons/members/a/volcano']);
});
