import type { Manifest } from '../../lib/core/manifest';
import { RUN_FOR_ANNOTATION, Twin } from '../../lib/twin';
import { nodesOf } from '../../lib/twin/nodes';
import { BUILD_TIMEOUT, volcanoTwinEngines } from './support/engines';
import { eventually } from './support/eventually';
import { fleet, member, pool, ref } from './support/fleets';
import { removeTemporary, temporary } from './support/folders';
import { gang } from './support/volcano';

/** What a gang is worth: pods that take a node of 8 GPUs each, and are of no use before all of them run. */
const MEMBER = 'train';
const GANG = 4;

interface PodSeen {
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly reason?: string }[];
    readonly containerStatuses?: readonly { readonly state: { readonly terminated?: Span } }[];
  };
}

/** When something ran, as the API says it. */
interface Span {
  readonly startedAt: string;
  readonly finishedAt: string;
}

let twin: Twin;

beforeAll(async () => {
  const model = fleet(member(MEMBER, pool('a100', GANG - 1, 8), { engines: { volcano: '1.15' } }));
  twin = await Twin.up(model, { state: temporary('twin'), engines: await volcanoTwinEngines() });
}, BUILD_TIMEOUT);

afterAll(async () => {
  await twin?.down();
  removeTemporary();
});

test('a gang of four waits with three free nodes, not one pod of it made, and runs when the fourth comes', async () => {
  const job = gang('resnet50', { replicas: GANG, runFor: '2s' });
  await apply(job);
  // the scheduler has looked at the gang, and found too few nodes for it
  await eventually(async () => expect(await heldBack(job)).toBe(true));
  expect(await podsOf('volcano.sh/job-name=resnet50')).toEqual([]);

  const [fourth] = nodesOf(member(MEMBER, pool('more', 1, 8)));
  await (await twin.client(MEMBER)).create(fourth!);
  await eventually(async () => expect(await phaseOf(job)).toBe('Completed'));
});

test('two gangs that get half of the nodes each wait for ever under the default scheduler', async () => {
  // one pod of each in turn, as two operators make them that work at the same time
  await apply(...Array.from({ length: GANG }, (_, i) => [plainPod('left', i), plainPod('right', i)]).flat());
  await eventually(async () => {
    expect(bound(await podsOf('gang=left'))).toHaveLength(GANG / 2);
    expect(bound(await podsOf('gang=right'))).toHaveLength(GANG / 2);
    expect(refused(await podsOf('gang'))).toHaveLength(GANG);
  });
  const client = await twin.client(MEMBER);
  await client.text('DELETE', '/api/v1/namespaces/ml/pods', { query: { labelSelector: 'gang' } });
  await eventually(async () => expect(await podsOf('gang')).toEqual([]));
});

test('the same two gangs run one after the other under Volcano', async () => {
  const jobs = ['left', 'right'].map((name) => gang(name, { replicas: GANG, runFor: '3s' }));
  await apply(...jobs);
  for (const job of jobs) {
    await eventually(async () => expect(await phaseOf(job)).toBe('Completed'));
  }
  const [first, second] = (await Promise.all(jobs.map(spanOf))).sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  expect(first!.finishedAt <= second!.startedAt).toBe(true);
});

async function apply(...manifests: readonly Manifest[]): Promise<void> {
  const applied = await twin.applyTo(MEMBER, manifests);
  expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
}

async function heldBack(job: Manifest): Promise<boolean> {
  const [seen] = await twin.observe([{ workload: ref(job), members: { [MEMBER]: GANG } }], { timeoutSeconds: 1 });
  return seen?.members[MEMBER]?.problem?.includes('has made no pods') === true;
}

async function phaseOf(job: Manifest): Promise<string | undefined> {
  const seen = await twin.read(ref(job), MEMBER);
  return (seen?.status as { readonly state?: { readonly phase?: string } } | undefined)?.state?.phase;
}

async function podsOf(labelSelector: string): Promise<readonly PodSeen[]> {
  const client = await twin.client(MEMBER);
  const pods = await client.list({ apiVersion: 'v1', kind: 'Pod', namespace: 'ml' }, { labelSelector });
  return pods as unknown as PodSeen[];
}

/** From the start of the first pod of a finished job to the end of its last. */
async function spanOf({ metadata }: Manifest): Promise<Span> {
  const ran = (await podsOf(`volcano.sh/job-name=${metadata.name}`)).map(
    ({ status }) => status.containerStatuses![0]!.state.terminated!,
  );
  expect(ran).toHaveLength(GANG);
  return {
    startedAt: ran.map(({ startedAt }) => startedAt).sort()[0]!,
    finishedAt: ran.map(({ finishedAt }) => finishedAt).sort()[GANG - 1]!,
  };
}

function bound(pods: readonly PodSeen[]): readonly PodSeen[] {
  return pods.filter(({ spec }) => spec.nodeName !== undefined);
}

function refused(pods: readonly PodSeen[]): readonly PodSeen[] {
  return pods.filter(({ status }) => status.conditions?.some(({ reason }) => reason === 'Unschedulable'));
}

/** A pod of a gang that nobody keeps together. */
function plainPod(name: string, index: number): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${index}`,
      namespace: 'ml',
      labels: { gang: name },
      annotations: { [RUN_FOR_ANNOTATION]: '3s' },
    },
    spec: {
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: 'example.com/main:1', resources: { limits: { 'nvidia.com/gpu': 8 } } }],
    },
  };
}
