import { planOf } from '../../lib';
import { loadProgram } from '../../lib/app/program';
import { controlPlaneObjects } from '../../lib/cli/choose-fleet';
import { compare, isAsPlanned, observeSplit, settledSplit } from '../../lib/cli/comparison';
import type { Manifest } from '../../lib/core/manifest';
import type { ObjectRef } from '../../lib/core/model';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { memberObjects } from '../../lib/plan/member-objects';
import { partOfProgram } from '../../lib/plan/part';
import { Twin } from '../../lib/twin';
import { BUILD_TIMEOUT, twinEnginesOf } from './support/engines';
import { eventually } from './support/eventually';
import { ref } from './support/fleets';
import { removeTemporary, temporary } from './support/folders';
import { kyvernoVerdicts, verdictKey } from './support/kyverno';

/** The platform of apps/ai-platform, compiled, on a twin of the members that it names for one. */
describe('the AI platform', () => {
  const compilation = loadProgram('apps/ai-platform/main.ts', process.cwd()).compile();
  const fleet = compilation.fleets[0]!;
  const running = fleet.twinMembers!;
  let twin: Twin;

  beforeAll(async () => {
    const controlPlane = controlPlaneObjects(compilation, fleet);
    await ensureEngines(['kyverno'], { cacheRoot: defaultCacheRoot() });
    twin = await Twin.up(fleet, { state: temporary('twin'), engines: await twinEnginesOf(fleet), controlPlane });
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  });

  /** What an object says in each member that has it. */
  async function specs(of: ObjectRef): Promise<Record<string, unknown>> {
    const found = await Promise.all(
      running.map(async (member) => [member, (await (await twin.client(member)).read(of))?.spec] as const),
    );
    return Object.fromEntries(found.filter(([, spec]) => spec !== undefined));
  }

  test('every object passes the API servers with strict field validation', async () => {
    const applied = (await twin.apply(compilation.targets)).flatMap(({ objects }) => objects);
    expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    // of objects in a namespace that the program forgets, the twin makes the namespace and kubectl does not
    expect(applied.filter(({ implied }) => implied)).toEqual([]);
  });

  test('the gang and all servers run where the plan says', async () => {
    const plan = planOf(partOfProgram(compilation, twin.fleet));
    const split = await settledSplit(plan, async () => undefined);
    const rows = compare(plan, split, await observeSplit(twin, plan, split));
    expect(rows.map(({ workload, member, ready }) => `${workload} ${member} ${ready}`)).toEqual([
      'resnet50-train idc-gpu 4',
      'notebooks idc-gpu 12',
      'train-api train-gpu 2',
      'resnet50-v2 serve-online 6',
      'resnet50-v3 serve-online 2',
      'resnet50-edge-v2 edge-infer 1',
      'resnet50-edge-v2 edge-01 1',
      'resnet50-edge-v2 edge-42 1',
      'resnet50-edge-v3 edge-01 1',
      'cameras edge-infer 1',
      'cameras edge-01 1',
      'cameras edge-42 1',
    ]);
    expect(isAsPlanned(rows)).toBe(true);
  });

  test('each member has what the program says that it has, with the overrides of its own', async () => {
    // workloads are looked at above, and of empty lists in a Service the API server keeps nothing
    const wanted = ({ kind }: Manifest) => !['Deployment', 'Job', 'Service'].includes(kind);
    const members = memberObjects(partOfProgram(compilation, twin.fleet), wanted);
    expect(members.map(({ member }) => member.name)).toEqual(running);
    for (const { member, objects } of members) {
      const client = await twin.client(member.name);
      expect(objects.length).toBeGreaterThan(10);
      for (const { manifest } of objects) {
        const { metadata: _identity, ...said } = manifest;
        await eventually(async () => expect(await client.read(ref(manifest))).toMatchObject(said));
      }
    }
  });

  test('64 GPUs are divided over the clusters that train, by the GPUs that they have', async () => {
    const queue = { apiVersion: 'scheduling.volcano.sh/v1beta1', kind: 'Queue', name: 'train-queue' };
    const capability = { cpu: '100', memory: '400Gi', 'nvidia.com/gpu': 32 };
    expect(await specs(queue)).toMatchObject({ 'train-gpu': { capability }, 'idc-gpu': { capability } });
    expect(Object.keys(await specs(queue))).toEqual(['train-gpu', 'idc-gpu']);
  });

  test('each department deserves its part of them in each of these clusters', async () => {
    const queue = { apiVersion: 'scheduling.volcano.sh/v1beta1', kind: 'Queue' };
    const deserves = (gpus: number) => ({ parent: 'train-queue', deserved: { 'nvidia.com/gpu': gpus } });
    expect(await specs({ ...queue, name: 'quality' })).toMatchObject({
      'train-gpu': deserves(20),
      'idc-gpu': deserves(20),
    });
    expect(await specs({ ...queue, name: 'research' })).toMatchObject({
      'train-gpu': deserves(12),
      'idc-gpu': deserves(12),
    });
  });

  test('version 3 gets a tenth online and in the factories that try it, and nothing elsewhere', async () => {
    const route = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      name: 'resnet50-route',
      namespace: 'ml',
    };
    const weights = Object.entries(await specs(route)).map(([member, spec]) => {
      const { http } = spec as { http: { route: { destination: { subset: string }; weight?: number }[] }[] };
      const last = http.at(-1)!.route.map(({ destination, weight }) => `${destination.subset} ${weight ?? 100}`);
      return [member, last.join(', ')];
    });
    expect(Object.fromEntries(weights)).toEqual({
      'serve-online': 'v2 90, v3 10',
      'edge-infer': 'v2 100',
      'edge-01': 'v2 90, v3 10',
      'edge-42': 'v2 100',
    });
  });

  test('policies are where they were sent, and nowhere else', async () => {
    const names: Record<string, readonly (string | undefined)[]> = {};
    for (const member of running) {
      const client = await twin.client(member);
      const found = await client.list({ apiVersion: 'policies.kyverno.io/v1', kind: 'ValidatingPolicy' });
      names[member] = found.map(({ metadata }) => metadata.name).sort();
    }
    const baseline = ['baseline-no-privileged', 'baseline-registries'];
    const training = [...baseline, 'training-limits'];
    expect(names).toEqual({
      'train-gpu': training,
      'idc-gpu': training,
      'serve-online': baseline,
      'edge-infer': baseline,
      'edge-01': baseline,
      'edge-42': baseline,
    });
  });

  test("Kyverno's own tool lets every workload in, and none with an image from elsewhere", async () => {
    const wanted = ({ kind }: Manifest) => ['ValidatingPolicy', 'Deployment', 'Job'].includes(kind);
    // one member of each sort: the others have the same
    const members = memberObjects(compilation, wanted).filter(({ member }) =>
      ['train-gpu', 'idc-gpu', 'serve-online', 'edge-01'].includes(member.name),
    );
    const judged: Record<string, readonly string[]> = {};
    for (const { member, objects } of members) {
      const manifests = objects.map(({ manifest }) => manifest);
      const workloads = manifests.filter(({ kind }) => kind !== 'ValidatingPolicy');
      const bad = workloads.map(fromElsewhere);
      const policies = manifests.filter(({ kind }) => kind === 'ValidatingPolicy');
      const verdicts = await kyvernoVerdicts(policies, [...workloads, ...bad]);
      const of = (policy: string) => (manifest: Manifest) => verdicts.get(verdictKey(policy, manifest));
      for (const policy of policies.map(({ metadata }) => metadata.name as string)) {
        expect(workloads.map(of(policy)).filter((verdict) => verdict === 'fail' || verdict === 'error')).toEqual([]);
      }
      expect(workloads.map(of('baseline-registries'))).toEqual(workloads.map(() => 'pass'));
      expect(bad.map(of('baseline-registries'))).toEqual(bad.map(() => 'fail'));
      judged[member.name] = workloads.map(({ metadata }) => metadata.name as string);
    }
    expect(judged).toEqual({
      'train-gpu': ['train-api'],
      'idc-gpu': ['resnet50-train', 'notebooks'],
      'serve-online': ['resnet50-v2', 'resnet50-v3'],
      'edge-01': ['resnet50-edge-v2', 'resnet50-edge-v3', 'cameras'],
    });
  });

  test('every member has a Prometheus with its own name, and monitors its GPUs; only the edge pushes', async () => {
    const api = { apiVersion: 'monitoring.coreos.com/v1', namespace: 'monitoring' };
    const found = await specs({ ...api, kind: 'Prometheus', name: 'metrics' });
    const seen = Object.entries(found).map(([member, spec]) => {
      const { externalLabels, remoteWrite } = spec as {
        externalLabels: { cluster: string };
        remoteWrite?: readonly object[];
      };
      return `${member}: ${externalLabels.cluster} ${remoteWrite ? 'pushes' : 'is asked'}`;
    });
    expect(seen).toEqual([
      'train-gpu: train-gpu is asked',
      'idc-gpu: idc-gpu is asked',
      'serve-online: serve-online is asked',
      'edge-infer: edge-infer pushes',
      'edge-01: edge-01 pushes',
      'edge-42: edge-42 pushes',
    ]);
    expect(Object.keys(await specs({ ...api, kind: 'ServiceMonitor', name: 'gpus' }))).toEqual(running);
  });

  test('a second run changes nothing', async () => {
    const again = (await twin.apply(compilation.targets)).flatMap(({ objects }) => objects);
    expect(again.length).toBeGreaterThan(100);
    expect(again.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
  });
});

/** The same workload with its images from another registry. */
function fromElsewhere(manifest: Manifest): Manifest {
  const { metadata, ...rest } = manifest;
  const other = JSON.parse(JSON.stringify(rest).replaceAll('"registry.internal/', '"docker.io/')) as Omit<
    Manifest,
    'metadata'
  >;
  return { ...other, metadata: { ...metadata, name: `${metadata.name}-from-elsewhere` } } as Manifest;
}
