import { ApiObject } from 'cdk8s';
import type { Json } from '../lib/core/manifest';
import { findingsOf } from '../lib/testing';
import { twoMembers } from './support';

/** Findings of one object of Karmada in a fleet of the members a and b. */
function found(kind: string, spec: Json) {
  const { app, fleet } = twoMembers();
  const metadata = { name: 'written', namespace: 'ml' };
  new ApiObject(fleet, 'written', { apiVersion: 'policy.karmada.io/v1alpha1', kind, metadata, spec });
  return findingsOf(app).map(({ id, value, pointer }) => [id, value, pointer]);
}

describe('names of members in objects of Karmada', () => {
  const override = (clusterNames: readonly string[], overriders: Json): Json => ({
    resourceSelectors: [{ apiVersion: 'example.com/v1', kind: 'Backup', name: 'nightly' }],
    overrideRules: [{ targetCluster: { clusterNames }, overriders }],
  });
  const backup = { schedule: '@daily', exclude: ['tmp', 'cache'], clusterNames: ['elsewhere'] };

  test('what an override writes into objects names none', () => {
    const plaintext = [{ path: '/spec', operator: 'replace', value: backup }];
    expect(found('OverridePolicy', override(['b'], { plaintext }))).toEqual([]);
    const before = { targetCluster: { clusterNames: ['b'] }, overriders: { plaintext } };
    expect(found('OverridePolicy', before)).toEqual([]);
  });

  test('those for which an override is', () => {
    expect(found('OverridePolicy', override(['bb'], {}))).toEqual([
      ['placement/unknown-member', 'bb', '/spec/overrideRules/0/targetCluster/clusterNames/0'],
    ]);
  });

  test('those for which a quota is', () => {
    const quota = (clusterName: string) => ({
      overall: { cpu: '10' },
      staticAssignments: [{ clusterName, hard: { cpu: '10' } }],
    });
    expect(found('FederatedResourceQuota', quota('a'))).toEqual([]);
    expect(found('FederatedResourceQuota', quota('nobody'))).toEqual([
      ['placement/unknown-member', 'nobody', '/spec/staticAssignments/0/clusterName'],
    ]);
  });
});
