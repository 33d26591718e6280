import { FleetApp, FleetBaseline, type FleetBaselineProps, GpuFleet } from '../../../lib';
import type { Manifest } from '../../../lib/core/manifest';
import { manifestsOf } from '../../../lib/testing';
import { gpuMember } from '../../support';

/** Kyverno 1.19 in one member and an older one in another, so that every rule is written in both ways. */
export function baselineFleet(
  props: FleetBaselineProps<'new' | 'old' | 'edge'>,
  more: { readonly volcano?: string } = {},
) {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    ...more,
    kyverno: '1.19',
    istio: '1.30',
    members: {
      new: gpuMember(2, 8),
      old: gpuMember(2, 8, { engines: { kyverno: '1.16' } }),
      edge: gpuMember(1, 1, { engines: { kyverno: null, volcano: null, istio: null } }),
    },
    groups: { train: ['new', 'old'] },
  });
  const baseline = new FleetBaseline(fleet, 'baseline', { to: fleet.group('train'), ...props });
  return { app, fleet, baseline };
}

/** The policies of a program, in one spelling. */
export function policiesOf(app: FleetApp, kind: (typeof SPELLINGS)[number]): readonly Manifest[] {
  return manifestsOf(app, { kind });
}

/** Properties of a baseline with all rules, exemptions and exceptions. */
export const PROPS: FleetBaselineProps<'new' | 'old' | 'edge'> = {
  limits: {
    pods: { namespaces: ['ml', 'lab'] },
    exempt: [{ labels: { role: 'serving' } }, { namespaces: ['lab'], labels: { role: 'notebook' } }],
  },
  registries: { allowed: ['registry.internal', 'docker.io/library', 'localhost:5000/ml'] },
  exceptions: [
    { of: { namespaces: ['ml'], labels: { app: 'old' } }, reason: 'was moved', until: '2020-06-30' },
    { of: { namespaces: ['ml'], labels: { app: 'moving' } }, reason: 'is moved', until: '2999-12-31' },
    // ended for one reason, and still holds for another
    { of: { labels: { app: 'both' } }, reason: 'first', until: '2020-01-01T00:00:00Z', rules: ['limits'] },
    { of: { labels: { app: 'both' } }, reason: 'second', until: '2999-01-01T00:00:00+08:00', rules: ['limits'] },
  ],
};

/** The kinds of policy that a rule is written as. */
export const SPELLINGS = ['ValidatingPolicy', 'ClusterPolicy'] as const;
