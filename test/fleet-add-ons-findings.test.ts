import { FleetAddOns, type FleetAddOnsProps, type MemberProps } from '../lib';
import { addOnsOf, findingsOf } from './add-ons-support';

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
      { to: ['a'], also: ['flux'] },
      {},
      'addons/unknown-version',
      'Set chartVersions.flux.',
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
