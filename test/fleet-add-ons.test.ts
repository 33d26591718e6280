import { ApiObject, JsonPatch } from 'cdk8s';
import {
  type Finding,
  FleetAddOns,
  type FleetAddOnsProps,
  FleetApp,
  GpuFleet,
  type MemberProps,
  TrainingQueue,
  VolcanoScheduler,
} from '../lib';
import { ADD_ONS } from '../lib/addons';
import { compareVersions, KNOWN_VERSIONS } from '../lib/core/versions';
import { manifestsOf } from '../lib/testing';
import { gpuMember } from './support';

const ENGINES = { volcano: '1.15', istio: '1.30', kyverno: '1.19', prometheusOperator: '0.93' };

function addOnsOf(props: FleetAddOnsProps<'a' | 'b'> = {}, a: Partial<MemberProps> = {}) {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { ...ENGINES, members: { a: gpuMember(4, 8, a), b: gpuMember() } });
  return { app, fleet, addOns: new FleetAddOns(fleet, 'add-ons', props) };
}

/** Names of what a member gets, in order. */
function namesOf({ addOns }: FleetAddOns, member?: string): string[] {
  return addOns.filter((addOn) => addOn.member === member).map(({ name }) => name);
}

/** Values of one release of member a. */
function valuesOf({ addOns }: FleetAddOns, release: string, member = 'a') {
  const releases = addOns.filter((addOn) => addOn.member === member).flatMap((addOn) => addOn.releases);
  return releases.find((one) => one.release === release)?.values;
}

function findingsOf(app: FleetApp): Finding[] {
  return app.compile().findings.filter(({ id }) => id.startsWith('addons/'));
}

describe('what a member gets', () => {
  test('the engines that it states, each with the chart of its version', () => {
    const { app, addOns } = addOnsOf({}, { engines: { volcano: '1.14', istio: null } });
    expect(namesOf(addOns, 'a')).toEqual(['kyverno', 'prometheusStack', 'volcano']);
    expect(namesOf(addOns, 'b')).toEqual(['kyverno', 'prometheusStack', 'istio', 'volcano']);
    expect(namesOf(addOns)).toEqual([]);
    const { addOns: compiled } = app.compile();
    expect(compiled).toEqual(addOns.addOns);
    expect(compiled.find(({ name }) => name === 'volcano')).toEqual({
      place: 'fleet/add-ons',
      name: 'volcano',
      fleet: 'fleet',
      member: 'a',
      version: '1.14',
      by: 'helm',
      releases: [
        {
          release: 'volcano',
          namespace: 'volcano-system',
          chart: 'volcano',
          repository: 'https://volcano-sh.github.io/helm-charts',
          version: '1.14.0',
          values: {},
        },
      ],
    });
  });

  test('not what is there already, what others install, or what is for other members', () => {
    const { addOns } = addOnsOf(
      { to: ['a'], except: ['istio'], members: { a: { except: ['prometheusStack'] } } },
      { preinstalled: ['kyverno'] },
    );
    expect(namesOf(addOns, 'a')).toEqual(['volcano']);
    expect(namesOf(addOns, 'b')).toEqual([]);
  });

  test('what is asked for: device owners where there are NVIDIA GPUs, Karmada on the host', () => {
    const { addOns } = addOnsOf(
      { also: ['gpuOperator', 'karmada'], members: { b: { also: ['certManager'] } } },
      { pools: [{ name: 'cpu', nodes: 2 }] },
    );
    expect(namesOf(addOns)).toEqual(['karmada']);
    expect(namesOf(addOns, 'a')).not.toContain('gpuOperator');
    expect(namesOf(addOns, 'b')).toEqual(expect.arrayContaining(['gpuOperator', 'certManager']));
    expect(addOns.addOns[0]?.version).toBe('1.18');
  });

  test('versions of charts and addresses can be stated', () => {
    const { addOns } = addOnsOf({
      chartVersions: { kyverno: '3.9.4' },
      repositories: { kyverno: 'oci://mirror.example.com/charts' },
      members: { b: { chartVersions: { kyverno: '3.9.5' } } },
    });
    const charts = addOns.addOns.filter(({ name }) => name === 'kyverno').flatMap(({ releases }) => releases);
    expect(charts.map(({ version, repository }) => [version, repository])).toEqual([
      ['3.9.4', 'oci://mirror.example.com/charts'],
      ['3.9.5', 'oci://mirror.example.com/charts'],
    ]);
  });
});

describe('values', () => {
  test('clusters of the mesh are named like the members', () => {
    const { addOns } = addOnsOf({ istio: { networks: 'each' } });
    expect(valuesOf(addOns, 'istiod')).toEqual({
      global: { meshID: 'fleet', multiCluster: { clusterName: 'a' }, network: 'a' },
    });
    expect(valuesOf(addOns, 'istio-ingressgateway')).toEqual({});
    expect(valuesOf(addOnsOf({ istio: { gateway: false } }).addOns, 'istio-ingressgateway')).toBeUndefined();
  });

  test('settings that are stated, and no others', () => {
    const { addOns } = addOnsOf({
      also: ['gpuOperator', 'certManager'],
      volcano: { replicas: 2, scheduler: 'actions: "allocate"' },
      kyverno: { replicas: 3 },
      gpuOperator: { devicePlugin: false },
      prometheusStack: { prometheus: true },
    });
    expect(valuesOf(addOns, 'volcano')).toEqual({
      custom: {
        admission_replicas: 2,
        controller_replicas: 2,
        scheduler_replicas: 2,
        leader_elect_enable: true,
        scheduler_config_override: 'actions: "allocate"',
      },
    });
    expect(valuesOf(addOns, 'kyverno')).toEqual({ admissionController: { replicas: 3 } });
    expect(valuesOf(addOns, 'gpu-operator')).toEqual({ devicePlugin: { enabled: false } });
    expect(valuesOf(addOns, 'cert-manager')).toEqual({ crds: { enabled: true } });
    expect(valuesOf(addOns, 'kube-prometheus-stack')).toEqual({
      prometheus: { enabled: true, prometheusSpec: { externalLabels: { cluster: 'a' } } },
      alertmanager: { enabled: false },
      grafana: { enabled: false },
    });
  });

  test('what is passed on lies over it, and what a member has of its own over that', () => {
    const { addOns } = addOnsOf({
      kyverno: { replicas: 3 },
      values: { kyverno: { admissionController: { priorityClassName: 'high' }, features: {} } },
      members: { a: { values: { kyverno: { admissionController: { replicas: 5, tolerations: [] } } } } },
    });
    expect(valuesOf(addOns, 'kyverno')).toEqual({
      admissionController: { replicas: 5, priorityClassName: 'high', tolerations: [] },
      features: {},
    });
    expect(valuesOf(addOns, 'kyverno', 'b')).toEqual({
      admissionController: { replicas: 3, priorityClassName: 'high' },
      features: {},
    });
  });
});

describe('Flux', () => {
  const all = { preinstalled: ['flux'] } as const;

  test('in each member: a repository for each address, releases that follow each other', () => {
    const { app, addOns } = addOnsOf({ to: ['a'], flux: {} }, all);
    const target = app.compile().targets.find(({ target }) => target.member === 'a')!;
    const manifests = target.objects.map(({ manifest }) => manifest);
    expect(manifests.filter(({ kind }) => kind === 'HelmRepository').map(({ metadata }) => metadata.name)).toEqual([
      'kyverno',
      'prometheus-stack',
      'istio',
      'volcano',
    ]);
    expect(manifests.find(({ metadata }) => metadata.name === 'istiod')).toMatchObject({
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      metadata: { namespace: 'flux-system' },
      spec: {
        releaseName: 'istiod',
        targetNamespace: 'istio-system',
        dependsOn: [{ name: 'istio-base' }],
        chart: { spec: { chart: 'istiod', version: '1.30.4', sourceRef: { kind: 'HelmRepository', name: 'istio' } } },
        values: { global: { multiCluster: { clusterName: 'a' } } },
      },
    });
    expect(Object.keys(addOns.objects)).toContain('a/istiod');
    expect(addOns.addOns.every(({ by }) => by === 'flux')).toBe(true);
    expect(findingsOf(app)).toEqual([]);
    expect(app.compile().findings.filter(({ id }) => id.startsWith('schema/'))).toEqual([]);
  });

  test('on the host: members are reached by their kubeconfigs', () => {
    const { app } = addOnsOf({
      flux: { from: 'host', interval: '1h', correctDrift: true },
      repositories: { volcano: 'oci://mirror.example.com' },
    });
    expect(findingsOf(app)).toEqual([]);
    const host = app.compile().targets.find(({ target }) => target.kind === 'host')!;
    const releases = host.objects.map(({ manifest }) => manifest).filter(({ kind }) => kind === 'HelmRelease');
    const named = (name: string) => releases.find(({ metadata }) => metadata.name === name);
    expect(named('b-volcano')).toMatchObject({ spec: { interval: '1h', driftDetection: { mode: 'enabled' } } });
    expect(named('b-istiod')).toMatchObject({
      spec: { kubeConfig: { secretRef: { name: 'b-kubeconfig' } }, dependsOn: [{ name: 'b-istio-base' }] },
    });
    const oci = host.objects.find(
      ({ manifest }) => manifest.kind === 'HelmRepository' && /volcano/.test(String(manifest.metadata.name)),
    );
    expect(oci?.manifest.spec).toMatchObject({ type: 'oci', url: 'oci://mirror.example.com' });
  });

  test('a release takes a patch', () => {
    const { app, addOns } = addOnsOf({ to: ['a'], flux: {} }, all);
    ApiObject.of(addOns.objects['a/volcano']!).addJsonPatch(JsonPatch.add('/spec/suspend', true));
    const objects = app.compile().targets.flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
    expect(
      objects.find(({ kind, metadata }) => kind === 'HelmRelease' && metadata.name === 'volcano')?.spec,
    ).toMatchObject({ suspend: true });
  });
});

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

describe('the catalogue', () => {
  const versions = Object.entries(ADD_ONS).flatMap(([name, { versions }]) => versions.map((one) => ({ name, ...one })));

  test('ranges are ranges, and versions rise', () => {
    for (const { name, kubernetes, source } of versions) {
      expect([
        name,
        source.length > 0,
        compareVersions(kubernetes.to ?? kubernetes.from, kubernetes.from) >= 0,
      ]).toEqual([name, true, true]);
    }
    for (const [name, { versions }] of Object.entries(ADD_ONS)) {
      const sorted = [...versions].sort((a, b) => compareVersions(a.version, b.version));
      expect([name, versions]).toEqual([name, sorted]);
    }
  });

  test('an engine has no version that fleets cannot state', () => {
    for (const { engine, versions } of Object.values(ADD_ONS)) {
      const known = engine ? KNOWN_VERSIONS[engine] : [];
      expect(engine ? versions.filter(({ version }) => !known.includes(version)) : []).toEqual([]);
    }
  });
});

describe("the configuration of Volcano's scheduler", () => {
  const CONFIG_MAP = { kind: 'ConfigMap', target: 'fleet/members/a' } as const;
  const stated = (addOns: FleetAddOns) =>
    (valuesOf(addOns, 'volcano') as { custom?: Record<string, string> }).custom?.scheduler_config_override;

  test.each(['before', 'after'])(
    'that the program states %s the add-ons is a value of the chart, and nothing else',
    (when) => {
      const app = new FleetApp();
      const fleet = new GpuFleet(app, 'fleet', { ...ENGINES, members: { a: gpuMember(4, 8), b: gpuMember() } });
      const state = () => new VolcanoScheduler(fleet, 'scheduler', { to: ['a'] });
      const early = when === 'before' ? state() : undefined;
      const addOns = new FleetAddOns(fleet, 'add-ons', {
        volcano: { replicas: 2 },
        flux: {},
        also: ['flux'],
        chartVersions: { flux: '2.17' },
      });
      early ?? state();
      new TrainingQueue(fleet, 'research', { to: ['a'], deserved: { gpus: 8 } });
      expect(manifestsOf(app, CONFIG_MAP)).toEqual([]);
      expect(stated(addOns)).toMatch(/^actions: enqueue, allocate, reclaim, backfill\n/);
      expect(valuesOf(addOns, 'volcano')).toMatchObject({ custom: { scheduler_replicas: 2 } });
      expect(valuesOf(addOns, 'volcano', 'b')).toEqual({
        custom: { scheduler_replicas: 2, controller_replicas: 2, admission_replicas: 2, leader_elect_enable: true },
      });
      const [release] = manifestsOf(app, { kind: 'HelmRelease', name: 'volcano', target: 'fleet/members/a' });
      expect(release).toMatchObject({ spec: { values: { custom: { scheduler_config_override: stated(addOns) } } } });
      // what the queue needs is looked for, and found, in the value
      expect(app.compile().findings.filter(({ id }) => /^(scheduler|addons)\//.test(id))).toEqual([]);
    },
  );

  test('of which a patch changes the data is the patched one', () => {
    const { fleet, addOns } = addOnsOf();
    const { objects } = new VolcanoScheduler(fleet.member('a'), 'scheduler');
    objects.a!.addJsonPatch(JsonPatch.replace('/data/volcano-scheduler.conf', 'actions: allocate'));
    expect(stated(addOns)).toBe('actions: allocate');
  });

  test('in another ConfigMap is left alone, and so is that of a member without the add-on', () => {
    const { app, fleet, addOns } = addOnsOf({ members: { a: { except: ['volcano'] } } });
    new VolcanoScheduler(fleet.member('a'), 'scheduler');
    new VolcanoScheduler(fleet.member('b'), 'scheduler', { configMapName: 'other' });
    expect(manifestsOf(app, { kind: 'ConfigMap' })).toHaveLength(2);
    expect(addOns.addOns.map(({ releases }) => JSON.stringify(releases)).join()).not.toContain('override');
  });

  test('that is stated as a setting is checked, and a second one is an error', () => {
    const { app, fleet } = addOnsOf({ volcano: { scheduler: 'actions: enqueue, alocate' }, to: ['a'] });
    const { objects } = new VolcanoScheduler(fleet.member('a'), 'scheduler');
    expect(app.compile().findings.filter(({ id }) => /^(scheduler|addons)\//.test(id))).toMatchObject([
      { id: 'scheduler/unknown-action', place: 'fleet/add-ons', fix: "Did you mean 'allocate'?" },
      { id: 'addons/two-configurations', place: objects.a!.node.path },
    ]);
  });

  test('by hand beside the chart is an error', () => {
    const { app, fleet } = addOnsOf();
    new ApiObject(fleet.member('a'), 'conf', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'volcano-scheduler-configmap', namespace: 'volcano-system' },
      data: {},
    });
    expect(findingsOf(app)).toMatchObject([{ id: 'addons/two-configurations', value: 'volcano-scheduler-configmap' }]);
  });
});
