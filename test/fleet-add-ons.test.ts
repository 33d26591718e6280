import { ApiObject, JsonPatch } from 'cdk8s';
import { addOnsOf, findingsOf, namesOf, valuesOf } from './add-ons-support';

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
