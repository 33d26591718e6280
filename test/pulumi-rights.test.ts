import { memberRights } from '../lib/pulumi/provider/rights';
import { type ApiClient, ApiError } from '../lib/twin/client';

/** A member that answers every question for the name of a kind so. */
const memberWith = (resourceName: () => Promise<string>) => ({ resourceName }) as unknown as ApiClient;

const resourcesOf = async (kind: string, member: ApiClient) => {
  const [, rule] = await memberRights([{ apiVersion: 'example.com/v1', kind }], member);
  return rule?.resources;
};

describe('memberRights', () => {
  test('a kind is called what the member calls it', async () => {
    expect(
      await resourcesOf(
        'Person',
        memberWith(async () => 'people'),
      ),
    ).toEqual(['people']);
  });

  test.each([
    ['Gateway', 'gateways'],
    ['NetworkPolicy', 'networkpolicies'],
    ['Ingress', 'ingresses'],
    ['Mesh', 'meshes'],
    ['PodGroup', 'podgroups'],
  ])('a kind that the member does not have yet is called by its plural: %s, %s', async (kind, plural) => {
    const unknown = memberWith(async () => {
      throw new ApiError(404, 'UnknownKind', `it has no kind ${kind}`, 'https://127.0.0.1:1');
    });
    expect(await resourcesOf(kind, unknown)).toEqual([plural]);
  });

  test('what Karmada only reads', async () => {
    const slices = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', readOnly: true } as const;
    const member = memberWith(async () => 'endpointslices');
    expect((await memberRights([slices], member))[1]).toEqual({
      apiGroups: ['discovery.k8s.io'],
      resources: ['endpointslices'],
      verbs: ['get', 'list', 'watch'],
    });
  });

  test('what pods use is called pods, whether or not the metrics server answers', async () => {
    const down = memberWith(async () => {
      throw new ApiError(503, 'ServiceUnavailable', 'it is down', 'https://127.0.0.1:1');
    });
    const usage = { apiVersion: 'metrics.k8s.io/v1beta1', kind: 'PodMetrics', readOnly: true } as const;
    expect((await memberRights([usage], down))[1]).toMatchObject({
      apiGroups: ['metrics.k8s.io'],
      resources: ['pods'],
    });
  });

  test('a part of an object has a right of its own, and metrics are of whatever there is', async () => {
    const member = memberWith(async () => 'deployments');
    const infer = { apiVersion: 'apps/v1', kind: 'Deployment' };
    const scale = { ...infer, readOnly: true, subresource: 'scale' } as const;
    const metrics = { apiVersion: 'custom.metrics.k8s.io/v1beta2', kind: 'MetricValue', readOnly: true } as const;
    const [, written, ...read] = await memberRights([infer, scale, metrics], member);
    expect(written).toMatchObject({ apiGroups: ['apps'], resources: ['deployments'] });
    expect(read.slice(0, 2)).toEqual([
      { apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['custom.metrics.k8s.io'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
    ]);
  });

  test('no name is guessed while the member does not answer', async () => {
    const silent = memberWith(async () => {
      throw new ApiError(0, 'Unreachable', 'no answer', 'https://127.0.0.1:1');
    });
    await expect(resourcesOf('Person', silent)).rejects.toThrow('no answer');
  });
});
