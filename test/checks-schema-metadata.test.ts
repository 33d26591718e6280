import { validateManifest } from '../lib/checks/schema';
import type { Manifest } from '../lib/core/manifest';

function check(apiVersion: string, kind: string, metadata?: unknown) {
  const bodies: Record<string, object> = {
    StatefulSet: {
      spec: {
        selector: {},
        serviceName: 's',
        template: { spec: { containers: [{ name: 'c' }] } },
      },
    },
    Cluster: { spec: { syncMode: 'Push' } },
    CronJob: { spec: { schedule: '@daily', jobTemplate: { spec: { template: { spec: { containers: [] } } } } } },
    SelfSubjectAccessReview: { spec: {} },
  };
  return validateManifest({ apiVersion, kind, metadata, ...bodies[kind] } as unknown as Manifest, 'place');
}

const RBAC = 'rbac.authorization.k8s.io/v1';
const KARMADA = 'cluster.karmada.io/v1alpha1';

describe('names', () => {
  test.each([
    ['v1', 'ConfigMap', 'a.b-c.1'],
    ['v1', 'ConfigMap', 'a'.repeat(253)],
    ['v1', 'Service', 'a1'],
    ['v1', 'Namespace', '1a'],
    ['apps/v1', 'StatefulSet', '1a'],
    ['batch/v1', 'CronJob', 'a'.repeat(52)],
    [RBAC, 'ClusterRole', 'system:Node'],
    [KARMADA, 'Cluster', 'm'.repeat(48)],
  ])('%s %s may be %s', (apiVersion, kind, name) => {
    expect(check(apiVersion, kind, { name })).toEqual([]);
  });

  test('of certificate requests may be anything that stands in a path', () => {
    const idsFor = (name: string) =>
      check('certificates.k8s.io/v1', 'CertificateSigningRequest', { name }).map(({ id }) => id);
    expect(idsFor('User:Jane')).not.toContain('schema/invalid-name');
    expect(idsFor('a/b')).toContain('schema/invalid-name');
  });

  test.each([
    ['v1', 'ConfigMap', 'A'],
    ['v1', 'ConfigMap', 'a..b'],
    ['v1', 'ConfigMap', ''],
    ['v1', 'ConfigMap', 'a'.repeat(254)],
    ['v1', 'Service', '1a'],
    ['v1', 'Namespace', 'a.b'],
    ['apps/v1', 'StatefulSet', 'a.b'],
    ['batch/v1', 'CronJob', 'a'.repeat(53)],
    [RBAC, 'ClusterRole', 'a/b'],
    [RBAC, 'ClusterRole', '..'],
    [KARMADA, 'Cluster', 'm'.repeat(49)],
    [KARMADA, 'Cluster', 'a.b'],
  ])('%s %s may not be %s', (apiVersion, kind, name) => {
    expect(check(apiVersion, kind, { name })).toMatchObject([
      { id: 'schema/invalid-name', pointer: '/metadata/name', value: name },
    ]);
  });

  test('a name, or a prefix for one, is needed', () => {
    expect(check('v1', 'ConfigMap')).toMatchObject([{ id: 'schema/missing-field', pointer: '/metadata' }]);
    expect(check('v1', 'ConfigMap', { name: null })).toMatchObject([{ id: 'schema/missing-field' }]);
    expect(check('v1', 'ConfigMap', { generateName: 'a-' })).toEqual([]);
    expect(check('authorization.k8s.io/v1', 'SelfSubjectAccessReview')).toEqual([]);
  });

  test('metadata that is none is reported once, by its type', () => {
    expect(check('v1', 'ConfigMap', { name: 1 })).toMatchObject([
      { id: 'schema/wrong-type', pointer: '/metadata/name' },
    ]);
  });
});

describe('namespaces', () => {
  test('namespaced kinds may leave it to the client', () => {
    expect(check('v1', 'ConfigMap', { name: 'a' })).toEqual([]);
  });

  test('it is a DNS label', () => {
    expect(check('v1', 'ConfigMap', { name: 'a', namespace: 'a.b' })).toMatchObject([
      { id: 'schema/invalid-name', pointer: '/metadata/namespace', value: 'a.b' },
    ]);
  });

  test('cluster-scoped kinds have none', () => {
    expect(check(RBAC, 'ClusterRole', { name: 'a', namespace: 'ml' })).toMatchObject([
      { id: 'schema/namespace-ignored', severity: 'warning', value: 'ml' },
    ]);
  });
});
