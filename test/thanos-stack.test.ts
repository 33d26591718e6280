import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { FleetApp, GpuFleet, ObjectStore, ThanosStack, type ThanosStackProps } from '../lib';
import type { JsonObject, Manifest } from '../lib/core/manifest';
import { argsOf } from '../lib/observability/thanos-command';
import { THANOS_VERSION } from '../lib/observability/thanos-stack';
import { findingsOf, manifestsOf } from '../lib/testing';
import { ACCEPTED_RULES, REFUSED_RULES } from './prometheus-rules';
import { gpuMember, idsOf, twoMembers } from './support';

const operator = { prometheusOperator: '0.93' } as const;
const objectStore = ObjectStore.s3({ bucket: 'metrics', endpoint: 's3.eu-central-1.amazonaws.com' });
const secret = { name: 'thanos-objstore' };
const both = {
  a: { mode: 'sidecar', endpoint: 'a.example.com:10901' },
  b: { mode: 'receive' },
} as const satisfies ThanosStackProps<'a' | 'b'>['members'];
const receive = { url: 'https://metrics.example.com/api/v1/receive' };

/** A stack over a (sidecar) and b (push), unless the properties say otherwise. */
function stacked(props: Partial<ThanosStackProps<'a' | 'b'>> = {}) {
  const { app, fleet } = twoMembers(operator);
  return { app, fleet, stack: new ThanosStack(fleet, 'metrics', { objectStore, members: both, receive, ...props }) };
}

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

/** A compactor that was written by hand. */
function compactor(scope: Construct, name: string, ...flags: readonly string[]): ApiObject {
  return new ApiObject(scope, name, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace: 'monitoring' },
    spec: {
      replicas: 1,
      serviceName: name,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'thanos', image: 'thanos', args: ['compact', ...flags] }] },
      },
    },
  });
}

/** A Prometheus that was written by hand. */
function prometheus(scope: Construct, name: string, spec: JsonObject): ApiObject {
  return new ApiObject(scope, name, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name, namespace: 'monitoring' },
    spec,
  });
}

/** Has Karmada copy an object to these members. */
function copied(scope: Construct, { apiVersion, kind, name, node }: ApiObject, clusterNames: readonly string[]): void {
  new ApiObject(scope, `${node.id}-to`, {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'PropagationPolicy',
    metadata: { name, namespace: 'monitoring' },
    spec: { resourceSelectors: [{ apiVersion, kind, name }], placement: { clusterAffinity: { clusterNames } } },
  });
}

describe('bad input', () => {
  const endpoint = 'a.example.com:10901';
  test.each<[string, Partial<ThanosStackProps<'a' | 'b'>>]>([
    ['thanos/bad-name', { stackName: 'Metrics' }],
    ['thanos/bad-name', { stackName: 'm'.repeat(37) }],
    ['thanos/no-bucket', { objectStore: ObjectStore.s3({ bucket: '', endpoint: 's3.amazonaws.com' }) }],
    ['thanos/no-bucket', { objectStore: ObjectStore.filesystem({ directory: '' }) }],
    [
      'thanos/bad-store-endpoint',
      { objectStore: ObjectStore.s3({ bucket: 'm', endpoint: 'https://s3.amazonaws.com' }) },
    ],
    ['thanos/bad-store-endpoint', { objectStore: ObjectStore.minio({ bucket: 'm', endpoint: 'minio/m', secret }) }],
    ['thanos/local-store', { objectStore: ObjectStore.filesystem({ directory: '/blocks' }) }],
    ['thanos/unknown-member', { to: ['a', 'bb'] as never }],
    ['thanos/unknown-member', { members: { ...both, c: { mode: 'receive' } } as never }],
    ['thanos/no-members', { to: [] }],
    ['thanos/no-sidecar-endpoint', { members: { a: { mode: 'sidecar' }, b: both.b } }],
    ['thanos/no-sidecar-endpoint', { members: { a: { mode: 'sidecar', endpoint: [] }, b: both.b } }],
    ['thanos/bad-address', { members: { a: { mode: 'sidecar', endpoint: 'https://a.example.com:10901' }, b: both.b } }],
    ['thanos/bad-address', { members: { a: { mode: 'sidecar', endpoint: 'a.example.com' }, b: both.b } }],
    ['thanos/bad-mode', { mode: 'both' as never, members: {} }],
    ['thanos/no-receive', { receive: undefined }],
    ['thanos/bad-replicas', { query: { replicas: 0 } }],
    ['thanos/bad-replicas', { prometheus: { replicas: 1.5 } }],
    ['thanos/replication-factor', { receive: { ...receive, replicationFactor: 4 } }],
    ['thanos/replication-factor', { receive: { ...receive, replicas: 5, replicationFactor: 0 } }],
    ['prometheus/bad-duration', { receive: { ...receive, retention: '2 days' } }],
    ['prometheus/bad-duration', { compactor: { hourRetention: '1M' } }],
    ['thanos/retention', { compactor: { retention: '39h' } }],
    ['thanos/retention', { compactor: { fiveMinuteRetention: '9d23h' } }],
    ['thanos/local-retention', { members: { a: { mode: 'sidecar', endpoint, retention: '5h' }, b: both.b } }],
    [
      'prometheus/bad-query',
      { ruler: { groups: [{ name: 'g', rules: [{ record: 'r', expr: 'sum(rate(x)[5m])' }] }] } },
    ],
    ['prometheus/bad-query', { ruler: { groups: [{ name: 'g', rules: [{ record: 'r', expr: 'up[5m]' }] }] } }],
    [
      'prometheus/experimental-query',
      { ruler: { groups: [{ name: 'g', rules: [{ record: 'r', expr: 'info(x)' }] }] } },
    ],
    ['prometheus/bad-rule', { ruler: { groups: [{ name: 'g', rules: [{ expr: 'up' }] }] } }],
    [
      'prometheus/bad-rule',
      { ruler: { groups: [{ name: 'g', rules: [{ record: 'rate(x[5m]) > {}', expr: 'up' }] }] } },
    ],
    ['prometheus/bad-rule', { ruler: { groups: [{ name: 'g' }, { name: 'g' }] } }],
    ['prometheus/bad-rule', { ruler: { groups: [{ name: '' }] } }],
    ['prometheus/bad-rule', { ruler: { groups: [{ name: 'g', labels: { __name__: 'x' } }] } }],
    ['prometheus/bad-rule', { ruler: { groups: [{ name: 'g', partial_response_strategy: 'never' }] } }],
    ['prometheus/bad-duration', { ruler: { groups: [{ name: 'g', interval: '1 minute' }] } }],
    ['prometheus/bad-duration', { ruler: { groups: [{ name: 'g', query_offset: '1.5h' }] } }],
    [
      'prometheus/bad-duration',
      { ruler: { groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'up', for: '5 minutes' }] }] } },
    ],
    ['prometheus/bad-duration', { ruler: { groups: [], evaluationInterval: '1y' } }],
    ['prometheus/bad-duration', { queryFrontend: { splitInterval: '1y' } }],
    ['prometheus/bad-duration', { queryFrontend: { splitInterval: 'a day' } }],
  ])('%s for %j', (id, props) => {
    expect(idsOf(stacked(props).app)).toContain(id);
  });

  test('short retentions are fine where nothing is downsampled', () => {
    expect(idsOf(stacked({ compactor: { retention: '1d', downsampling: false } }).app)).toEqual([]);
  });

  test('a member without the Prometheus operator', () => {
    const { app, fleet } = twoMembers({ members: { a: gpuMember(), b: gpuMember() } });
    new ThanosStack(fleet, 'metrics', { objectStore, members: { a: both.a }, to: fleet.member('a') });
    expect(findingsOf(app)).toMatchObject([{ id: 'prometheus/no-operator', severity: 'error', value: 'a' }]);
  });

  test('two compactors on one bucket, of two stacks or of a plain workload with two pods', () => {
    const { app, fleet, stack } = stacked();
    new ThanosStack(fleet, 'more', { objectStore, to: fleet.member('b'), mode: 'receive', receive });
    const [found] = findingsOf(app, 'thanos/two-compactors');
    expect(found).toMatchObject({ severity: 'error', value: 's3/s3.eu-central-1.amazonaws.com/metrics' });
    expect(found!.message).toContain(stack.host.compactor!.node.path);

    const plain = twoMembers();
    new ApiObject(plain.fleet.host, 'compactor', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'compactor', namespace: 'monitoring' },
      spec: {
        replicas: 2,
        serviceName: 'compactor',
        selector: { matchLabels: { app: 'compactor' } },
        template: {
          metadata: { labels: { app: 'compactor' } },
          spec: { containers: [{ name: 'thanos', image: 'thanos', args: ['compact', '--objstore.config=type: S3'] }] },
        },
      },
    });
    expect(idsOf(plain.app)).toEqual(['thanos/two-compactors']);
  });

  test('a compactor that Karmada copies to two members works on its bucket twice', () => {
    const { app, fleet } = twoMembers();
    copied(fleet, compactor(fleet, 'c', '--objstore.config=type: S3'), ['a']);
    copied(fleet, compactor(fleet, 'd', '--objstore.config=type: FILESYSTEM'), ['a', 'b']);
    expect(idsOf(app)).toEqual([]);
    copied(fleet, compactor(fleet, 'e', '--objstore.config', 'type: GCS'), ['a', 'b']);
    expect(findingsOf(app)).toMatchObject([
      {
        id: 'thanos/two-compactors',
        place: 'fleet/e',
        value: 'of --objstore.config',
        message: expect.stringContaining('fleet/e (a, 1 pod) and fleet/e (b, 1 pod)'),
      },
    ]);
  });

  test('compactors that share a bucket by the labels of blocks, and directories that are others elsewhere, are fine', () => {
    const shard = (n: number) => `--selector.relabel-config=- {action: keep, source_labels: [shard], regex: ${n}}`;
    const { app, fleet } = twoMembers();
    compactor(fleet.host, 'c', '--objstore.config=type: S3', shard(0));
    compactor(fleet.host, 'd', '--objstore.config=type: S3', '--selector.relabel-config', shard(1).slice(26));
    compactor(fleet.host, 'e', '--objstore.config=type: S3', '--selector.relabel-config-file=/etc/shard.yaml');
    expect(idsOf(app)).toEqual([]);
    const stopped = compactor(fleet.host, 'stopped', '--objstore.config=type: S3');
    stopped.addJsonPatch(JsonPatch.replace('/spec/replicas', 0));
    expect(idsOf(app)).toEqual([]);
    compactor(fleet.host, 'f', '--objstore.config=type: S3', shard(1));
    expect(findingsOf(app)).toMatchObject([{ message: expect.stringMatching(/host\/d .*host\/f/) }]);

    const local = (claim: string) => ObjectStore.filesystem({ directory: '/blocks', claim: { name: claim } });
    const two = new FleetApp();
    for (const name of ['dev', 'qa']) {
      const fleet = new GpuFleet(two, name, { ...operator, members: { a: { kubernetes: '1.34' } } });
      new ThanosStack(fleet, 'metrics', { objectStore: local('blocks'), mode: 'receive', receive });
      new ThanosStack(fleet, 'more', { objectStore: local('others'), mode: 'receive', receive });
    }
    expect(findingsOf(two, 'thanos/two-compactors')).toEqual([]);
  });

  test('two compactors on one directory, and one for all blocks beside one for some', () => {
    const local = ObjectStore.filesystem({ directory: '/blocks', claim: { name: 'blocks' } });
    const { app, fleet } = twoMembers(operator);
    for (const name of ['metrics', 'more']) {
      new ThanosStack(fleet, name, { objectStore: local, mode: 'receive', receive });
    }
    expect(findingsOf(app, 'thanos/two-compactors')).toMatchObject([{ value: 'filesystem/blocks//blocks' }]);

    const plain = twoMembers();
    compactor(plain.fleet.host, 'c', '--objstore.config=type: S3');
    compactor(plain.fleet.host, 'd', '--objstore.config=type: S3', '--selector.relabel-config=[]');
    expect(idsOf(plain.app)).toEqual(['thanos/two-compactors']);
  });

  test('a Prometheus that Karmada copies to two members, or that has two pods and nothing to tell them apart', () => {
    const { app, fleet } = twoMembers(operator);
    const spec = { externalLabels: { region: 'eu' }, remoteWrite: [{ url: receive.url }] };
    copied(fleet, prometheus(fleet, 'p', spec), ['a', 'b']);
    const [found] = findingsOf(app, 'prometheus/equal-external-labels');
    expect(found).toMatchObject({ place: 'fleet/p', message: expect.stringMatching(/\(a\) .*\(b\)/) });

    const alone = twoMembers(operator);
    const same = { ...spec, replicas: 2, replicaExternalLabelName: '' };
    prometheus(alone.fleet.member('a'), 'p', same);
    expect(findingsOf(alone.app, 'prometheus/equal-external-labels')).toMatchObject([
      { message: expect.stringContaining('2 pods') },
    ]);
    prometheus(alone.fleet.member('b'), 'p', { ...same, externalLabels: { region: 'us' }, replicas: 1 });
    expect(findingsOf(alone.app, 'prometheus/equal-external-labels')).toHaveLength(1);
  });

  test('an OverridePolicy tells copies of a Prometheus apart, and so does what is added to samples that are pushed', () => {
    const { app, fleet } = twoMembers(operator);
    const pushing = (...more: readonly JsonObject[]) => ({
      remoteWrite: [{ url: receive.url, writeRelabelConfigs: [{ targetLabel: 'env', replacement: 'prod' }, ...more] }],
    });
    for (const member of ['a', 'b'] as const) {
      prometheus(fleet.member(member), 'p', pushing({ targetLabel: 'cluster', replacement: member }));
    }
    copied(fleet, prometheus(fleet, 'q', { remoteWrite: [{ url: receive.url }] }), ['a', 'b']);
    new ApiObject(fleet, 'override', {
      apiVersion: 'policy.karmada.io/v1alpha1',
      kind: 'OverridePolicy',
      metadata: { name: 'q', namespace: 'monitoring' },
      spec: {
        resourceSelectors: [{ apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', name: 'q' }],
        overrideRules: [
          {
            targetCluster: { clusterNames: ['b'] },
            overriders: {
              plaintext: [{ path: '/spec/externalLabels', operator: 'add', value: { cluster: 'b' } }],
            },
          },
        ],
      },
    });
    expect(findingsOf(app, 'prometheus/equal-external-labels')).toEqual([]);

    const equal = twoMembers(operator);
    for (const member of ['a', 'b'] as const) {
      prometheus(
        equal.fleet.member(member),
        'p',
        pushing({ sourceLabels: ['job'], targetLabel: 'cluster', replacement: member }),
      );
    }
    expect(idsOf(equal.app)).toEqual(['prometheus/equal-external-labels']);
  });

  test('two Prometheus with equal external labels, one of them written by hand; one that sends nothing is fine', () => {
    const { app, fleet } = stacked();
    const prometheus = (id: string, name: string, spec: JsonObject) =>
      new ApiObject(fleet.member('b'), id, {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'Prometheus',
        metadata: { name, namespace: 'monitoring' },
        spec,
      });
    const copied = { externalLabels: { cluster: 'a' }, remoteWrite: [{ url: receive.url }] };
    prometheus('quiet', 'metrics', { externalLabels: copied.externalLabels });
    expect(idsOf(app)).not.toContain('prometheus/equal-external-labels');
    prometheus('copied', 'metrics', copied);
    const found = findingsOf(app, 'prometheus/equal-external-labels');
    expect(found).toMatchObject([{ value: { cluster: 'a', prometheus: 'monitoring/metrics' } }]);
    expect(found[0]!.message).toContain('(a)');
    expect(found[0]!.message).toContain('(b)');
  });

  test('a Prometheus that uploads and pushes to a receiver', () => {
    const { app, stack } = stacked();
    const push = (url: string) =>
      ApiObject.of(stack.prometheuses.a!).addJsonPatch(JsonPatch.add('/spec/remoteWrite', [{ url }]));
    push('https://other.example.com/api/v1/push');
    expect(idsOf(app)).toEqual([]);
    push(receive.url);
    expect(findingsOf(app)).toMatchObject([
      {
        id: 'prometheus/two-ways',
        severity: 'warning',
        place: stack.prometheuses.a!.object.node.path,
        value: receive.url,
      },
    ]);
  });

  test.each(ACCEPTED_RULES)('a rule that Prometheus accepts: %j', (rule) => {
    expect(findingsOf(stacked({ ruler: { groups: [{ name: 'g', rules: [rule] }] } }).app)).toEqual([]);
  });

  test.each(REFUSED_RULES)('a rule that Prometheus refuses: %j', (rule, message) => {
    const found = findingsOf(stacked({ ruler: { groups: [{ name: 'g', rules: [rule] }] } }).app);
    expect(found).toMatchObject([{ id: 'prometheus/bad-rule', message: expect.stringContaining(message) }]);
  });

  test('queries in plain PrometheusRule objects are read, too', () => {
    const { app, fleet } = twoMembers(operator);
    new ApiObject(fleet.member('a'), 'rules', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'rules', namespace: 'monitoring' },
      spec: { groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'rate(x)' }] }] },
    });
    expect(findingsOf(app)).toMatchObject([
      { id: 'prometheus/bad-query', pointer: '/spec/groups/0/rules/0', value: 'rate(x)' },
    ]);
  });
});
