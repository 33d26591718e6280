import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { SchemaValidator } from '../lib/checks/schema-validator';
import { goPatternProblem } from '../lib/l1/go-pattern';
import { ClusterTaintPolicy, PropagationPolicy, ServiceExport } from '../lib/l1/karmada';
import { apiVersionsOf, isNamespaced, kindEntry, kindsOfGroup, readSchemaFile } from '../lib/l1/kinds';

const index = JSON.parse(readFileSync(join(__dirname, '../lib/l1/kinds.json'), 'utf8')) as {
  kinds: Record<string, { schema: string; namespaced: boolean }>;
};

describe('kinds', () => {
  test.each([
    ['v1', 'ConfigMap', true],
    ['v1', 'Namespace', false],
    ['apps/v1', 'Deployment', true],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', false],
    ['policy.karmada.io/v1alpha1', 'PropagationPolicy', true],
    ['policy.karmada.io/v1alpha1', 'ClusterPropagationPolicy', false],
    ['cluster.karmada.io/v1alpha1', 'Cluster', false],
    ['cluster.x-k8s.io/v1beta1', 'Cluster', undefined],
    ['apps/v1beta1', 'Deployment', undefined],
  ])('%s %s: namespaced is %s', (apiVersion, kind, namespaced) => {
    expect(isNamespaced(apiVersion, kind)).toBe(namespaced);
  });

  test('a group that other software serves, too, is not known in full', () => {
    expect(kindsOfGroup('multicluster.x-k8s.io')).toBeUndefined();
    expect(kindEntry('multicluster.x-k8s.io/v1alpha1', 'ServiceExport')).toBeDefined();
    expect(kindsOfGroup('batch')).toEqual(['batch/v1/CronJob', 'batch/v1/Job']);
  });

  test('a kind is found in all its groups and versions', () => {
    expect(apiVersionsOf('HorizontalPodAutoscaler')).toEqual(['autoscaling/v1', 'autoscaling/v2']);
    expect(apiVersionsOf('Event')).toEqual(['events.k8s.io/v1', 'v1']);
  });

  test('every schema compiles', () => {
    for (const { schema } of Object.values(index.kinds)) {
      expect(SchemaValidator.of(schema).compile()).toBeInstanceOf(SchemaValidator);
    }
  });

  test('every pattern means something here', () => {
    const files = new Set(Object.values(index.kinds).map(({ schema }) => schema.slice(0, schema.indexOf('#'))));
    const patterns = [...files].flatMap((file) => [
      ...JSON.stringify(readSchemaFile(file)).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g),
    ]);
    expect(patterns.length).toBeGreaterThan(0);
    for (const [, pattern] of patterns) {
      expect(goPatternProblem(JSON.parse(pattern as string) as string)).toBeUndefined();
    }
  });
});

describe('classes', () => {
  const chart = new Chart(new App(), 'chart');

  test('write values as they stand', () => {
    const policy = new PropagationPolicy(chart, 'policy', {
      metadata: { name: 'p', namespace: 'ml' },
      spec: { resourceSelectors: [{ apiVersion: 'batch/v1', kind: 'Job' }], priority: 0 },
    });
    expect(policy.toJson()).toEqual({
      apiVersion: 'policy.karmada.io/v1alpha1',
      kind: 'PropagationPolicy',
      metadata: { name: 'p', namespace: 'ml' },
      spec: { resourceSelectors: [{ apiVersion: 'batch/v1', kind: 'Job' }], priority: 0 },
    });
  });

  test('know their kind without an object', () => {
    expect(ClusterTaintPolicy.GVK).toEqual({ apiVersion: 'policy.karmada.io/v1alpha1', kind: 'ClusterTaintPolicy' });
  });

  test('need no props where the kind has no required fields', () => {
    expect(new ServiceExport(chart, 'export').toJson()).toMatchObject({ kind: 'ServiceExport' });
  });
});
