import { ApiObject } from 'cdk8s';
import type { Manifest } from '../lib/core/manifest';
import { type DeploymentMode, FleetDeployment, type IFleetClusters } from '../lib/pulumi';
import { target } from '../lib/pulumi/provider/target';
import type { TargetProps } from '../lib/pulumi/provider/target-props';
import { createPki, type Pki } from '../lib/twin/pki';
import { FakeApi } from './fake-api';
import { registered } from './pulumi-mocks';
import { twoMembers } from './support';
import { failureOf, targetProps } from './target-support';

/** What a member's target depends on, by the last part of the URN, where the targets before it answer this. */
async function dependenciesOf(mode: DeploymentMode, answer: object, preview = false): Promise<readonly string[]> {
  const { app, fleet } = twoMembers({});
  for (const scope of [fleet, fleet.member('a')]) {
    const metadata = { name: 'settings', namespace: 'default' };
    new ApiObject(scope, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
  }
  const everywhere: IFleetClusters = { connectionTo: () => ({ kubeconfig: 'a kubeconfig' }), joinMembers: true };
  const answers = { 'pulumi-nodejs:dynamic/cdk8s-fleet:Target': { ...answer } };
  const { of } = await registered(
    (opts) => new FleetDeployment('prod', { program: app, clusters: everywhere, mode }, opts),
    { answers, preview },
  );
  const types = { bulk: 'pulumi-nodejs:dynamic/cdk8s-fleet:Target', objects: 'kubernetes:core/v1:ConfigMap' };
  const names = { bulk: 'prod/members/a', objects: 'prod/fleet-member-a/settings' };
  const { dependsOn } = of(types[mode]).find(({ name }) => name === names[mode])!;
  return dependsOn.map((urn) => urn.slice(urn.lastIndexOf('::') + 2));
}

describe('a member comes after the control plane', () => {
  test('when that is done', async () => {
    expect(await dependenciesOf('bulk', {})).toEqual(['prod/roster', 'prod/control-plane']);
    expect(await dependenciesOf('objects', {})).toEqual(['prod/roster', 'prod/control-plane/stage-1']);
  });

  test('when that is applied in part: nothing that Pulumi would skip it for, and still in the order of deletes', async () => {
    expect(await dependenciesOf('bulk', { unfinished: true })).toEqual(['prod/roster', 'prod']);
  });

  test('in a preview, where nobody knows', async () => {
    expect(await dependenciesOf('bulk', {}, true)).toEqual(['prod/roster', 'prod/control-plane']);
    expect(await dependenciesOf('objects', {}, true)).toEqual(['prod/roster', 'prod/control-plane/stage-1']);
  });
});

describe('what the state says of a target that was applied in part', () => {
  let pki: Pki;
  let api: FakeApi;
  let refused: (string | undefined)[];

  beforeAll(async () => {
    pki = await createPki();
  });

  beforeEach(async () => {
    refused = ['bad'];
    api = await FakeApi.start(pki, 'one', {
      refuses: ({ metadata }) => (refused.includes(metadata.name) ? 'nobody may have this' : undefined),
    });
    api.objects.set('/api/v1/namespaces/ml', { metadata: { name: 'ml' } });
  });

  afterEach(async () => {
    await api.stop();
  });

  const configMap = (name: string): Manifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'ml' },
  });
  const props = (label: string, ...names: string[]): TargetProps => ({
    ...targetProps(api, ...names.map(configMap)),
    label,
  });
  const KEPT =
    'nothing that leaves the program is deleted by an update in which something is refused on control-plane: ConfigMap ml/old is no longer in the ' +
    'program, and kept. Where that is what stands in the way, update once without what was refused.';

  test('is no input, and gone with the next update', async () => {
    const news = props('control-plane', 'good', 'bad');
    const { id, properties } = await failureOf(target.create!(news));
    expect(properties.unfinished).toBe(true);
    expect((await target.read!(id, properties)).inputs).not.toHaveProperty('unfinished');
    api.trusts = false;
    expect((await target.read!(id, properties)).inputs).not.toHaveProperty('unfinished');
    api.trusts = true;
    refused = [];
    expect((await target.update!(id, properties, news)).outs).not.toHaveProperty('unfinished');
  });

  test('what was refused before may take the place of what leaves a later target, which stays, and is told', async () => {
    const made = await target.create!(props('members/a', 'old'));
    const controlPlane = props('control-plane', 'bad');
    const failed = await failureOf(target.create!(controlPlane));
    const member = props('members/a', 'new');
    const { reasons, properties } = await failureOf(target.update!(made.id, made.outs, member));
    expect(reasons).toEqual([KEPT]);
    expect(Object.keys(properties.objects).sort()).toEqual(['ConfigMap ml/new', 'ConfigMap ml/old']);
    expect(api.names).toEqual(['ml', 'old', 'new']);
    // what loses nothing does not fail with it
    const other = await target.create!(props('members/b', 'other'));
    await target.update!(other.id, other.outs, props('members/b', 'other', 'more'));
    refused = [];
    await target.update!(failed.id, failed.properties, controlPlane);
    await target.update!(made.id, properties, member);
    expect(api.names).toEqual(['ml', 'new', 'other', 'more', 'bad']);
  });

  test('what is refused in a member, or on the control plane for the host, keeps nothing elsewhere', async () => {
    const labels = ['members/b', 'host'];
    const made = await Promise.all(labels.map((label) => target.create!(props(label, `old-of-${label.slice(-1)}`))));
    await failureOf(target.create!(props('members/a', 'bad')));
    const failed = await failureOf(target.create!(props('control-plane', 'bad')));
    await target.update!(made[1]!.id, made[1]!.outs, props('host'));
    expect(api.names).toEqual(['ml', 'old-of-b']);
    refused = [];
    await target.update!(failed.id, failed.properties, props('control-plane', 'bad'));
    await target.update!(made[0]!.id, made[0]!.outs, props('members/b'));
    expect(api.names).toEqual(['ml', 'bad']);
  });
});
