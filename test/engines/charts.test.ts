import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { type Finding, FleetAddOns, FleetApp, GpuFleet, VolcanoScheduler } from '../../lib';
import { CustomKinds, validateManifest } from '../../lib/checks/schema';
import type { AddOnModel, ReleaseModel } from '../../lib/core/add-ons';
import type { Manifest } from '../../lib/core/manifest';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { gpuMember } from '../support';
import { BUILD_TIMEOUT } from './support/engines';
import { removeTemporary, temporary } from './support/folders';

interface ChartFile {
  readonly version: string;
  readonly appVersion: string;
  readonly dependencies?: readonly { readonly name: string; readonly alias?: string; readonly repository?: string }[];
}

/** Every add-on whose chart lies in a pinned module, with the values of a fleet that sets what it can. */
function addOns(): readonly AddOnModel[] {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    volcano: '1.15',
    istio: '1.31',
    kyverno: '1.19',
    members: { a: gpuMember(1, 1) },
  });
  new VolcanoScheduler(fleet, 'scheduler', {
    configuration: { actions: ['allocate'], tiers: [[{ name: 'gang' }]] },
  });
  return new FleetAddOns(fleet, 'add-ons', {
    also: ['certManager', 'nvidiaDevicePlugin'],
    volcano: { replicas: 2 },
    istio: { networks: 'each' },
    kyverno: { replicas: 3 },
  }).addOns;
}

function releases(): ReleaseModel[] {
  return addOns().flatMap(({ releases }) => releases);
}

/** Minor and patch version of a full one, which may be written with a `v`. */
function parts(version: string): { readonly minor: string; readonly patch: number } {
  const [, minor = '', patch] = /^v?(\d+\.\d+)\.(\d+)$/.exec(version) ?? [];
  return { minor, patch: Number(patch) };
}

/** Charts as their projects publish them, rendered by the real helm with our values. */
describe('charts', () => {
  let helm: string;
  let charts: string;

  beforeAll(async () => {
    const engines = await ensureEngines(['helm', 'charts'], { cacheRoot: defaultCacheRoot() });
    helm = engines.helm.binary;
    charts = engines.charts.assets;
  }, BUILD_TIMEOUT);

  afterAll(removeTemporary);

  /**
   * A chart without the other charts that it depends on and that its module does not hold: helm renders nothing of it else. They are
   * openreports and the reports server of Kyverno, and node feature discovery, none of which our values touch.
   */
  function whole(name: string): string {
    const file = join(charts, name, 'Chart.yaml');
    const chart = parse(readFileSync(file, 'utf8')) as ChartFile;
    const { dependencies = [] } = chart;
    const there = dependencies.filter((one) => existsSync(join(charts, name, 'charts', one.name)));
    if (there.length === dependencies.length) {
      return join(charts, name);
    }
    const copy = temporary(name);
    cpSync(join(charts, name), copy, { recursive: true });
    writeFileSync(join(copy, 'Chart.yaml'), stringify({ ...chart, dependencies: there }));
    return copy;
  }

  test('the catalogue has the versions that the charts state', () => {
    const seen = addOns().flatMap(({ version, releases }) =>
      releases.map(({ chart, version: catalogued }) => {
        const stated = parse(readFileSync(join(charts, chart, 'Chart.yaml'), 'utf8')) as ChartFile;
        return { chart, version, catalogued, stated };
      }),
    );
    const isStated = ({ stated }: (typeof seen)[number]) => !['v0.0.0', '1.0.0'].includes(stated.version);
    // whoever publishes these fills in the number
    expect(seen.filter((one) => !isStated(one)).map(({ chart }) => chart)).toEqual([
      'cert-manager',
      'base',
      'istiod',
      'gateway',
    ]);
    const known = seen.filter(isStated).map(({ chart, version, catalogued, stated }) => {
      const [ours, theirs] = [parts(catalogued), parts(stated.version)];
      // the pinned module may lag behind by patches
      const isThat = ours.minor === theirs.minor && ours.patch >= theirs.patch;
      return { chart, isThat, isOf: parts(stated.appVersion).minor === version };
    });
    expect(known).toEqual(
      ['kyverno', 'volcano', 'nvidia-device-plugin'].map((chart) => ({ chart, isThat: true, isOf: true })),
    );
  });

  const rendered = new Map<string, Manifest[]>();

  function render(model: ReleaseModel): Manifest[] {
    const known = rendered.get(model.release) ?? renderNow(model);
    rendered.set(model.release, known);
    return known;
  }

  function renderNow({ release, namespace, chart, values }: ReleaseModel): Manifest[] {
    const file = temporary('values.json');
    writeFileSync(file, JSON.stringify(values));
    const args = ['template', release, whole(chart), '-n', namespace, '--kube-version', '1.34.0', '--values', file];
    const text = execFileSync(helm, [...args, '--include-crds'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    return parseAllDocuments(text)
      .map((document) => document.toJS() as Manifest | null)
      .filter((manifest) => manifest !== null);
  }

  const named = (manifests: readonly Manifest[], kind: string, name: string) =>
    manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);

  test.each(releases().map((release) => [release.release, release] as const))(
    '%s: every object is one that the API server takes',
    (_, release) => {
      const manifests = render(release);
      const custom = new CustomKinds(manifests);
      const errors = manifests.flatMap((manifest) => {
        const place = `${manifest.kind} ${manifest.metadata.name}`;
        return validateManifest(manifest, place, custom).filter(({ severity }: Finding) => severity === 'error');
      });
      expect(manifests.length).toBeGreaterThan(1);
      expect(errors).toEqual([]);
    },
  );

  test('our values are values of the charts', () => {
    const all = Object.fromEntries(releases().map((release) => [release.release, render(release)]));
    const volcano = all.volcano!;
    for (const name of ['volcano-scheduler', 'volcano-controllers', 'volcano-admission']) {
      expect(named(volcano, 'Deployment', name)?.spec).toMatchObject({ replicas: 2 });
    }
    expect(JSON.stringify(named(volcano, 'Deployment', 'volcano-scheduler'))).toContain('--leader-elect=true');
    const { data } = named(volcano, 'ConfigMap', 'volcano-scheduler-configmap') as unknown as {
      readonly data: Readonly<Record<string, string>>;
    };
    // what the VolcanoScheduler of the member states
    expect(parse(data['volcano-scheduler.conf']!)).toEqual({
      actions: 'allocate',
      tiers: [{ plugins: [{ name: 'gang' }] }],
    });
    const istiod = JSON.stringify(named(all.istiod!, 'Deployment', 'istiod'));
    expect(istiod).toContain('{"name":"CLUSTER_ID","value":"a"}');
    expect(JSON.stringify(named(all.istiod!, 'ConfigMap', 'istio'))).toContain('meshId: fleet');
    expect(JSON.stringify(all.istiod)).toContain('\\"network\\": \\"a\\"');
    // what the gateways of this library select
    expect(named(all['istio-ingressgateway']!, 'Deployment', 'istio-ingressgateway')).toMatchObject({
      spec: { template: { metadata: { labels: { istio: 'ingressgateway' } } } },
    });
    expect(named(all.kyverno!, 'Deployment', 'kyverno-admission-controller')?.spec).toMatchObject({ replicas: 3 });
    expect(all['cert-manager']!.some(({ kind }) => kind === 'CustomResourceDefinition')).toBe(true);
  });
});
