import { ApiObject } from 'cdk8s';
import fc from 'fast-check';
import {
  FleetApp,
  Gpu,
  GpuFleet,
  type Json,
  type JsonObject,
  type Manifest,
  TrainingJob,
  TrainingQueue,
} from '../../lib';
import { NODE_GROUP_LABEL } from '../../lib/plan/node-groups';
import { Twin } from '../../lib/twin';
import { inBatches } from '../../lib/twin/batches';
import { ApiError, type RequestOptions } from '../../lib/twin/client';
import { BUILD_TIMEOUT, volcanoTwinEngines } from './support/engines';
import { eventually } from './support/eventually';
import { ref } from './support/fleets';
import { removeTemporary, temporary } from './support/folders';
import { gang } from './support/volcano';
import { jobs, NODE_GROUP, QUEUES, queues } from './support/webhook-cases';
import { JOBS_WITH_ONE_FAULT, JOBS_WITHOUT_FAULT, jobOf } from './support/webhook-pods';
import { APPLIED, changed, changes } from './support/webhook-updates';

const SEED = 20261121;
const MEMBER = 'train';
/** Of each kind. */
const CASES = 400;
/** Of a job that is there already. */
const UPDATES = 150;
const REQUESTS_AT_ONCE = 8;

/** What was said of a case; empty where nobody objects. */
interface Verdict {
  readonly manifest: Manifest;
  /** Ids of our errors. */
  readonly ours: readonly string[];
  /** What the server said. */
  readonly theirs: string;
}

/** Where the verdicts may differ. */
interface Difference {
  readonly why: string;
  readonly covers: (verdict: Verdict) => boolean;
}

/** What we refuse and the server takes. */
const STRICTER = new Set<string>();

/** We refuse for these reasons what the server takes, and for no reason that is not one of `STRICTER`. */
function stricter(why: string, ...ids: readonly string[]): Difference {
  for (const id of ids) {
    STRICTER.add(id);
  }
  const covers = ({ ours, theirs }: Verdict) =>
    theirs === '' && ours.some((id) => ids.includes(id)) && ours.every((id) => STRICTER.has(id));
  return { why, covers };
}

/** The server refuses with these words what we take. */
function laxer(why: string, words: RegExp): Difference {
  return { why, covers: ({ ours, theirs }) => ours.length === 0 && words.test(theirs) };
}

const DIFFERENCES: readonly Difference[] = [
  stricter(
    'the webhook looks at no nodes, and not at what a queue may use',
    'queue/guarantee-over-capacity',
    'training/gang-does-not-fit',
    'training/gang-over-capability',
  ),
  stricter(
    'the job is taken, and never starts, or without what its plugins were to do',
    'training/gang-waits-for-itself',
    'training/no-role-task',
    'training/bad-plugin-argument',
  ),
  {
    why: 'the webhook makes 1 of a weight of 0 before the schema is asked; whoever writes 0 means none',
    covers: ({ manifest, ours }) => manifest.kind === 'Queue' && specOf(manifest).weight === 0 && ours.length === 1,
  },
  laxer(
    'only sizes and priority of a job may change, and the program does not know what was applied',
    /job updates may not/,
  ),
  laxer('queues that the program does not have may be in the member already', /"elsewhere" not found/),
];

const model = (app = new FleetApp()) => {
  const pool = { name: 'v100', gpu: Gpu.nvidia('V100'), nodes: 200, gpusPerNode: 8 };
  // what generated queues are bound to: the webhook looks at no nodes, and the other verdicts on these queues are to be compared
  const group = { ...pool, name: 'group', nodes: 1, labels: { [NODE_GROUP_LABEL]: NODE_GROUP } };
  const members = { [MEMBER]: { kubernetes: '1.34', pools: [pool, group] } as const };
  const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members });
  return { app, fleet, member: fleet.member(MEMBER) };
};

let twin: Twin;

beforeAll(async () => {
  twin = await Twin.up(model().fleet.model, { state: temporary('twin'), engines: await volcanoTwinEngines() });
  const applied = await twin.applyTo(MEMBER, QUEUES);
  expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  // the webhook goes by its cache, and lets jobs only into queues that are open by then
  const last = QUEUES.at(-1)!.metadata.name!;
  const probe = { ...gang('probe', { replicas: 1, queue: last }), metadata: { name: 'probe', namespace: 'default' } };
  await eventually(async () => expect(await refusal(probe)).toBe(''));
  expect(await twin.applyTo(MEMBER, [APPLIED])).toMatchObject([{ outcome: 'created' }]);
}, BUILD_TIMEOUT);

afterAll(async () => {
  await twin?.down();
  removeTemporary();
});

/** Each rule is broken by some case that the server refuses. */
const SCHEMA_RULES = ['schema/invalid-name', 'schema/invalid-value', 'schema/wrong-type'];
const QUEUE_RULES = [
  ...SCHEMA_RULES,
  'schema/unknown-field',
  'queue/bad-amount',
  'queue/bounds-out-of-order',
  'queue/children-over-parent',
  'queue/guarantee-not-deserved',
  'queue/too-deep',
];
const JOB_RULES = [
  ...SCHEMA_RULES,
  'training/bad-container',
  'training/bad-dependency',
  'training/bad-min-available',
  'training/bad-name',
  'training/bad-partitions',
  'training/bad-pod',
  'training/bad-policy',
  'training/bad-topology',
  'training/bad-volume',
  'training/duplicate-task',
  'training/no-tasks',
  'training/numa-without-cores',
  'training/queue-not-leaf',
  'training/unknown-plugin',
];

const found = new Set<Difference>();

/** Verdicts that differ, and no named reason why. */
function unexplained(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter((verdict) => {
    const differs = verdict.ours.length > 0 !== (verdict.theirs !== '');
    const explanations = differs ? DIFFERENCES.filter(({ covers }) => covers(verdict)) : [];
    for (const difference of explanations) {
      found.add(difference);
    }
    return differs && explanations.length === 0;
  });
}

/** Both verdicts are common enough, or the comparison would say little. */
function expectBoth(verdicts: readonly Verdict[]): void {
  const refused = verdicts.filter(({ theirs }) => theirs !== '').length;
  expect(refused).toBeGreaterThan(verdicts.length / 5);
  expect(refused).toBeLessThan((verdicts.length * 4) / 5);
}

test.each([
  ['queues', queues, QUEUE_RULES],
  ['jobs', jobs, JOB_RULES],
] as const)('the server refuses the %s that our checks refuse, and no others', async (_, cases, rules) => {
  const verdicts = await judge(fc.sample(cases, { numRuns: CASES, seed: SEED }));
  expectBoth(verdicts);
  const broken = new Set(verdicts.flatMap(({ ours, theirs }) => (theirs === '' ? [] : ours)));
  expect(rules.filter((rule) => !broken.has(rule))).toEqual([]);
  expect(unexplained(verdicts)).toEqual([]);
});

test('each right value of a field of a pod is taken by both, and each wrong one refused by both', async () => {
  const right = await judge(JOBS_WITHOUT_FAULT);
  expect(right.filter(({ ours, theirs }) => ours.length > 0 || theirs !== '')).toEqual([]);
  const wrong = await judge(JOBS_WITH_ONE_FAULT);
  expect(wrong.filter(({ ours, theirs }) => ours.length === 0 || theirs === '')).toEqual([]);
});

test('a job that is in the member already may become what our checks do not refuse', async () => {
  const { apiVersion, kind, metadata, spec } = (await (await twin.client(MEMBER)).read(ref(APPLIED)))!;
  const { name, namespace } = metadata;
  const before = { apiVersion, kind, metadata: { name, namespace }, spec };
  const updates = fc.sample(changes, { numRuns: UPDATES, seed: SEED }).map((change) => changed(before, change));
  const verdicts = await judge(updates, update);
  expectBoth(verdicts);
  expect(unexplained(verdicts)).toEqual([]);
});

/** A gang of so many pods as its construct renders it. */
function rendered(replicas: number): Manifest {
  const { app, member } = model();
  new TrainingJob(member, 'rendered', {
    queue: TrainingQueue.fromName('default'),
    namespace: 'default',
    tasks: { worker: { replicas, image: 'registry.internal/train:1', cpu: 0.5, gpus: 1, pod: { hostNetwork: true } } },
    plugins: { pytorch: { master: 'worker' } },
  });
  const objects = app.compile().targets.flatMap((target) => target.objects.map(({ manifest }) => manifest));
  return objects.find(({ kind }) => kind === 'Job')!;
}

test('a job that is applied again is what it was, and may become larger', async () => {
  for (const [replicas, outcome] of [
    [2, 'created'],
    [2, 'unchanged'],
    [3, 'changed'],
  ] as const) {
    expect(await twin.applyTo(MEMBER, [rendered(replicas)])).toMatchObject([{ outcome }]);
  }
});

test.each<[string, JsonObject, string]>([
  ['only once', {}, 'failed'],
  ['again, and loses the size of its task', { maxRetry: 3 }, 'changed'],
  ['again as it is if it states what Volcano fills in', { minAvailable: 1, maxRetry: 3 }, 'unchanged'],
])('a job written by hand is taken %s', async (title, task, outcome) => {
  const manifest = jobOf(title.replaceAll(/\W+/g, '-').toLowerCase(), { task });
  expect(await twin.applyTo(MEMBER, [manifest])).toMatchObject([{ outcome: 'created' }]);
  const refusal = outcome === 'failed' ? { message: expect.stringContaining('job updates may not change fields') } : {};
  expect(await twin.applyTo(MEMBER, [manifest])).toMatchObject([{ outcome, ...refusal }]);
  const live = await (await twin.client(MEMBER)).read(ref(manifest));
  const { tasks } = live!.spec as unknown as { readonly tasks: readonly { readonly minAvailable?: number }[] };
  expect(tasks.map(({ minAvailable }) => minAvailable)).toEqual([outcome === 'changed' ? undefined : 1]);
});

test('a fraction that is a number is refused where the webhook fills in nothing else, and when it is applied again', async () => {
  const job = (name: string, cpu: Json, task: JsonObject = {}) => {
    const gpus = { 'nvidia.com/gpu': 1 };
    return jobOf(name, { container: { resources: { requests: { cpu, ...gpus }, limits: gpus } }, task });
  };
  const outcomeOf = async (manifest: Manifest) => (await twin.applyTo(MEMBER, [manifest]))[0];
  const refused = { outcome: 'failed', message: expect.stringContaining('must be of type') };
  const writtenOut = { minAvailable: 1, maxRetry: 3 };
  expect(objections(job('fraction', 0.5))).toEqual(['schema/wrong-type']);
  expect(await outcomeOf(job('fraction', 0.5))).toMatchObject({ outcome: 'created' });
  expect(await outcomeOf(job('fraction', 0.5))).toMatchObject(refused);
  expect(await outcomeOf(job('written-out', 0.5, writtenOut))).toMatchObject(refused);
  for (const [name, cpu] of [
    ['text', '0.5'],
    ['whole', 2],
  ] as const) {
    expect(objections(job(name, cpu, writtenOut))).toEqual([]);
    expect(await outcomeOf(job(name, cpu, writtenOut))).toMatchObject({ outcome: 'created' });
    expect(await outcomeOf(job(name, cpu, writtenOut))).toMatchObject({ outcome: 'unchanged' });
  }
});

test('each difference that is named is one', () => {
  expect(DIFFERENCES.filter((difference) => !found.has(difference)).map(({ why }) => why)).toEqual([]);
});

/** What is said of each case. */
function judge(cases: readonly Manifest[], ask: (manifest: Manifest) => Promise<string> = refusal): Promise<Verdict[]> {
  return inBatches(cases, REQUESTS_AT_ONCE, async (manifest) => ({
    manifest,
    ours: objections(manifest),
    theirs: await ask(manifest),
  }));
}

/** The errors of a program that applies the case to a member that has the queues. */
function objections(manifest: Manifest): string[] {
  const { app, member } = model();
  for (const [i, one] of [...QUEUES, manifest].entries()) {
    new ApiObject(member, `object-${i}`, one as Manifest & { metadata: object });
  }
  return app.compile().findings.flatMap(({ id, severity }) => (severity === 'error' ? [id] : []));
}

/** What the server says to the case; nothing is created. */
function refusal(manifest: Manifest): Promise<string> {
  const path = manifest.kind === 'Job' ? 'namespaces/default/jobs' : 'queues';
  return send('POST', `/apis/${manifest.apiVersion}/${path}`, { body: manifest });
}

/** What the server says where the object is there already; nothing is changed. */
function update({ apiVersion, metadata, spec }: Manifest): Promise<string> {
  const path = `/apis/${apiVersion}/namespaces/default/jobs/${metadata.name}`;
  return send('PATCH', path, { body: { spec }, contentType: 'application/merge-patch+json' });
}

async function send(method: 'POST' | 'PATCH', path: string, options: RequestOptions): Promise<string> {
  try {
    const query = { dryRun: 'All', fieldValidation: 'Strict' };
    await (await twin.client(MEMBER)).text(method, path, { ...options, query });
    return '';
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) {
      throw error;
    }
    return error.message;
  }
}

function specOf({ spec }: Manifest): JsonObject {
  return spec as JsonObject;
}
