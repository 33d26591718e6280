import { closest, listOf, show } from '../core/errors';
import { type Finding, finding, type Rule } from '../core/findings';
import { type SharingModel, VGPU_CORES_OF_CARD, vgpuMemory } from '../core/gpu-sharing';
import { countedGpusOf } from '../core/gpus';
import type { MemberModel, PoolModel } from '../core/model';
import type { GpuRequest } from './gpu-request';
import { partAmounts, poolsWith, slicePools } from './gpu-resource';
import * as rules from './rules';
import type { TrainingTask } from './training-task';

/** What the checks need to know of the tasks of a job. */
export interface GpuFacts {
  readonly place: string;
  /** Namespace of the job; absent where it is that of its chart. */
  readonly namespace: string | undefined;
  readonly tasks: Readonly<Record<string, TrainingTask>>;
  /** The resource that `gpus` become. */
  readonly gpuResource: string;
  /** Members that the job may go to. */
  readonly members: readonly MemberModel[];
}

type Report = (rule: Rule, value: unknown, message: string, fix: string) => Finding;

/** Whether what tasks ask for is what node pools offer, and whether they get what they think. */
export function* checkGpuRequests(facts: GpuFacts): Iterable<Finding> {
  for (const [name, task] of Object.entries(facts.tasks)) {
    const report: Report = (rule, value, message, fix) =>
      finding(rule, { place: facts.place, value, message: `task '${name}' ${message}.`, fix });
    const { gpus, gpu } = task;
    if (gpus !== undefined && gpu !== undefined) {
      yield report(
        rules.TWO_GPU_REQUESTS,
        { gpus, gpu: gpu.type },
        `asks for ${gpus} GPUs and, with gpu, for a part of one`,
        'Leave one of gpus and gpu out.',
      );
    }
    if (gpu !== undefined) {
      yield* checkPart(report, gpu, facts);
    }
    const asked = gpu ? partAmounts(gpu, facts.members) : gpus === undefined ? {} : { [facts.gpuResource]: gpus };
    yield* checkOffered(report, Object.keys(asked), facts.members);
    yield* checkSlices(report, asked, facts.members);
  }
}

function* checkPart(report: Report, gpu: GpuRequest, facts: GpuFacts): Iterable<Finding> {
  switch (gpu.type) {
    case 'slices':
      yield* checkWhole(report, 'slices', gpu.count);
      yield* checkOneName(report, slicePools(facts.members).flatMap(countedGpusOf));
      yield* checkSliceMemory(report, gpu.memoryGiB, slicePools(facts.members));
      return;
    case 'mig':
      yield* checkWhole(report, 'MIG devices', gpu.count);
      return;
    case 'vgpu':
      yield* checkVgpu(report, gpu, facts.members);
      return;
    case 'claim':
      yield* checkClaim(report, gpu.claim, facts);
  }
}

function* checkWhole(report: Report, what: string, count: number): Iterable<Finding> {
  if (!(Number.isInteger(count) && count >= 1)) {
    yield report(
      rules.JOB_BAD_AMOUNT,
      count,
      `asks for ${show(count)} ${what}; expected a whole number, 1 or more`,
      'Write such a number.',
    );
  }
}

/** The manifest of a job is the same in all members. */
function* checkOneName(report: Report, offered: readonly string[]): Iterable<Finding> {
  const names = [...new Set(offered)];
  if (names.length > 1) {
    yield report(
      rules.QUEUE_GPU_RESOURCE,
      names,
      `asks for slices, which its members offer as ${listOf(names)}`,
      'Give the pools of these members the same rename, or name members in to that have the same.',
    );
  }
}

function* checkSliceMemory(
  report: Report,
  memoryGiB: number | undefined,
  pools: readonly (PoolModel & { readonly sharing: Extract<SharingModel, { readonly replicas: number }> })[],
): Iterable<Finding> {
  if (memoryGiB === undefined || pools.length === 0) {
    return;
  }
  const most = Math.max(
    ...pools.map(({ gpuMemoryGiB = 0, sharing }) => gpuMemoryGiB / (sharing.type === 'mps' ? sharing.replicas : 1)),
  );
  if (!(memoryGiB > 0 && memoryGiB <= most)) {
    yield report(
      rules.GPU_MEMORY,
      memoryGiB,
      `needs ${show(memoryGiB)} GiB of GPU memory; a slice of these pools has ${most} at most`,
      'Ask for less, send the job to larger cards, or share them by fewer.',
    );
  } else if (pools.some(({ sharing }) => sharing.type === 'time-slices')) {
    yield report(
      rules.MEMORY_NOT_ISOLATED,
      memoryGiB,
      `needs ${memoryGiB} GiB of GPU memory, and time slices keep no pod out of the memory of others`,
      'Share the cards by GpuSharing.mps, mig or vgpu, or acknowledge it with the reason why the pods of these cards keep to their part.',
    );
  }
}

function* checkVgpu(
  report: Report,
  { cards, memoryGiB, cores }: Extract<GpuRequest, { readonly type: 'vgpu' }>,
  members: readonly MemberModel[],
): Iterable<Finding> {
  yield* checkWhole(report, 'cards', cards);
  if (cores !== undefined && !(Number.isInteger(cores) && cores >= 1 && cores <= VGPU_CORES_OF_CARD)) {
    yield report(
      rules.JOB_BAD_AMOUNT,
      cores,
      `asks for ${show(cores)} percent of a card's cores; expected a whole number from 1 to ${VGPU_CORES_OF_CARD}`,
      'Write such a number, or leave cores out.',
    );
  }
  const pools = poolsWith(members, 'vgpu');
  const units = new Set(pools.map(({ sharing }) => sharing.unitMiB));
  if (memoryGiB === undefined || pools.length === 0) {
    return;
  }
  if (units.size > 1) {
    yield report(
      rules.GPU_UNITS,
      [...units],
      `states memory, which members count in units of ${listOf([...units].map(String))} MiB`,
      'Give the pools of these members the same unitMiB, or name members in to that have the same.',
    );
    return;
  }
  const amount = vgpuMemory(pools[0]!.sharing, memoryGiB);
  if (!(Number.isInteger(amount) && amount > 0)) {
    yield report(
      rules.JOB_BAD_AMOUNT,
      memoryGiB,
      `asks for ${show(memoryGiB)} GiB of GPU memory, which is no whole number of units of ${[...units].join()} MiB`,
      'Write such an amount, or a smaller unitMiB in the sharing of the pools.',
    );
  }
  const most = Math.max(...pools.map(({ sharing }) => sharing.memoryGiB));
  if (memoryGiB > most) {
    yield report(
      rules.GPU_MEMORY,
      memoryGiB,
      `needs ${memoryGiB} GiB of each card; these pools give ${most} at most`,
      'Ask for less, leave memoryGiB out for all of a card, or state memoryGiB of the sharing if the cards register more.',
    );
  }
}

function* checkClaim(
  report: Report,
  { templateName, namespace, deviceClass, members: having }: Extract<GpuRequest, { readonly type: 'claim' }>['claim'],
  facts: GpuFacts,
): Iterable<Finding> {
  if (namespace !== (facts.namespace ?? 'default')) {
    yield report(
      rules.CLAIM_ELSEWHERE,
      namespace,
      `claims GPUs by '${templateName}' of namespace '${namespace}', and its job is in '${facts.namespace ?? 'default'}'`,
      'Give the claim the namespace of the job.',
    );
  }
  const without = facts.members.filter(({ name }) => having && !having.includes(name)).map(({ name }) => `'${name}'`);
  if (without.length > 0) {
    yield report(
      rules.CLAIM_ELSEWHERE,
      without,
      `claims GPUs by '${templateName}', which is not in ${listOf(without)}`,
      'Send the claim there, too, or leave the members out of to.',
    );
  }
  const known = facts.members.filter(({ pools }) => pools.length > 0);
  const offered = poolsWith(known, 'dra').map(({ sharing }) => sharing.deviceClass);
  if (known.length > 0 && known.length === facts.members.length && !offered.includes(deviceClass)) {
    yield report(
      rules.GPU_NOT_OFFERED,
      deviceClass,
      `claims GPUs of the class '${deviceClass}', and the pools of its members have ${listOf([...new Set(offered)]) || 'no GPUs that are claimed'}`,
      'Set sharing: GpuSharing.dra() of a pool, or ask in the way in which its GPUs are shared.',
    );
  }
}

/** None of the members has a pool that offers it. */
function* checkOffered(
  report: Report,
  resources: readonly string[],
  members: readonly MemberModel[],
): Iterable<Finding> {
  const offered = new Set(members.flatMap(({ pools }) => pools.flatMap((pool) => Object.keys(pool.perNode))));
  // the capacity of a member without pools is not known
  const known = members.length > 0 && members.every(({ pools }) => pools.length > 0);
  for (const resource of resources.filter((one) => known && !offered.has(one))) {
    const names = [...new Set(members.flatMap(({ pools }) => pools.flatMap(countedGpusOf)))];
    const claimed = poolsWith(members, 'dra').length > 0 ? ['claims'] : [];
    const near = closest(resource, names);
    yield report(
      rules.GPU_NOT_OFFERED,
      resource,
      `asks for ${resource}, and the pools of ${listOf(members.map(({ name }) => `'${name}'`))} offer ${listOf([...names, ...claimed]) || 'no GPUs'}`,
      `${near ? `Did you mean ${near}? ` : ''}Ask in the way in which these pools share their cards (gpus, or gpu: GpuRequest...), or send the job elsewhere.`,
    );
  }
}

/** Several slices of a card, or of one card each: who asks for them seldom means it. */
function* checkSlices(
  report: Report,
  asked: Readonly<Record<string, number>>,
  members: readonly MemberModel[],
): Iterable<Finding> {
  for (const [resource, amount] of Object.entries(asked)) {
    const offering = members.flatMap(({ pools }) => pools.filter((pool) => pool.perNode[resource]));
    const sliced = offering.filter(({ sharing }) => sharing?.type === 'mps' || sharing?.type === 'time-slices');
    if (amount <= 1 || sliced.length === 0 || sliced.length < offering.length) {
      continue;
    }
    const refused = sliced.every(({ sharing }) => sharing?.type === 'mps' || isRefused(sharing));
    yield report(
      refused ? rules.SLICES_REFUSED : rules.SEVERAL_SLICES,
      amount,
      `asks for ${amount} of ${resource}, which in ${listOf(sliced.map(({ name }) => `pool '${name}'`))} are slices of cards`,
      refused
        ? 'Ask for one, or send the job to pools with whole cards.'
        : 'Ask for one, send the job to pools with whole cards, or acknowledge it with the reason.',
    );
  }
}

function isRefused(sharing: SharingModel | undefined): boolean {
  return sharing?.type === 'time-slices' && sharing.refuseMoreThanOne;
}
