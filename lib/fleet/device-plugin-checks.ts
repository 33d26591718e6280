import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MemberModel, PoolModel } from '../core/model';
import { checkKnown, checkObjectName } from '../core/reach';
import * as rules from './rules';
import { configName } from './sharing-labels';

/** Who offers the cards of a pool: a plugin of ours, or the one that the member has already. */
export type DeviceOwner = 'nvidia' | 'vgpu' | 'operator' | 'preinstalled-vgpu';

/** Who offers the cards of a pool in its member. */
export function ownerOf({ sharing }: PoolModel, { preinstalled = [] }: MemberModel): DeviceOwner {
  if (sharing?.type === 'vgpu') {
    return preinstalled.includes('vgpuDevicePlugin') ? 'preinstalled-vgpu' : 'vgpu';
  }
  return preinstalled.includes('gpuOperator') || preinstalled.includes('nvidiaDevicePlugin') ? 'operator' : 'nvidia';
}

/** What the checks need to know of the device plugins. */
export interface DevicePluginFacts {
  readonly place: string;
  readonly pluginName: string;
  readonly operatorNamespace: string;
  /** Names of the members that were asked for, and of those that there are. */
  readonly names: readonly string[];
  readonly known: readonly string[];
  readonly served: readonly { readonly member: MemberModel; readonly pools: readonly PoolModel[] }[];
}

/** Where it goes, what there is to serve, and what others have to do. */
export function* checkDevicePlugin(facts: DevicePluginFacts): Iterable<Finding> {
  const { place, pluginName, names, known, served } = facts;
  yield* checkObjectName(rules.BAD_NAME, { place, property: 'pluginName', name: pluginName, max: 40 });
  yield* checkKnown(rules.UNKNOWN_MEMBER, { place, property: 'to', names, known });
  for (const name of served.filter(({ pools }) => pools.length === 0).map(({ member }) => member.name)) {
    yield nothingToServe(place, `member '${name}' has no pool that needs a device plugin`);
  }
  if (names.length === 0) {
    yield nothingToServe(place, 'no member has a pool that needs a device plugin');
  }
  for (const { member, pools } of served) {
    yield* checkPreinstalled(facts, member, pools);
  }
}

function nothingToServe(place: string, message: string): Finding {
  return finding(rules.NOTHING_TO_SERVE, {
    place,
    value: [],
    message: `${message}.`,
    fix: 'State sharing of a pool, set wholeCards for pools with whole cards, or leave the device plugin out.',
  });
}

/** What we leave to the owner that is there already, and what it needs to be told. */
function* checkPreinstalled(
  { place, pluginName, operatorNamespace }: DevicePluginFacts,
  member: MemberModel,
  pools: readonly PoolModel[],
): Iterable<Finding> {
  const by = (owner: DeviceOwner) => pools.filter((pool) => ownerOf(pool, member) === owner);
  const configured = by('operator').filter(({ sharing }) => sharing && configName(sharing) !== undefined);
  if (configured.length > 0) {
    yield finding(rules.PREINSTALLED_PLUGIN, {
      place,
      value: member.name,
      message: `member '${member.name}' has a device plugin already, and gets configurations for ${namesOf(configured)} only.`,
      fix: `Have it read the ConfigMap '${pluginName}' in '${operatorNamespace}' (devicePlugin.config.name of the operator's ClusterPolicy, config.name of the plugin's chart), and acknowledge this with who does.`,
    });
  }
  for (const pool of by('preinstalled-vgpu')) {
    const { sharing } = pool;
    if (sharing?.type === 'vgpu') {
      yield finding(rules.PREINSTALLED_PLUGIN, {
        place,
        value: member.name,
        message: `member '${member.name}' has Volcano's device plugin already, and nothing is rendered for ${namesOf([pool])}.`,
        fix: `See that its configuration has deviceSplitCount ${sharing.slots} and gpuMemoryFactor ${sharing.unitMiB}, and acknowledge this with who does.`,
      });
    }
  }
}

function namesOf(pools: readonly PoolModel[]): string {
  return `pool${pools.length === 1 ? '' : 's'} ${listOf(pools.map(({ name }) => `'${name}'`))}`;
}
