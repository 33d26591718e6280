import { FleetAddOns, type FleetAddOnsProps, FleetApp, GpuFleet, type GpuFleetProps, type MemberProps } from '../lib';
import { addOnsOf, findingsOf } from './add-ons-support';
import { gpuMember } from './support';

describe('findings', () => {
  test.each<[string, FleetAddOnsProps<'a' | 'b'>, Partial<MemberProps>, string, string]>([
    [
      'a name that the catalogue does not have',
      { also: ['certManger' as 'certManager'] },
      {},
      'addons/unknown',
      "Did you mean 'certManager'?",
    ],
    [
      'values for a release that there is not',
      { values: { istoid: {} } },
      {},
      'addons/unknown',
      "Did you mean 'istiod'?",
    ],
    [
      'a member that there is not',
      { to: ['edge' as 'a'] },
      {},
      'addons/unknown-member',
      'Name members of the fleet only.',
    ],
    [
      'a difference of a member that there is not',
      { members: { edge: {} } as object },
      {},
      'addons/unknown-member',
      'Name members of the fleet only.',
    ],
    [
      'an engine whose chart is not known',
      {},
      { engines: { kyverno: '1.16' } },
      'addons/unknown-version',
      'Set chartVersions.kyverno, or kyverno to a known version.',
    ],
    [
      'an add-on whose charts are not known',
      { to: ['a'], also: ['vgpuDevicePlugin'] },
      {},
      'addons/unknown-version',
      'Set chartVersions.vgpuDevicePlugin.',
    ],
    [
      'a Flux whose chart is not known',
      { to: ['a'], also: ['flux'], versions: { flux: '2.9' } },
      {},
      'addons/unknown-version',
      'Set chartVersions.flux, or versions.flux to a known version.',
    ],
    [
      'a Kubernetes that is too new',
      { to: ['a'] },
      { kubernetes: '1.36', engines: { istio: null, volcano: null } },
      'addons/unsupported-kubernetes',
      'Change the version of Kubernetes, or acknowledge with the reason why it holds.',
    ],
    [
      'a Kubernetes that another version supports',
      { to: ['a'] },
      { kubernetes: '1.32', engines: { istio: null } },
      'addons/unsupported-kubernetes',
      'Install 1.17 there, or change the version of Kubernetes.',
    ],
    [
      'a Flux that supports other versions of Kubernetes',
      { to: ['a'], also: ['flux'], versions: { flux: '2.9' }, chartVersions: { flux: '2.19.0' } },
      { kubernetes: '1.33' },
      'addons/unsupported-kubernetes',
      'Install 2.6, 2.7 or 2.8 there, or change the version of Kubernetes.',
    ],
    [
      'a Flux that the member states',
      { to: ['a'], also: ['flux'], chartVersions: { flux: '2.16.4' } },
      { engines: { flux: '2.6' } },
      'addons/unsupported-kubernetes',
      'Install 2.7, 2.8 or 2.9 there, or change the version of Kubernetes.',
    ],
    [
      'an engine that is not stated',
      { to: ['a'], members: { a: { also: ['istio'] } } },
      { engines: { istio: null } },
      'addons/engine-not-stated',
      "Set engines.istio of 'a' or istio of the fleet: the add-on follows from it.",
    ],
    [
      'Flux where there is none',
      { to: ['a'], flux: {} },
      {},
      'addons/no-flux',
      "Add 'flux' to also, or to preinstalled of 'a' if it is there.",
    ],
  ])('%s', (_, props, a, id, fix) => {
    expect(findingsOf(addOnsOf(props, a).app)).toEqual([expect.objectContaining({ id, fix, place: 'fleet/add-ons' })]);
  });
});

describe('what is installed where no version is stated', () => {
  test('is the newest whose chart is known', () => {
    const { app, addOns } = addOnsOf({ to: ['a'], also: ['flux', 'certManager'] });
    expect(
      addOns.addOns
        .filter(({ name }) => name === 'flux' || name === 'certManager')
        .map(({ name, version, releases }) => [name, version, releases[0]?.version]),
    ).toEqual([
      ['flux', '2.8', '2.18.4'],
      ['certManager', '1.21', 'v1.21.1'],
    ]);
    expect(findingsOf(app)).toEqual([]);
  });

  test.each([
    ['flux', '2.17.0', '2.7'],
    ['flux', '2.16.4', '2.6'],
    ['certManager', 'v1.20.5', '1.20'],
    ['certManager', '1.19.9', '1.19'],
    // of these charts nothing is known
    ['flux', '2.19.0', ''],
    ['flux', '^2.17.0', ''],
    ['certManager', 'v1.22.0', ''],
  ] as const)('is what a chart that is stated has: %s %s', (name, chart, version) => {
    const { addOns } = addOnsOf({ to: ['a'], also: [name], chartVersions: { [name]: chart } });
    expect(addOns.addOns.find((addOn) => addOn.name === name)).toMatchObject({ version });
  });

  test('is held against Kubernetes only where it is known', () => {
    const found = (chart: string) => {
      const props = { to: ['a'], also: ['flux'], chartVersions: { flux: chart } } as const;
      return findingsOf(addOnsOf(props, { kubernetes: '1.34' }).app).map(({ id }) => id);
    };
    expect(found('2.19.0')).toEqual([]);
    expect(found('2.18.4')).toEqual([]);
    expect(found('2.16.4')).toEqual(['addons/unsupported-kubernetes']);
  });
});

test('Karmada supports the Kubernetes of the host, as far as that is stated', () => {
  const found = (host?: GpuFleetProps['host']) => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', { karmada: '1.16', host, members: { a: gpuMember() } });
    new FleetAddOns(fleet, 'add-ons', { also: ['karmada'] });
    return findingsOf(app).map(({ id, message, fix }) => [id, message, fix]);
  };
  expect(found()).toEqual([]);
  expect(found({ kubernetes: '1.34' })).toEqual([]);
  expect(found({ kubernetes: '1.35' })).toEqual([
    [
      'addons/unsupported-kubernetes',
      'the host has Kubernetes 1.35, and Karmada 1.16 supports 1.25 to 1.34.',
      'Install 1.17 or 1.18 there, or change the version of Kubernetes.',
    ],
  ]);
});

test('what belongs to the host is not for members, and what is there already has a name of the catalogue', () => {
  const { app } = addOnsOf(
    { members: { b: { also: ['karmada'] } } },
    { preinstalled: ['gpuoperator' as 'gpuOperator'] },
  );
  const found = app.compile().findings.map(({ id, message }) => [id, message]);
  expect(found).toEqual(
    expect.arrayContaining([
      ['addons/unknown', expect.stringMatching(/^members.b.also names "karmada", which is none of /)],
      ['fleet/unknown-add-on', 'preinstalled of member \'a\' names "gpuoperator".'],
    ]),
  );
});

describe('add-ons of all constructs together', () => {
  test('a member gets each once', () => {
    const { app, fleet } = addOnsOf({ to: ['a'] });
    new FleetAddOns(fleet, 'more', { to: ['a'], except: ['istio', 'kyverno', 'prometheusStack'] });
    expect(findingsOf(app)).toEqual([
      expect.objectContaining({
        id: 'addons/installed-twice',
        place: 'fleet/more',
        value: 'volcano',
        message: "member 'a' gets Volcano from fleet/add-ons already.",
      }),
    ]);
  });

  test('one of them owns the GPUs of a member', () => {
    const props = { to: ['a'], also: ['gpuOperator', 'nvidiaDevicePlugin'] } as const;
    const owners = { id: 'addons/two-device-owners', value: ['gpuOperator', 'nvidiaDevicePlugin'] };
    expect(findingsOf(addOnsOf(props).app)).toEqual([expect.objectContaining(owners)]);
    expect(findingsOf(addOnsOf({ ...props, gpuOperator: { devicePlugin: false } }).app)).toEqual([]);
    expect(findingsOf(addOnsOf(props, { preinstalled: ['gpuOperator'] }).app)).toEqual([
      expect.objectContaining({ ...owners, fix: "Leave one of them out: name it in except of 'a'." }),
    ]);
    expect(findingsOf(addOnsOf({ to: ['a'] }, { preinstalled: ['gpuOperator'] }).app)).toEqual([]);
  });
});

test('a release of the host whose name Flux could not write as a label', () => {
  const app = new FleetApp();
  const member = 'a'.repeat(41);
  const members = {
    [member]: gpuMember(1, 1, { engines: { prometheusOperator: '0.93' } }),
    [`${member}b`]: gpuMember(),
  };
  const fleet = new GpuFleet(app, 'fleet', { kyverno: '1.19', members });
  new FleetAddOns(fleet, 'add-ons', { flux: { from: 'host' } });
  expect(findingsOf(app)).toEqual([]);
  new FleetAddOns(new GpuFleet(app, 'longer', { prometheusOperator: '0.93', members }), 'add-ons', {
    flux: { from: 'host' },
  });
  expect(findingsOf(app)).toMatchObject([
    {
      id: 'addons/long-release-name',
      severity: 'error',
      place: 'longer/add-ons',
      value: `${member}b-kube-prometheus-stack`,
    },
  ]);
});
