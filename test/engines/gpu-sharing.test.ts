import { planOf } from '../../lib';
import { loadProgram } from '../../lib/app/program';
import { compare, isAsPlanned, observeSplit, settledSplit } from '../../lib/cli/comparison';
import type { Compilation } from '../../lib/core/compilation';
import type { Manifest } from '../../lib/core/manifest';
import { CONTROL_PLANE, Twin } from '../../lib/twin';
import { BUILD_TIMEOUT, twinEngines } from './support/engines';
import { eventually } from './support/eventually';
import { removeTemporary, temporary } from './support/folders';

/** The platform of examples/gpu-sharing, compiled, on a twin made from its own model. */
describe('the GPU sharing platform', () => {
  let compilation: Compilation;
  let twin: Twin;

  beforeAll(async () => {
    const app = loadProgram('examples/gpu-sharing/main.ts', process.cwd());
    compilation = app.compile();
    const controlPlane = objectsOf(compilation);
    twin = await Twin.up(compilation.fleets[0]!, {
      state: temporary('twin'),
      engines: await twinEngines(),
      controlPlane,
    });
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  });

  test('has no findings', () => {
    expect(compilation.findings).toEqual([]);
  });

  test('every object passes the API server with strict field validation, and a second run changes nothing', async () => {
    const first = (await twin.apply(compilation.targets)).flatMap(({ objects }) => objects);
    expect(first.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    // the members' Cluster objects exist since they have joined
    expect(first.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'Namespace created',
      'Cluster unchanged',
      'Cluster unchanged',
      'PropagationPolicy created',
      'PropagationPolicy created',
      'Job created',
      'Deployment created',
      'ConfigMap created',
      'DaemonSet created',
    ]);
    const second = (await twin.apply(compilation.targets)).flatMap(({ objects }) => objects);
    expect(second.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
  });

  test('a field that the API server does not know is refused, so that the test above means something', async () => {
    const policy = objectsOf(compilation).find(({ kind }) => kind === 'PropagationPolicy') as Manifest;
    const wrong = {
      ...policy,
      metadata: { ...policy.metadata, name: 'wrong' },
      spec: { ...(policy.spec as object), unknown: 1 },
    };
    const [result] = await twin.applyTo(CONTROL_PLANE, [wrong]);
    expect(result).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('spec.unknown'),
    });
  });

  test('the Job is divided 2 and 1, the Deployment 4 and 2, as planned', async () => {
    const plan = planOf(compilation);
    const split = await settledSplit(plan, async () => undefined);
    const observed = await observeSplit(twin, plan, split);
    expect(isAsPlanned(compare(plan, split, observed))).toBe(true);
    expect(observed['pytorch-dnn']?.members).toMatchObject({
      'ack-gpu-a': { replicas: 2, ready: 2 },
      'tke-gpu-b': { replicas: 1, ready: 1 },
    });
    expect(observed.infer?.members).toMatchObject({
      'ack-gpu-a': { replicas: 4, ready: 4 },
      'tke-gpu-b': { replicas: 2, ready: 2 },
    });
  });

  test('every node of the V100s offers eight GPUs for each card, and runs the device plugin that makes it so', async () => {
    const client = await twin.client('ack-gpu-a');
    const nodes = await client.list({ apiVersion: 'v1', kind: 'Node' });
    expect(nodes.map(({ status }) => (status as { allocatable: object }).allocatable)).toEqual(
      Array(4).fill(expect.objectContaining({ 'nvidia.com/gpu': '16' })),
    );
    await eventually(async () => {
      const pods = await client.list({ apiVersion: 'v1', kind: 'Pod', namespace: 'kube-system' });
      expect(pods.map(({ spec }) => (spec as { nodeName?: string }).nodeName).sort()).toEqual(
        nodes.map(({ metadata }) => metadata.name).sort(),
      );
    });
  });

  test('the completions of the Job are divided as planned', async () => {
    const { members } = planOf(compilation).workloads['pytorch-dnn']!;
    for (const [member, share] of Object.entries(members)) {
      const client = await twin.client(member);
      const job = await client.read({ apiVersion: 'batch/v1', kind: 'Job', name: 'pytorch-dnn', namespace: 'ml' });
      expect(job?.spec).toMatchObject({ parallelism: share.replicas, completions: share.completions });
    }
  });
});

function objectsOf({ targets }: Compilation): Manifest[] {
  return targets.flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
}
