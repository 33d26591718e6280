import * as pulumi from '@pulumi/pulumi';
import { FleetAddOns, FleetApp, GpuFleet } from '../lib';
import { AddOnReleases, late } from '../lib/pulumi';
import type { Helm } from '../lib/pulumi/provider/helm';
import { release } from '../lib/pulumi/provider/release';
import { FakeHelm } from './fake-helm';
import { inputsByName } from './pulumi-mocks';
import { gpuMember } from './support';

const SECRET = 'correct-horse\nbattery "staple"';

/** What a helm says that fails. */
let said: string[];

jest.mock('../lib/pulumi/provider/connect', () => ({ connected: async () => ({ isHere: true }) }));
jest.mock('../lib/pulumi/provider/helm', () => ({
  withHelm: (_access: object, work: (helm: Helm) => Promise<unknown>) => {
    const helm = new FakeHelm();
    helm.failsWith = said;
    return work(helm);
  },
}));

test('late values of a chart that are secret are told to the provider', async () => {
  const seen = await inputsByName(() => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members: { a: gpuMember() } });
    const values = { custom: { token: late(pulumi.secret(SECRET)), bucket: late(pulumi.output('metrics')) } };
    new FleetAddOns(fleet, 'add-ons', { volcano: {}, values: { volcano: values } });
    const clusters = { connectionTo: () => ({ kubeconfig: 'a kubeconfig' }), joinMembers: false };
    new AddOnReleases('add-ons', { program: app, clusters });
  });
  // marked as a secret
  expect(seen.get('add-ons/members/a/volcano')?.lateSecrets).toMatchObject({ value: [SECRET] });
});

test('late values of where a chart comes from reach the provider', async () => {
  const seen = await inputsByName(() => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members: { a: gpuMember() } });
    const repositories = { volcano: `https://${late(pulumi.output('charts.internal'))}/volcano` };
    new FleetAddOns(fleet, 'add-ons', { repositories, chartVersions: { volcano: late(pulumi.output('1.15.9')) } });
    const clusters = { connectionTo: () => ({ kubeconfig: 'a kubeconfig' }), joinMembers: false };
    new AddOnReleases('add-ons', { program: app, clusters });
  });
  expect(seen.get('add-ons/members/a/volcano')).toMatchObject({
    repository: 'https://charts.internal/volcano',
    version: '1.15.9',
  });
});

test('what helm says repeats none of before, also when it fails once more', async () => {
  said = ['the webhook had seen correct-horse, battery-staple'];
  const before = {
    release: 'volcano',
    values: {},
    secretValues: { password: 'battery-staple' },
    lateSecrets: ['correct-horse'],
  };
  const news = { ...before, secretValues: {}, lateSecrets: [] };
  const failing = async (olds: object) => {
    const failure = await release.update!('volcano', olds, news).catch((error: unknown) => error);
    expect((failure as Error).message).toContain('volcano: the webhook had seen [secret], [secret]');
    return (failure as { properties: object }).properties;
  };
  await failing(await failing(before));
});

test('what helm says has none of them, in no spelling', async () => {
  said = [`token: ${JSON.stringify(SECRET)} is invalid`, 'line 2: correct-horse', 'password hush'];
  const props = { release: 'volcano', values: {}, secretValues: { password: 'hush' }, lateSecrets: [SECRET] };
  await expect(release.create!(props)).rejects.toThrow(
    'volcano: token: "[secret]" is invalid\nline 2: [secret]\npassword [secret]',
  );
});
