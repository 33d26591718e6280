import { listOf, show } from '../core/errors';
import { type Finding, finding, type Rule } from '../core/findings';
import { describeUnit, type SharingModel } from '../core/gpu-sharing';
import type { MemberModel, PoolModel } from '../core/model';
import { compareVersions, isMinorVersion } from '../core/versions';
import type { Gpu } from './gpu';
import type { StatedVirtualGpus } from './gpu-sharing';
import { fitsCard, MIG_PROFILES, mostOf, profilesOf } from './mig-profiles';
import type { NodePoolProps } from './node-pool';
import * as rules from './rules';

const DRA_SINCE = '1.34';

/** Makes a finding of one pool. */
type Report = (rule: Rule, value: unknown, message: string, fix: string) => Finding;

/** What is wrong with how one pool shares its cards. */
export function* checkSharing(place: string, where: string, pool: NodePoolProps): Iterable<Finding> {
  const { sharing, gpu } = pool;
  if (!sharing || sharing.type === 'whole') {
    return;
  }
  const report: Report = (rule, value, message, fix) =>
    finding(rule, { place, value, message: `${message} in ${where}.`, fix });
  if (gpu?.vendor !== 'nvidia') {
    yield report(
      rules.BAD_SHARING,
      sharing.type,
      `sharing is ${show(sharing.type)}, which NVIDIA cards know, and there are ${gpu ? `${gpu.model}` : 'no GPUs'}`,
      gpu ? 'Leave sharing out: cards of other vendors are handed out whole.' : 'Give gpu and gpusPerNode, too.',
    );
    return;
  }
  switch (sharing.type) {
    case 'time-slices':
    case 'mps':
      yield* checkSlices(report, sharing.replicas);
      return;
    case 'mig':
      yield* checkMig(report, gpu.model, sharing.devices, sharing.strategy);
      return;
    case 'vgpu':
      yield* checkVirtual(report, gpu, sharing);
      return;
    case 'dra':
  }
}

function* checkSlices(report: Report, replicas: number): Iterable<Finding> {
  if (!(Number.isInteger(replicas) && replicas >= 2)) {
    yield report(
      rules.BAD_SHARING,
      replicas,
      `a card is shared by ${show(replicas)}; expected a whole number, 2 or more`,
      'Write the number of pods that may share one card, or leave sharing out.',
    );
  }
}

function* checkVirtual(
  report: Report,
  gpu: Gpu,
  { slots, memoryGiB = 1, unitMiB }: StatedVirtualGpus,
): Iterable<Finding> {
  for (const [property, value, fine, expected] of [
    ['slots', slots, slots >= 1, '1 or more'],
    [
      'memoryGiB',
      memoryGiB,
      memoryGiB >= 1 && memoryGiB <= gpu.memoryGiB,
      `1 to ${gpu.memoryGiB}, what a ${gpu.model} has`,
    ],
    ['unitMiB', unitMiB, unitMiB >= 1, '1 or more'],
  ] as const) {
    if (!fine || !Number.isInteger(value)) {
      yield report(
        rules.BAD_SHARING,
        value,
        `${property} of the virtual GPUs is ${show(value)}; expected a whole number, ${expected}`,
        `Write such a number, or leave ${property} out.`,
      );
    }
  }
}

function* checkMig(
  report: Report,
  model: string,
  devices: Readonly<Record<string, number>>,
  strategy: 'single' | 'mixed',
): Iterable<Finding> {
  const known = profilesOf(model);
  if (!known) {
    yield report(
      rules.BAD_MIG,
      model,
      `a ${model} cannot be divided by MIG, as sharing says`,
      `Use a model that can (${listOf(Object.keys(MIG_PROFILES))}), or another way to share.`,
    );
    return;
  }
  const strangers = Object.keys(devices).filter((profile) => !Object.hasOwn(known, profile));
  for (const profile of strangers) {
    yield report(
      rules.BAD_MIG,
      profile,
      `a ${model} has no MIG profile ${show(profile)}`,
      `Use profiles of this model: ${listOf(Object.keys(known))}.`,
    );
  }
  const empty = Object.keys(devices).length === 0 || Object.values(devices).some((count) => !(count >= 1));
  if (strangers.length === 0 && (empty || !fitsCard(model, devices))) {
    const most = Object.keys(known).map((profile) => `${mostOf(model, profile)} of ${profile}`);
    yield report(
      rules.BAD_MIG,
      devices,
      `a ${model} cannot be divided into ${show(devices)}`,
      `Write 1 or more of each profile, and no more than fit beside each other; alone fit ${listOf(most)}.`,
    );
  }
  if (strategy === 'single' && Object.keys(devices).length > 1) {
    yield report(
      rules.BAD_MIG,
      devices,
      `cards are divided into ${listOf(Object.keys(devices))} under the strategy 'single'`,
      "Divide them into devices of one profile, or use the strategy 'mixed', which gives each profile a name.",
    );
  }
}

/** What is wrong with the pools of one member beside each other, and with what its engines know. */
export function* checkSharingTogether(place: string, member: MemberModel): Iterable<Finding> {
  const { name, kubernetes, engines, pools } = member;
  const shared = pools.filter((pool) => pool.sharing !== undefined);
  const dra = shared.filter(({ sharing }) => sharing?.type === 'dra');
  if (dra.length > 0 && isMinorVersion(kubernetes) && compareVersions(kubernetes, DRA_SINCE) < 0) {
    yield finding(rules.DRA_TOO_OLD, {
      place,
      value: kubernetes,
      message: `GPUs of ${poolsOf(dra)} of member '${name}' are claimed, and its Kubernetes is ${kubernetes}; resource.k8s.io/v1 came with ${DRA_SINCE}.`,
      fix: `Upgrade the member and set its property kubernetes, or share these pools in another way.`,
    });
  }
  const virtual = shared.filter(({ sharing }) => sharing?.type === 'vgpu');
  if (virtual.length > 0 && !engines.volcano) {
    yield finding(rules.VGPU_NO_VOLCANO, {
      place,
      value: name,
      message: `${poolsOf(virtual)} of member '${name}' offer Volcano's virtual GPUs, and the member does not run Volcano.`,
      fix: `Set engines.volcano of '${name}' or volcano of the fleet, or share these pools in another way.`,
    });
  }
  const settings = new Set(virtual.map(({ sharing }) => vgpuSettings(sharing)));
  if (settings.size > 1) {
    yield finding(rules.VGPU_SETTINGS, {
      place,
      value: [...settings],
      message: `${poolsOf(virtual)} of member '${name}' offer virtual GPUs with different settings: ${listOf([...settings])}.`,
      fix: 'Give all of them the same slots and unitMiB.',
    });
  }
  yield* checkNames(place, member);
}

/** Whole cards and parts of cards under one name. */
function* checkNames(place: string, { name, pools }: MemberModel): Iterable<Finding> {
  for (const resource of new Set(pools.flatMap(({ gpuResource }) => gpuResource ?? []))) {
    const offering = pools.filter((pool) => pool.gpuResource === resource && pool.nodes > 0);
    const meanings = new Set(offering.map(({ sharing }) => describeUnit(sharing, resource)));
    if (meanings.size > 1) {
      yield finding(rules.ONE_NAME_TWO_MEANINGS, {
        place,
        value: resource,
        message: `in member '${name}', ${offering.map((pool) => `pool '${pool.name}' offers ${describeUnit(pool.sharing, resource)}`).join(', ')}, all as ${resource}.`,
        fix: "Set rename of the slices, use MIG's strategy 'mixed', or choose the pool in each pod by its label.",
      });
    }
  }
}

function vgpuSettings(sharing: SharingModel | undefined): string {
  return sharing?.type === 'vgpu' ? `${sharing.slots} slots, ${sharing.unitMiB} MiB in a unit` : '';
}

function poolsOf(pools: readonly PoolModel[]): string {
  return `pool${pools.length === 1 ? '' : 's'} ${listOf(pools.map((pool) => `'${pool.name}'`))}`;
}
