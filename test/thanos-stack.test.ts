import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, JsonPatch } from 'cdk8s';
import { type FleetApp, ObjectStore } from '../lib';
import type { JsonObject, Manifest } from '../lib/core/manifest';
import { argsOf } from '../lib/observability/thanos-command';
import { THANOS_VERSION } from '../lib/observability/thanos-stack';
import { findingsOf, manifestsOf } from '../lib/testing';
import { both, objectStore, receive, secret, stacked } from './thanos-support';

const argsIn = (app: FleetApp, name: string) => {
  const [manifest] = manifestsOf(app, { name, target: 'fleet/host' }).filter(({ kind }) =>
    /Deployment|StatefulSet/.test(kind),
  );
  const { containers } = (manifest!.spec as unknown as { template: { spec: { containers: { args: string[] }[] } } })
    .template.spec;
  return containers[0]!.args;
};
const prometheusIn = (app: FleetApp, member: string): JsonObject => {
  const [prometheus] = manifestsOf(app, { kind: 'Prometheus', target: `fleet/members/${member}` });
  return (prometheus as Manifest).spec as JsonObject;
};

describe('ThanosStack', () => {
  test('a member uploads or pushes, never both, under the label of its own name', () => {
    const { app } = stacked();
    expect(findingsOf(app)).toEqual([]);
    const [a, b] = [prometheusIn(app, 'a'), prometheusIn(app, 'b')];
    expect(a).toMatchObject({
      externalLabels: { cluster: 'a' },
      thanos: { version: THANOS_VERSION, objectStorageConfig: { name: 'metrics-objstore', key: 'objstore.yml' } },
    });
    expect(a).not.toHaveProperty('remoteWrite');
    expect(b).toMatchObject({ externalLabels: { cluster: 'b' }, remoteWrite: [{ url: receive.url }] });
    expect(b).not.toHaveProperty('thanos');
  });

  test('queries reach the store, the receiver and the sidecars, and deduplicate over what replicas differ in', () => {
    const { app, stack } = stacked();
    expect(stack.host.query.files['endpoints.yaml']).toBe(
      [
        'endpoints:',
        '  - address: dns+metrics-store.monitoring.svc:10901',
        '  - address: dns+metrics-receive.monitoring.svc:10901',
        '  - address: a.example.com:10901',
        '',
      ].join('\n'),
    );
    expect(argsIn(app, 'metrics-query')).toEqual([
      'query',
      '--grpc-address=0.0.0.0:10901',
      '--http-address=0.0.0.0:10902',
      '--endpoint.sd-config-file=/etc/thanos/config/endpoints.yaml',
      '--query.replica-label=replica',
      '--query.replica-label=receive_replica',
      '--query.auto-downsampling',
    ]);
    expect(stack.queryUrl).toBe('http://metrics-query.monitoring.svc:10902');
  });

  test('receivers share series by ketama, each of them knows all, and three keep each series', () => {
    const { app, stack } = stacked();
    const endpoints = [0, 1, 2].map((i) => ({ address: `metrics-receive-${i}.metrics-receive.monitoring.svc:10901` }));
    expect(JSON.parse(stack.host.receive!.files['hashrings.json']!)).toEqual([{ hashring: 'default', endpoints }]);
    expect(argsIn(app, 'metrics-receive')).toEqual(
      expect.arrayContaining([
        '--receive.hashrings-algorithm=ketama',
        '--receive.replication-factor=3',
        '--receive.local-endpoint=$(POD_NAME).metrics-receive.monitoring.svc:10901',
        '--label=receive_replica="$(POD_NAME)"',
      ]),
    );
    expect(stacked({ receive: { ...receive, replicas: 2 } }).stack.host.receive!.command.flags).toMatchObject({
      'receive.replication-factor': 1,
    });
  });

  test('the compactor is one pod, whatever else; it can be left to another stack', () => {
    const { app, stack } = stacked({ compactor: { retention: '30d', downsampling: false } });
    expect(argsOf(stack.host.compactor!.command)).toEqual(
      expect.arrayContaining(['--wait', '--retention.resolution-raw=30d', '--downsampling.disable']),
    );
    expect(manifestsOf(app, { name: 'metrics-compact', kind: 'StatefulSet' })).toMatchObject([
      { spec: { replicas: 1 } },
    ]);
    expect(stacked({ compactor: null }).stack.host.compactor).toBeUndefined();
  });

  test('rules over all members: other rules, other pods', () => {
    const ruler = (expr: string) => ({ groups: [{ name: 'g', rules: [{ record: 'fleet:up:count', expr }] }] });
    const pods = (expr: string) => {
      const { app } = stacked({ ruler: ruler(expr) });
      expect(findingsOf(app)).toEqual([]);
      const [workload] = manifestsOf(app, { name: 'metrics-rule', kind: 'StatefulSet' });
      return (workload!.spec as unknown as { template: { metadata: Manifest['metadata'] } }).template.metadata
        .annotations;
    };
    expect(pods('count(up)')).toEqual(pods('count(up)'));
    expect(pods('count(up)')).not.toEqual(pods('count(up == 1)'));
    expect(stacked({ ruler: ruler('count(up)') }).stack.host.query.command.flags).toMatchObject({
      'query.replica-label': ['replica', 'receive_replica', 'rule_replica'],
    });
  });

  test('every component can be patched, and stays in the namespace that was asked for', () => {
    const { app, stack } = stacked({ namespace: 'telemetry', queryFrontend: {}, ruler: { groups: [] } });
    for (const component of Object.values(stack.host).filter((child) => child?.command)) {
      ApiObject.of(component).addJsonPatch(JsonPatch.add('/spec/revisionHistoryLimit', 3));
    }
    ApiObject.of(stack.prometheuses.a!).addJsonPatch(JsonPatch.add('/spec/logLevel', 'debug'));
    expect(findingsOf(app)).toEqual([]);
    expect(prometheusIn(app, 'a')).toMatchObject({ logLevel: 'debug' });
    const host = manifestsOf(app, { target: 'fleet/host' });
    expect(host.every(({ metadata }) => metadata.namespace === 'telemetry')).toBe(true);
    const workloads = host.filter(({ kind }) => /Deployment|StatefulSet/.test(kind));
    expect(workloads).toHaveLength(6);
    expect(workloads.every(({ spec }) => (spec as JsonObject).revisionHistoryLimit === 3)).toBe(true);
    expect(stack.queryUrl).toBe('http://metrics-query-frontend.telemetry.svc:10902');
  });

  test('properties of all members and of one', () => {
    const { app } = stacked({
      prometheus: { retention: '12h', memory: '4Gi' },
      members: { ...both, b: { mode: 'receive', retention: '2h', remoteWrite: { name: 'host' } } },
    });
    expect(prometheusIn(app, 'a')).toMatchObject({ retention: '12h', resources: { limits: { memory: '4Gi' } } });
    expect(prometheusIn(app, 'b')).toMatchObject({
      retention: '2h',
      remoteWrite: [{ url: receive.url, name: 'host' }],
    });
    expect(findingsOf(app)).toEqual([]);
  });

  test('a Prometheus takes whatever has its labels, of every kind that the operator knows', () => {
    const { app } = stacked({ prometheus: { selector: { team: 'ml' } } });
    const kinds = ['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig', 'rule'];
    expect(prometheusIn(app, 'a')).toMatchObject(
      Object.fromEntries(
        kinds.flatMap((kind) => [
          [`${kind}Selector`, { matchLabels: { team: 'ml' } }],
          [`${kind}NamespaceSelector`, {}],
        ]),
      ),
    );
    expect(findingsOf(app)).toEqual([]);
  });

  test('is for the release that the engine tests run', () => {
    const pins = readFileSync(join(__dirname, '..', 'engines', 'thanos', 'go.mod'), 'utf8');
    expect(pins).toContain(`github.com/thanos-io/thanos ${THANOS_VERSION}`);
  });
});

describe('ObjectStore', () => {
  const stores: readonly (readonly [string, ObjectStore, string])[] = [
    [
      's3',
      objectStore,
      'type: S3\nconfig:\n  bucket: metrics\n  endpoint: s3.eu-central-1.amazonaws.com\n  aws_sdk_auth: true\n',
    ],
    [
      'gcs',
      ObjectStore.gcs({ bucket: 'metrics', prefix: 'ai' }),
      'type: GCS\nconfig:\n  bucket: metrics\nprefix: ai\n',
    ],
    [
      'filesystem',
      ObjectStore.filesystem({ directory: '/blocks' }),
      'type: FILESYSTEM\nconfig:\n  directory: /blocks\n',
    ],
  ];

  test.each(stores)('%s holds no credentials, and its file is rendered whole', (_, store, file) => {
    const { app } = stacked({ objectStore: store, mode: 'receive', members: {} });
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'Secret' }).map(({ stringData }) => stringData)).toEqual([
      { 'objstore.yml': file },
    ]);
  });

  test('with credentials no Secret is rendered: what has to be in it, and where, is told', () => {
    const store = ObjectStore.oss({ bucket: 'kurator-metrics', endpoint: 'oss-cn-shanghai.aliyuncs.com', secret });
    const { app } = stacked({ objectStore: store });
    expect(manifestsOf(app, { kind: 'Secret' })).toEqual([]);
    expect(findingsOf(app)).toMatchObject([{ id: 'thanos/secret-expected', severity: 'info' }]);
    expect(findingsOf(app)[0]!.message).toContain(
      "the Secret monitoring/thanos-objstore is expected on the host and member 'a'",
    );
    expect(store.objstoreYaml).toContain('access_key_secret: "<access_key_secret>"');
    const [workload] = manifestsOf(app, { name: 'metrics-store', kind: 'StatefulSet' });
    expect(JSON.stringify(workload)).toContain('"secretName":"thanos-objstore"');
    expect(prometheusIn(app, 'a')).toMatchObject({
      thanos: { objectStorageConfig: { name: 'thanos-objstore', key: 'objstore.yml' } },
    });
  });

  test('a directory is mounted from its claim wherever the store is used', () => {
    const store = ObjectStore.filesystem({ directory: '/blocks', claim: { name: 'blocks' } });
    const { app } = stacked({ objectStore: store, mode: 'receive', members: {} });
    const using = manifestsOf(app, { target: 'fleet/host' }).filter((one) =>
      JSON.stringify(one).includes('"claimName":"blocks"'),
    );
    expect(using.map(({ metadata }) => metadata.name)).toEqual(['metrics-store', 'metrics-receive', 'metrics-compact']);
  });

  test('MinIO is S3 with keys, and without TLS where that is said', () => {
    const store = ObjectStore.minio({ bucket: 'm', endpoint: 'minio.storage.svc:9000', insecure: true, secret });
    expect(store.objstoreYaml).toContain('insecure: true');
    expect(store.secret).toEqual({ name: 'thanos-objstore', key: 'objstore.yml' });
  });
});
