import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { FleetApp, GpuFleet, GpuMonitor, ObjectStore, ThanosStack, type ThanosStackProps } from '../../lib';
import type { JsonObject, Manifest } from '../../lib/core/manifest';
import { writeYaml } from '../../lib/core/yaml';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { findingsOf } from '../../lib/testing';
import { Twin } from '../../lib/twin';
import { gpuMember } from '../support';
import { expectApplied } from './support/applied';
import { BUILD_TIMEOUT, twinEnginesOf } from './support/engines';
import { removeTemporary, temporary } from './support/folders';
import { LocalThanos } from './support/local-thanos';
import { freePorts } from './support/ports';
import { scrapeConfig } from './support/scrape-config';
import { json, Servers, text, until } from './support/servers';

/** What dcgm-exporter says of a GPU that a pod of Volcano holds, and of one that nobody holds. */
const GPUS = `
DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-1",modelName="Tesla V100",Hostname="host-1",container="trainer",namespace="ml",pod="resnet50-0",volcano_sh_queue_name="train",volcano_sh_job_name="resnet50"} 80
DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="GPU-2",modelName="Tesla V100",Hostname="host-1"} 0
`.trimStart();

/** Seconds before now at which a sample lies that has long been uploaded. */
const OLD = 6 * 3600;

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A stack as compiled, as processes: the same arguments and files, with the addresses and folders of this machine. */
describe('ThanosStack', () => {
  const servers = new Servers();
  const folder = temporary('metrics');
  const bucket = join(folder, 'bucket');
  const app = new FleetApp();
  const members = { pulled: gpuMember(1, 2), pushing: gpuMember(1, 2) };
  const fleet = new GpuFleet(app, 'fleet', { prometheusOperator: '0.93', members });
  const stack = new ThanosStack(fleet, 'metrics', {
    objectStore: ObjectStore.filesystem({ directory: bucket }),
    members: {
      pulled: { mode: 'sidecar', endpoint: 'dns+sidecar.pulled.svc:10901', replicas: 2 },
      pushing: { mode: 'receive' },
    },
    receive: { url: 'http://metrics-receive-0.metrics-receive.monitoring.svc:19291/api/v1/receive' },
    queryFrontend: {},
    compactor: { retention: '40h', fiveMinuteRetention: '10d' },
    ruler: {
      evaluationInterval: '1s',
      groups: [{ name: 'fleet', rules: [{ record: 'fleet:gpus:count', expr: 'count(DCGM_FI_DEV_GPU_UTIL)' }] }],
    },
  });
  const monitor = new GpuMonitor(fleet, 'gpus', { interval: '1s' });
  const compilation = app.compile();
  const { query, queryFrontend, store, compactor, receive, ruler } = stack.host;
  let local: LocalThanos;
  let exporter: Server;

  const manifest = (target: string, kind: string): Manifest =>
    compilation.targets
      .find(({ target: { folder } }) => folder === target)!
      .objects.map((object) => object.manifest)
      .find((one) => one.kind === kind)!;
  const ask = async (expression: string, options = ''): Promise<readonly Series[]> => {
    const url = `http://127.0.0.1:${local.port(query, 'http')}/api/v1/query?query=${encodeURIComponent(expression)}${options}`;
    return (await json<{ readonly data: { readonly result: readonly Series[] } }>(url)).data.result;
  };

  beforeAll(async () => {
    const engines = await ensureEngines(['thanos', 'prometheus', 'promtool'], { cacheRoot: defaultCacheRoot() });
    mkdirSync(bucket, { recursive: true });
    exporter = createServer((_, response) =>
      response.setHeader('Content-Type', 'text/plain; charset=utf-8').end(GPUS),
    ).listen(0, '127.0.0.1');
    await until('the exporter', 5, async () => exporter.listening);
    const exporterPort = (exporter.address() as { readonly port: number }).port;

    const secret = manifest('fleet/host', 'Secret').stringData as Readonly<Record<string, string>>;
    local = new LocalThanos(servers, engines.thanos.binary, folder, secret['objstore.yml']!);
    await local.reserve(query, queryFrontend!, store, compactor!, receive!, ruler!);
    await local.start(receive!);

    /** A Prometheus as the operator makes it of the object in a member, and of the monitor there. */
    const startPrometheus = async (
      member: string,
      replica: number,
    ): Promise<{ readonly url: string; readonly data: string }> => {
      const home = join(folder, `prometheus-${member}-${replica}`);
      const data = join(home, 'data');
      mkdirSync(data, { recursive: true });
      const spec = manifest(`fleet/members/${member}`, 'Prometheus').spec as JsonObject;
      const [remote] = (spec.remoteWrite ?? []) as readonly { readonly url: string }[];
      writeFileSync(
        join(home, 'prometheus.yml'),
        writeYaml({
          global: {
            scrape_interval: '1s',
            external_labels: {
              prometheus: 'monitoring/metrics',
              [spec.replicaExternalLabelName as string]: `prometheus-metrics-${replica}`,
              ...(spec.externalLabels as JsonObject),
            },
          },
          scrape_configs: [scrapeConfig(monitor.monitors[member]!.toJson() as Manifest, `127.0.0.1:${exporterPort}`)],
          ...(remote
            ? {
                remote_write: [
                  { url: remote.url.replace(/[-a-z0-9.]+:19291/, `127.0.0.1:${local.port(receive!, 'remoteWrite')}`) },
                ],
              }
            : {}),
        }),
      );
      const [port] = await freePorts(1);
      const url = `http://127.0.0.1:${port}`;
      const args = [
        `--config.file=${home}/prometheus.yml`,
        `--storage.tsdb.path=${data}`,
        `--web.listen-address=127.0.0.1:${port}`,
        // as the operator does it beside a sidecar: blocks are compacted when they have been uploaded
        ...(spec.thanos ? [`--storage.tsdb.delay-compact-file.path=${data}/thanos.shipper.json`] : []),
      ];
      await servers.start(engines.prometheus.binary, args, join(home, 'log'), `${url}/-/ready`);
      return { url, data };
    };

    const sidecars: string[] = [];
    for (const replica of [0, 1]) {
      const { url, data } = await startPrometheus('pulled', replica);
      if (replica === 0) {
        addOldBlock(engines.promtool.binary, folder, data);
      }
      const [grpc, http] = await freePorts(2);
      sidecars.push(`127.0.0.1:${grpc}`);
      await servers.start(
        engines.thanos.binary,
        [
          'sidecar',
          `--prometheus.url=${url}`,
          `--tsdb.path=${data}`,
          `--objstore.config=${secret['objstore.yml']}`,
          '--shipper.meta-file-name=thanos.shipper.json',
          '--shipper.ignore-unequal-block-size',
          `--grpc-address=127.0.0.1:${grpc}`,
          `--http-address=127.0.0.1:${http}`,
        ],
        join(folder, `sidecar-${replica}.log`),
        `http://127.0.0.1:${http}/-/ready`,
      );
    }
    await startPrometheus('pushing', 0);
    local.name('sidecar', sidecars);
    await until('the upload of a block', 60, async () => blocksIn(bucket) > 0);
    await local.start(store);
    await local.start(query);
    await local.start(ruler!);
    await local.start(queryFrontend!);
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await servers.stopAll();
    exporter?.close();
    removeTemporary();
  });

  test('has no findings but that the directory would not be one in a real fleet', () => {
    expect(compilation.findings.map(({ id }) => id)).toEqual(['thanos/local-store']);
  });

  test('one query returns the series of both members, each once', async () => {
    await until('both members', 60, async () => (await ask('DCGM_FI_DEV_GPU_UTIL')).length === 4);
    const series = await ask('DCGM_FI_DEV_GPU_UTIL');
    const labels = {
      node: 'node-1',
      gpu: '0',
      model: 'Tesla V100',
      namespace: 'ml',
      pod: 'resnet50-0',
      queue: 'train',
      job_name: 'resnet50',
    };
    for (const cluster of ['pulled', 'pushing']) {
      const [held, free] = ['0', '1'].map(
        (gpu) => series.find(({ metric }) => metric.cluster === cluster && metric.gpu === gpu)!,
      );
      expect(held!.metric).toMatchObject(labels);
      expect(held!.value[1]).toBe('80');
      // a GPU that nobody holds belongs to no pod, least of all to the exporter's
      expect(free!.metric).not.toHaveProperty('pod');
      expect(free!.metric).not.toHaveProperty('exported_pod');
      expect(Object.keys(held!.metric).filter((label) => label.includes('replica'))).toEqual([]);
    }
  });

  test('without deduplication every replica shows: two that scrape, three that receive', async () => {
    const series = await ask('DCGM_FI_DEV_GPU_UTIL{gpu="0"}', '&dedup=false');
    const count = (cluster: string) => series.filter(({ metric }) => metric.cluster === cluster).length;
    expect([count('pulled'), count('pushing')]).toEqual([2, 3]);
  });

  test('the store gateway answers with what a sidecar has uploaded', async () => {
    const only = `&storeMatch%5B%5D=${encodeURIComponent(`{__address__="127.0.0.1:${local.port(store, 'grpc')}"}`)}`;
    const old = Math.floor(Date.now() / 1000) - OLD;
    const series = await ask('old_samples', `&time=${old}${only}`);
    expect(series).toMatchObject([{ metric: { cluster: 'pulled' }, value: [old, '7'] }]);
  });

  test('the ruler records over both members, and the query frontend answers as the querier does', async () => {
    await until('the recorded series', 60, async () => (await ask('fleet:gpus:count == 4')).length === 1);
    const url = `http://127.0.0.1:${local.port(queryFrontend!, 'http')}/api/v1/query?query=${encodeURIComponent('count by (cluster) (DCGM_FI_DEV_GPU_UTIL)')}`;
    const { data } = await json<{ readonly data: { readonly result: readonly Series[] } }>(url);
    expect(data.result.map(({ metric, value }) => [metric.cluster, value[1]]).sort()).toEqual([
      ['pulled', '2'],
      ['pushing', '2'],
    ]);
  });

  test('the compactor starts with its retentions and downsampling, and works', async () => {
    await local.start(compactor!);
    const metrics = `http://127.0.0.1:${local.port(compactor!, 'http')}/metrics`;
    await until('a round of the compactor', 60, async () =>
      /^thanos_compact_iterations_total [1-9]/m.test(await text(metrics)),
    );
    expect(await text(metrics)).toMatch(/^thanos_compact_halted 0/m);
  });

  test.each([
    ['retention', '39h'],
    ['fiveMinuteRetention', '9d'],
  ])(
    'the compactor refuses %s %s, as thanos/retention says',
    async (property, value) => {
      const other = new GpuFleet(new FleetApp(), 'other', { members: { a: gpuMember() } });
      const objectStore = ObjectStore.filesystem({ directory: bucket });
      const short = new ThanosStack(other, 'short', { objectStore, compactor: { [property]: value } });
      await local.reserve(short.host.compactor!);
      await expect(local.start(short.host.compactor!)).rejects.toThrow('must be higher than the minimum block size');
    },
    30_000,
  );

  test.each<[string, string, Partial<ThanosStackProps<'a'>>, string]>([
    ['the query frontend', 'a year', { queryFrontend: { splitInterval: '1y' } }, 'unknown unit "y"'],
    [
      'the ruler',
      'an annotation of what is recorded',
      { ruler: { groups: [{ name: 'g', rules: [{ record: 'a:b', expr: 'up', annotations: { x: 'y' } }] }] } },
      'error loading rules',
    ],
    ['the ruler', 'an interval in words', { ruler: { groups: [{ name: 'g', interval: '1 minute' }] } }, 'unknown unit'],
  ])(
    '%s refuses %s, as the findings say',
    async (_, __, props, message) => {
      const app = new FleetApp();
      const other = new GpuFleet(app, 'other', { prometheusOperator: '0.93', members: { a: gpuMember() } });
      const objectStore = ObjectStore.filesystem({ directory: bucket });
      const { host } = new ThanosStack(other, 'bad', {
        objectStore,
        mode: 'receive',
        receive: { url: 'https://x/api/v1/receive' },
        ...props,
      });
      const component = host.ruler ?? host.queryFrontend!;
      expect(findingsOf(app)).toHaveLength(1);
      await local.reserve(component, host.query, host.store, host.receive!);
      await expect(local.start(component)).rejects.toThrow(message);
    },
    30_000,
  );
});

/** The same objects on API servers: every member gets its Prometheus and monitor, the host gets Thanos. */
describe('objects of a ThanosStack and a GpuMonitor', () => {
  const app = new FleetApp();
  const members = { a: gpuMember(1, 2), b: gpuMember(1, 2, { engines: { prometheusOperator: null } }) };
  const fleet = new GpuFleet(app, 'fleet', { prometheusOperator: '0.93', members });
  new ThanosStack(fleet, 'metrics', {
    objectStore: ObjectStore.gcs({ bucket: 'metrics' }),
    to: fleet.member('a'),
    members: { a: { mode: 'sidecar', endpoint: 'a.example.com:10901', cpu: 1, memory: '2Gi' } },
    receive: { url: 'https://metrics.example.com/api/v1/receive' },
    queryFrontend: {},
    ruler: { groups: [{ name: 'all', rules: [{ record: 'fleet:up:count', expr: 'count(up)' }] }] },
  });
  new GpuMonitor(fleet, 'gpus');
  const compilation = app.compile();
  let twin: Twin;

  beforeAll(async () => {
    twin = await Twin.up(fleet.model, { state: temporary('twin'), engines: await twinEnginesOf(fleet.model) });
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  });

  test('pass strictly, and stay as they are', async () => {
    expect(compilation.findings).toEqual([]);
    await expectApplied(twin, compilation.targets);
  });

  test('are in the member that has the operator, and in no other', async () => {
    const client = await twin.client('a');
    const api = { apiVersion: 'monitoring.coreos.com/v1', namespace: 'monitoring' };
    const prometheus = await client.read({ ...api, kind: 'Prometheus', name: 'metrics' });
    expect(prometheus?.spec).toMatchObject({ externalLabels: { cluster: 'a' }, replicaExternalLabelName: 'replica' });
    for (const kind of ['ServiceMonitor', 'PrometheusRule']) {
      expect(await client.read({ ...api, kind, name: 'gpus' })).toBeDefined();
    }
    expect(compilation.targets.some(({ target }) => target.member === 'b')).toBe(false);
  });
});

/** A block of two hours with samples of long ago, as Prometheus leaves it beside its sidecar. */
function addOldBlock(promtool: string, folder: string, data: string): void {
  const begin = Math.floor((Date.now() / 1000 - OLD) / 60) * 60 - 600;
  const samples = Array.from({ length: 20 }, (_, i) => `old_samples 7 ${begin + i * 60}`);
  const file = join(folder, 'old.txt');
  writeFileSync(file, `# TYPE old_samples gauge\n${samples.join('\n')}\n# EOF\n`);
  execFileSync(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', file, data], { timeout: 60_000 });
}

function blocksIn(bucket: string): number {
  return readdirSync(bucket).filter((name) => existsSync(join(bucket, name, 'meta.json'))).length;
}
