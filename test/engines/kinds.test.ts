import type { Manifest } from '../../lib/core/manifest';
import { CONTROL_PLANE, Twin } from '../../lib/twin';
import { NotYet, waitFor } from '../../lib/twin/wait';
import { BUILD_TIMEOUT, twinEnginesOf } from './support/engines';
import { fleet, member, pool, ref } from './support/fleets';
import { removeTemporary, temporary } from './support/folders';

const SERVE = 'serve-online';
const TRAIN = 'train-gpu';

const model = {
  ...fleet(
    member(SERVE, pool('l4', 1, 1), { engines: { istio: '1.30', kyverno: '1.19', prometheusOperator: '0.93' } }),
    member(TRAIN, pool('a100', 1, 8)),
  ),
  controlPlane: { kubernetes: '1.35', engines: {} },
};

const HOST = 'reviews.ml.svc.cluster.local';

const virtualService: Manifest = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'reviews', namespace: 'ml' },
  spec: {
    hosts: [HOST],
    http: [
      {
        route: [
          { destination: { host: HOST, subset: 'v2' }, weight: 90 },
          { destination: { host: HOST, subset: 'v3' }, weight: 10 },
        ],
      },
    ],
  },
};

const destinationRule: Manifest = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'reviews', namespace: 'ml' },
  spec: { host: HOST, subsets: ['v2', 'v3'].map((name) => ({ name, labels: { version: name } })) },
};

const validatingPolicy: Manifest = {
  apiVersion: 'policies.kyverno.io/v1',
  kind: 'ValidatingPolicy',
  metadata: { name: 'require-team' },
  spec: {
    validationActions: ['Deny'],
    matchConstraints: {
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
    },
    validations: [
      { expression: "has(object.metadata.labels) && 'team' in object.metadata.labels", message: 'no team' },
    ],
  },
};

const serviceMonitor: Manifest = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name: 'dcgm', namespace: 'ml' },
  spec: { selector: { matchLabels: { app: 'dcgm' } }, endpoints: [{ port: 'metrics', interval: '15s' }] },
};

const claimTemplate = (version: string): Manifest => ({
  apiVersion: `resource.k8s.io/${version}`,
  kind: 'ResourceClaimTemplate',
  metadata: { name: `gpu-${version}`, namespace: 'ml' },
  spec: { spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu.nvidia.com' } }] } } },
});

const NOT_SERVED = { outcome: 'failed', message: 'the server could not find the requested resource' };

const OBJECTS = [virtualService, destinationRule, validatingPolicy, serviceMonitor];

let twin: Twin;

beforeAll(async () => {
  const engines = await twinEnginesOf(model);
  // the kinds of the others come with their objects
  const controlPlane = [virtualService, validatingPolicy];
  twin = await Twin.up(model, { state: temporary('twin'), engines, controlPlane });
}, BUILD_TIMEOUT);

afterAll(async () => {
  await twin?.down();
  removeTemporary();
});

const withUnknownField = (object: Manifest): Manifest => ({
  ...object,
  spec: { ...(object.spec as object), surprise: 1 },
});

test.each([CONTROL_PLANE, SERVE])('the kinds of what members have are served, and judged, in %s', async (cluster) => {
  const refused = await twin.applyTo(cluster, OBJECTS.map(withUnknownField));
  expect(refused.filter(({ implied }) => !implied)).toMatchObject(
    OBJECTS.map(() => ({ outcome: 'failed', message: expect.stringContaining('.spec.surprise') })),
  );
  const applied = await twin.applyTo(cluster, OBJECTS);
  expect(applied.map(({ outcome }) => outcome)).toEqual(OBJECTS.map(() => 'created'));
});

test('only kinds that are used are there', async () => {
  const crds = await (await twin.client(SERVE)).list({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
  });
  expect(crds.map(({ metadata }) => metadata.name)).toEqual([
    'destinationrules.networking.istio.io',
    'servicemonitors.monitoring.coreos.com',
    'validatingpolicies.policies.kyverno.io',
    'virtualservices.networking.istio.io',
  ]);
});

test('a member without the engines does not know their kinds', async () => {
  const applied = await twin.applyTo(TRAIN, [validatingPolicy]);
  expect(applied).toMatchObject([{ outcome: 'failed', message: expect.stringMatching(/not found|no matches|404/i) }]);
});

test.each([CONTROL_PLANE, SERVE])(
  'of kinds that are built in, %s serves the stable versions by itself',
  async (cluster) => {
    const applied = await twin.applyTo(cluster, ['v1', 'v1beta2', 'v1beta1'].map(claimTemplate));
    expect(applied.filter(({ implied }) => !implied)).toMatchObject([{ outcome: 'created' }, NOT_SERVED, NOT_SERVED]);
  },
);

test('the versions that run are told where the fleet asks for others', async () => {
  expect((await twin.status()).notes).toEqual([
    'the control plane runs Kubernetes 1.36, the fleet asks for 1.35',
    `${SERVE} has the kinds of Istio 1.31, the fleet asks for 1.30`,
  ]);
});

const named = (object: Manifest, name: string): Manifest => ({ ...object, metadata: { ...object.metadata, name } });

/** Has Karmada carry an object to one member. */
function carry({ apiVersion, kind, metadata: { name, namespace } }: Manifest, to: string): Manifest {
  return {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: namespace === undefined ? 'ClusterPropagationPolicy' : 'PropagationPolicy',
    metadata: { name, namespace },
    spec: {
      resourceSelectors: [{ apiVersion, kind, name }],
      placement: { clusterAffinity: { clusterNames: [to] } },
    },
  };
}

test('Karmada carries objects of these kinds to the member, those of no namespace, too', async () => {
  const carried = [virtualService, validatingPolicy].map((object) => named(object, 'carried'));
  await twin.applyTo(CONTROL_PLANE, [...carried.map((object) => carry(object, SERVE)), ...carried]);
  const serve = await twin.client(SERVE);
  for (const object of carried) {
    const look = async () => (await serve.read(ref(object))) ?? new NotYet('it does not exist');
    const there = await waitFor(`the ${object.kind} in ${SERVE}`, look, { seconds: 30 });
    expect(there.spec).toMatchObject(object.spec as object);
  }
});
