import { ADD_ONS } from '../addons/catalogue';
import { offersCards, ownsDevices, sharesCards } from '../addons/device-owners';
import type { AddOnModel } from '../core/add-ons';
import type { CompiledTarget } from '../core/compilation';
import { listOf } from '../core/errors';
import { listAt, objectAt, optionalObjectAt, textAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import { kindKey, type Manifest } from '../core/manifest';
import type { MemberModel, PoolModel } from '../core/model';
import { ownerOf } from '../fleet/device-plugin-checks';
import * as rules from '../fleet/rules';
import { Capacity } from '../plan/capacity';
import { readPod } from '../plan/workload';
import type { Program } from './placement';

const DAEMON_SET = 'apps/v1/DaemonSet';
const DEVICE_PLUGINS = '/var/lib/kubelet/device-plugins';
/** Images of plugins for NVIDIA cards: NVIDIA's own, Volcano's, HAMi's. Others offer network cards and the like. */
const GPU_PLUGIN = /k8s-device-plugin|vgpu-device-plugin|hami|nvidia-gpu-device-plugin/;

interface DevicePlugin {
  readonly place: string;
  readonly name: string;
  readonly manifest: Manifest;
}

/** What there is in a member: DaemonSets of the program, and add-ons that bring some. */
interface DeviceOwners {
  readonly plugins: readonly DevicePlugin[];
  readonly addOns: readonly AddOnModel[];
}

/** Each pool that shares its cards has one device plugin, typed or plain, or brought by an add-on. */
export function checkDeviceOwners(program: Program): Finding[] {
  return program.fleets.flatMap((fleet) =>
    fleet.members.flatMap((member) => {
      const target = program.targets.find(
        (one) => one.target.kind === 'member' && one.target.fleet === fleet.name && one.target.member === member.name,
      );
      const addOns = program.addOns.filter((addOn) => addOn.fleet === fleet.name && addOn.member === member.name);
      const owners = { plugins: target ? devicePluginsOf(target) : [], addOns: addOns.filter(ownsDevices) };
      return member.pools.flatMap((pool) => [...checkPool(fleet.name, member, pool, owners)]);
    }),
  );
}

function devicePluginsOf({ objects }: CompiledTarget): DevicePlugin[] {
  return objects.flatMap(({ path, manifest }) =>
    kindKey(manifest) === DAEMON_SET && offersGpus(manifest)
      ? [{ place: path, name: manifest.metadata.name ?? '', manifest }]
      : [],
  );
}

function offersGpus(manifest: Manifest): boolean {
  const spec = podSpecOf(manifest);
  const registers = listAt(spec, 'volumes').some((volume) =>
    textAt(optionalObjectAt(volume, 'hostPath') ?? {}, 'path')?.startsWith(DEVICE_PLUGINS),
  );
  return registers && listAt(spec, 'containers').some((container) => GPU_PLUGIN.test(textAt(container, 'image') ?? ''));
}

function podSpecOf(manifest: Manifest) {
  return objectAt(objectAt(objectAt(manifest, 'spec'), 'template'), 'spec');
}

function* checkPool(
  fleet: string,
  member: MemberModel,
  pool: PoolModel,
  { plugins, addOns }: DeviceOwners,
): Iterable<Finding> {
  const applied = plugins.filter(({ manifest }) => runsOn(manifest, member, pool));
  const installed = addOns.filter((addOn) => offersCards(addOn, pool));
  const where = `pool '${pool.name}' of member '${member.name}'`;
  const [last] = applied.slice(-1);
  // of several add-ons the check of the add-ons tells
  if (pool.gpusPerNode > 0 && last && applied.length + installed.length > 1) {
    const titles = installed.map(({ name, place }) => `${ADD_ONS[name].title} of ${place}`);
    yield finding(rules.TWO_OWNERS, {
      place: last.place,
      value: [...applied, ...installed].map(({ name }) => name),
      message: `the cards of ${where} are offered by ${listOf([...applied.map(({ name }) => `'${name}'`), ...titles])}.`,
      fix: fixOf(installed),
    });
  }
  const shared = applied.length > 0 || installed.some(sharesCards);
  if (pool.sharing && pool.sharing.type !== 'dra' && !shared && isOurs(pool, member)) {
    yield finding(rules.NO_OWNER, {
      place: fleet,
      value: pool.name,
      message: `${where} shares its cards (${pool.sharing.type}), and nothing in the program makes its nodes do so.`,
      fix: `Create a GpuDevicePlugin, state in preinstalled of '${member.name}' what the member has already, or acknowledge it with who does.`,
    });
  }
}

function fixOf(installed: readonly AddOnModel[]): string {
  if (installed.some(({ name }) => name === 'gpuOperator')) {
    return 'Give the operator the setting gpuOperator: { devicePlugin: false }, or leave the device plugin here out.';
  }
  return installed.length > 0
    ? 'Leave one of them out: the add-on, by except, or the device plugin here.'
    : 'Leave one of them out, or keep it off the nodes of the pool by its node selector.';
}

/** Whether nothing that the member has already offers the cards of a pool. */
function isOurs(pool: PoolModel, member: MemberModel): boolean {
  const owner = ownerOf(pool, member);
  return owner === 'nvidia' || owner === 'vgpu';
}

/** Whether the pods of a DaemonSet run on the nodes of a pool. What they ask for does not matter: there is room for them. */
function runsOn(manifest: Manifest, member: MemberModel, pool: PoolModel): boolean {
  const pod = { ...readPod(podSpecOf(manifest)), requests: {} };
  return new Capacity({ ...member, pools: [{ ...pool, nodes: 1 }] }).canEverHold(pod);
}
