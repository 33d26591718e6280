import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { type Finding, FleetApp, GpuFleet, type GpuFleetProps, WholePropagation } from '../lib';
import { ENGINE_ADDITIONS } from '../lib/checks/engine-additions';
import type { JsonObject } from '../lib/core/manifest';
import type { JsonSchema } from '../lib/l1/json-schema';
import { kindEntry, readSchemaFile } from '../lib/l1/kinds';
import { gpuMember } from './support';

function fleetOf(props: Partial<GpuFleetProps<'a' | 'b'>> = {}) {
  const app = new FleetApp();
  const members = { a: gpuMember(1, 1, { kubernetes: '1.33' }), b: gpuMember(1, 1, { kubernetes: '1.34' }) };
  return { app, fleet: new GpuFleet(app, 'fleet', { members, ...props }) };
}

function findingsOf(app: FleetApp): Finding[] {
  return app.compile().findings.filter(({ id }) => id.startsWith('versions/'));
}

function object(scope: Construct, id: string, apiVersion: string, kind: string, more: JsonObject = {}): ApiObject {
  return new ApiObject(scope, id, { apiVersion, kind, metadata: { name: id, namespace: 'default' }, ...more });
}

const CLAIM = {
  spec: { spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu.nvidia.com' } }] } } },
};

test('a kind that Kubernetes has since 1.34 is found in the member with 1.33, and nowhere else', () => {
  const { app, fleet } = fleetOf();
  object(fleet.member('a'), 'one', 'resource.k8s.io/v1', 'ResourceClaimTemplate', CLAIM);
  object(fleet.member('b'), 'two', 'resource.k8s.io/v1', 'ResourceClaimTemplate', CLAIM);
  expect(findingsOf(app)).toEqual([
    expect.objectContaining({
      id: 'versions/kind-not-served',
      severity: 'error',
      place: 'fleet-member-a/one',
      value: 'resource.k8s.io/v1',
      message: 'resource.k8s.io/v1/ResourceClaimTemplate needs Kubernetes 1.34, which member a does not have.',
      fix: 'Send it only to members with Kubernetes 1.34 or later, or use an older version of the kind.',
    }),
  ]);
});

test('what the control plane sends on is followed to its members, and told once', () => {
  const { app, fleet } = fleetOf({
    members: { a: gpuMember(1, 1, { kubernetes: '1.33' }), b: gpuMember(1, 1, { kubernetes: '1.32' }) },
  });
  const claim = object(fleet, 'claim', 'resource.k8s.io/v1', 'ResourceClaimTemplate', CLAIM);
  new WholePropagation(fleet, 'all', { of: claim, to: ['a', 'b'], copies: 'every-member' });
  expect(findingsOf(app).map(({ place, message }) => [place, message])).toEqual([
    ['fleet/claim', expect.stringContaining('which members a and b do not have.')],
  ]);
});

test('versions that API servers serve only when told to', () => {
  const { app, fleet } = fleetOf();
  object(fleet.member('b'), 'beta', 'resource.k8s.io/v1beta2', 'ResourceClaimTemplate', CLAIM);
  expect(findingsOf(app)).toEqual([
    expect.objectContaining({ id: 'versions/off-by-default', severity: 'warning', place: 'fleet-member-b/beta' }),
  ]);
});

describe('what engines have since a version', () => {
  const exception = {
    spec: { expiresAt: '2027-01-01T00:00:00Z', policyRefs: [{ name: 'p', kind: 'ValidatingPolicy' }] },
  };

  test.each<[string, string, string[]]>([
    ['1.16', 'versions/kind-not-served', ['Kyverno 1.17', 'Kyverno 1.19']],
    ['1.18', 'versions/field-not-known', ['Kyverno 1.19']],
    ['1.19', '', []],
  ])('an exception with an end, in Kyverno %s', (kyverno, id, needs) => {
    const { app, fleet } = fleetOf({ kyverno });
    object(fleet.member('a'), 'exception', 'policies.kyverno.io/v1', 'PolicyException', exception);
    const findings = findingsOf(app);
    expect(findings.map(({ message }) => /needs ([^,]+)/.exec(message)?.[1])).toEqual(needs);
    expect(findings[0]?.id ?? '').toBe(id);
  });

  test.each([
    ['1.17', ['spec.placement.clusterAffinities[].overflowAffinities']],
    ['1.18', []],
  ])('overflow to other clusters, in Karmada %s', (karmada, fields) => {
    const { app, fleet } = fleetOf({ karmada });
    object(fleet, 'policy', 'policy.karmada.io/v1alpha1', 'PropagationPolicy', {
      spec: {
        resourceSelectors: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'none' }],
        placement: {
          clusterAffinities: [
            {
              affinityName: 'first',
              clusterNames: ['a'],
              overflowAffinities: [{ affinityName: 'then', clusterNames: ['b'] }],
            },
          ],
        },
      },
    });
    expect(findingsOf(app).map(({ id, message }) => [id, message.split(' of ')[0]])).toEqual(
      fields.map((field) => ['versions/field-not-known', field]),
    );
  });

  test('every field of the table is one of its kind', () => {
    for (const { apiVersion, kinds = [], fields = [] } of ENGINE_ADDITIONS) {
      for (const kind of kinds) {
        expect([kind, fields.filter((field) => !has(apiVersion, kind, field))]).toEqual([kind, []]);
      }
    }
    expect(has('policies.kyverno.io/v1', 'PolicyException', 'spec.expires')).toBe(false);
  });
});

function has(apiVersion: string, kind: string, field: string): boolean {
  const [file, name] = kindEntry(apiVersion, kind)!.schema.split('#/definitions/');
  let schema: JsonSchema | undefined = readSchemaFile(file!).definitions[name!];
  for (const step of field.split('.')) {
    const inner: JsonSchema | undefined = schema?.properties?.[step.replace('[]', '')];
    schema = step.endsWith('[]') ? (inner?.items as JsonSchema | undefined) : inner;
  }
  return schema !== undefined;
}
