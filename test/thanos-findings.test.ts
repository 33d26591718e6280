import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { FleetApp, GpuFleet, ObjectStore, ThanosStack, type ThanosStackProps } from '../lib';
import type { JsonObject } from '../lib/core/manifest';
import { findingsOf } from '../lib/testing';
import { ACCEPTED_RULES, REFUSED_RULES } from './prometheus-rules';
import { gpuMember, idsOf, twoMembers } from './support';
import { both, objectStore, operator, receive, secret, stacked } from './thanos-support';

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

describe('bad input of a ThanosStack', () => {
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
