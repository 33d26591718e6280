import { ApiObject, JsonPatch } from 'cdk8s';
import type { aiFleet } from '../apps/ai-platform/fleet';
import { type CanaryRoute, type Finding, FleetBaseline, ObjectStore, ThanosStack, TrainingQueue } from '../lib';
import { loadProgram } from '../lib/app/program';
import { VirtualService } from '../lib/l1/istio';
import { findingsOf } from '../lib/testing';

type AiFleet = ReturnType<typeof aiFleet>;

interface Defect {
  readonly what: string;
  /** Brings it into the platform. */
  readonly bring: (fleet: AiFleet) => void;
  /** What is found. */
  readonly found: Pick<Finding, 'id' | 'place'> & {
    /** A part of the message that tells what was seen. */
    readonly seen: string;
    /** A part of the fix. */
    readonly fix: string;
  };
}

const DEFECTS: readonly Defect[] = [
  {
    what: 'a canary subset without pods',
    bring: (fleet) => (fleet.node.findChild('resnet50-route') as CanaryRoute).promote(['edge-07']),
    found: {
      id: 'traffic/subset-without-pods',
      place: 'ai-fleet/resnet50-route/Resource',
      seen: "in member 'edge-07' a route leads to subset 'v3'",
      fix: 'Send a workload with these labels there',
    },
  },
  {
    what: 'a host without service',
    bring: (fleet) => routeByHand(fleet, 'serve-online', 'resnet-50'),
    found: {
      id: 'traffic/host-without-service',
      place: 'ai-fleet-member-serve-online/by-hand',
      seen: "in member 'serve-online' a route leads to resnet-50.ml.svc.cluster.local",
      fix: 'Write NAME.NAMESPACE.svc.cluster.local of a Service',
    },
  },
  {
    what: 'a host whose service is in other members',
    bring: (fleet) => routeByHand(fleet, 'train-gpu', 'resnet50'),
    found: {
      id: 'traffic/service-not-in-member',
      place: 'ai-fleet-member-train-gpu/by-hand',
      seen: "in member 'train-gpu' a route leads to resnet50.ml.svc.cluster.local",
      fix: 'Send the Service there, too',
    },
  },
  {
    what: 'a queue asked from a member without Volcano',
    bring: (fleet) => new TrainingQueue(fleet, 'night', { to: fleet.group('serve') }),
    found: {
      id: 'queue/no-volcano',
      place: 'ai-fleet/night',
      seen: "the queue goes to member 'serve-online', which does not run Volcano",
      fix: "Set engines.volcano of 'serve-online'",
    },
  },
  {
    what: 'an object store without bucket',
    bring: (fleet) =>
      new ThanosStack(fleet, 'audit', {
        objectStore: ObjectStore.gcs({ bucket: '' }),
        to: fleet.member('idc-gpu'),
        members: { 'idc-gpu': { mode: 'sidecar', endpoint: 'audit.idc-gpu.example.com:10901' } },
      }),
    found: {
      id: 'thanos/no-bucket',
      place: 'ai-fleet/audit',
      seen: 'the object store has "" as its bucket',
      fix: 'Name the bucket in objectStore',
    },
  },
  {
    what: 'two Prometheus with equal labels',
    bring: (fleet) => {
      const { prometheuses } = fleet.node.findChild('metrics') as ThanosStack;
      const patch = JsonPatch.replace('/spec/externalLabels/cluster', 'train-gpu');
      ApiObject.of(prometheuses['idc-gpu']!).addJsonPatch(patch);
    },
    found: {
      id: 'prometheus/equal-external-labels',
      place: 'ai-fleet-member-idc-gpu/metrics/Resource',
      seen: 'ai-fleet-member-train-gpu/metrics/Resource (train-gpu)',
      fix: 'Give each a label of its own',
    },
  },
  {
    what: "a policy that denies the platform's own pods",
    bring: (fleet) =>
      new FleetBaseline(fleet, 'strict', {
        to: fleet.member('train-gpu'),
        registries: { allowed: ['registry.internal/edge', 'registry.istio.io/release'] },
      }),
    found: {
      id: 'policy/denies-workload',
      place: 'ai-fleet/train-api/Resource',
      seen: "strict-registries of ai-fleet/strict in 'train-gpu': the image of container 'main' is registry.internal/ml/train-api:v1",
      fix: 'add its registry to registries.allowed',
    },
  },
];

/** What goes wrong in platforms of this kind, all of it in one: everything is reported together. */
describe('the AI platform with every defect', () => {
  const app = loadProgram('apps/ai-platform/main.ts', process.cwd());
  const fleet = app.node.findChild('ai-fleet') as AiFleet;
  const before = findingsOf(app);
  for (const { bring } of DEFECTS) {
    bring(fleet);
  }
  const found = findingsOf(app).filter(({ id }) => !before.some((known) => known.id === id));

  test('without them there is none', () => {
    expect(before.filter(({ acknowledged }) => acknowledged === undefined)).toEqual([]);
  });

  test.each(DEFECTS)('$what', ({ found: { id, place, seen, fix } }) => {
    expect(found.filter((one) => one.id === id)).toContainEqual(
      expect.objectContaining({
        place,
        message: expect.stringContaining(seen),
        fix: expect.stringContaining(fix),
      }),
    );
  });

  test('and nothing else', () => {
    expect([...new Set(found.map(({ id }) => id))].sort()).toEqual(DEFECTS.map(({ found: { id } }) => id).sort());
  });
});

/** A route that somebody wrote without the constructs. */
function routeByHand(fleet: AiFleet, member: 'serve-online' | 'train-gpu', service: string): void {
  const host = `${service}.ml.svc.cluster.local`;
  new VirtualService(fleet.member(member), 'by-hand', {
    metadata: { name: 'by-hand', namespace: 'ml' },
    spec: { hosts: ['models.example.com'], gateways: ['mesh'], http: [{ route: [{ destination: { host } }] }] },
  });
}
