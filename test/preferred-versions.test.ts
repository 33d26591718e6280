import { ApiObject } from 'cdk8s';
import { WholePropagation } from '../lib';
import { findingsOf } from '../lib/testing';
import { policy } from './policy-support';
import { deployment, idsOf, twoMembers } from './support';

const NOT_PREFERRED = 'placement/version-not-preferred';
const HPA = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' };
const SPEC = { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'infer' } };

function fleetWithScaler(apiVersion: string) {
  const { app, fleet } = twoMembers();
  const scaler = new ApiObject(fleet, 'scaler', { ...HPA, apiVersion, metadata: { name: 'infer' }, spec: SPEC });
  const placed = () => app.compile().placements.map(({ workload: { apiVersion, name } }) => `${apiVersion} ${name}`);
  return { app, fleet, scaler, placed };
}

describe('a version that the API server does not prefer', () => {
  test('is selected by no policy', () => {
    const { app, fleet, scaler, placed } = fleetWithScaler('autoscaling/v1');
    new WholePropagation(fleet, 'send', { of: scaler, to: fleet, copies: 'every-member' });
    expect(findingsOf(app)).toMatchObject([
      {
        id: NOT_PREFERRED,
        severity: 'error',
        place: 'fleet/send',
        pointer: '/spec/resourceSelectors/0/apiVersion',
        value: 'autoscaling/v1',
        message: expect.stringContaining('autoscaling/v2'),
      },
    ]);
    expect(placed()).toEqual([]);
  });

  test('may be that of the object: it is selected in the preferred one', () => {
    const { app, fleet, placed } = fleetWithScaler('autoscaling/v1');
    policy(fleet, 'by-hand', { selects: HPA });
    expect(findingsOf(app)).toEqual([]);
    expect(placed()).toEqual(['autoscaling/v2 infer']);
  });

  test('is not that in which most objects are written', () => {
    const { app, fleet, scaler } = fleetWithScaler('autoscaling/v2');
    new WholePropagation(fleet, 'send', { of: scaler, to: fleet, copies: 'every-member' });
    expect(findingsOf(app)).toEqual([]);
  });

  test('changes no copy either', () => {
    const { app, fleet } = twoMembers();
    deployment(fleet, 'infer', 2);
    policy(fleet, 'everywhere', {});
    const selector = { apiVersion: 'networking.istio.io/v1alpha3', kind: 'VirtualService' };
    new ApiObject(fleet, 'override', {
      apiVersion: 'policy.karmada.io/v1alpha1',
      kind: 'ClusterOverridePolicy',
      metadata: { name: 'override' },
      spec: { resourceSelectors: [selector], overrideRules: [{ overriders: {} }] },
    });
    expect(findingsOf(app)).toMatchObject([{ id: NOT_PREFERRED, place: 'fleet/override', value: selector.apiVersion }]);
  });

  test('is not known where servers differ in what they serve', () => {
    const { app, fleet } = twoMembers();
    const template = new ApiObject(fleet, 'gpu', {
      apiVersion: 'resource.k8s.io/v1beta1',
      kind: 'ResourceClaimTemplate',
      metadata: { name: 'gpu' },
      spec: { spec: {} },
    });
    new WholePropagation(fleet, 'send', { of: template, to: fleet, copies: 'every-member' });
    expect(idsOf(app)).not.toContain(NOT_PREFERRED);
  });
});

describe('kinds that the program defines', () => {
  const select = (apiVersion: string, ...versions: (readonly [name: string, served: boolean])[]) => {
    const { app, fleet } = twoMembers();
    new ApiObject(fleet, 'definition', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'models.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Model', plural: 'models', singular: 'model', listKind: 'ModelList' },
        versions: versions.map(([name, served], i) => ({
          name,
          served,
          storage: i === 0,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        })),
      },
    });
    policy(fleet, 'models', { selects: { apiVersion: `example.com/${apiVersion}`, kind: 'Model' } });
    return findingsOf(app, NOT_PREFERRED).map(({ message }) => /prefers \S+\/(\w+)/.exec(message)?.[1]);
  };

  test.each<[string, string, readonly string[]]>([
    ['v1', 'v2', ['v2', 'v1']],
    ['v2beta1', 'v1', ['v2beta1', 'v1']],
    ['v1alpha2', 'v1beta1', ['v1alpha2', 'v1beta1']],
    ['v1beta2', 'v1beta10', ['v1beta10', 'v1beta2']],
    ['first', 'v1alpha1', ['first', 'v1alpha1']],
  ])('%s is not preferred to %s', (seen, preferred, versions) => {
    const served = versions.map((name) => [name, true] as const);
    expect(select(seen, ...served)).toEqual([preferred]);
    expect(select(preferred, ...served)).toEqual([]);
  });

  test('count in the versions that are served', () => {
    expect(select('v1', ['v1', true], ['v2', false])).toEqual([]);
  });
});
