import { ADD_ONS } from '../addons/catalogue';
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
import { ownsDevices } from './add-ons';
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

/** The cards of each pool are offered by one device plugin, typed, plain or of an add-on; those that are shared, by one that does so. */
export function checkDeviceOwners(program: Program): Finding[] {
  return program.fleets.flatMap((fleet) =>
    fleet.members.flatMap((member) => {
      const target = program.targets.find(
        (one) => one.target.kind === 'member' && one.target.fleet === fleet.name && one.target.member === member.name,
      );
      const plugins = target ? devicePluginsOf(target) : [];
      const addOns = program.addOns.filter(
        (addOn) => addOn.fleet === fleet.name && addOn.member === member.name && ownsDevices(addOn),
      );
      return member.pools.flatMap((pool) => [...checkPool(fleet.name, member, pool, plugins, addOns)]);
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
  plugins: readonly DevicePlugin[],
  addOns: readonly AddOnModel[],
): Iterable<Finding> {
  const owners = plugins.filter(({ manifest }) => runsOn(manifest, member, pool));
  const installed = addOns.filter((addOn) => serves(addOn, pool)).map(({ name }) => name);
  const where = `pool '${pool.name}' of member '${member.name}'`;
  const last = owners.at(-1);
  // two add-ons are told by a rule of theirs
  if (pool.gpusPerNode > 0 && last && owners.length + installed.length > 1) {
    const names = [...owners.map(({ name }) => `'${name}'`), ...installed.map((name) => ADD_ONS[name].title)];
    yield finding(rules.TWO_OWNERS, {
      place: last.place,
      value: [...owners.map(({ name }) => name), ...installed],
      message: `the cards of ${where} are offered by ${listOf(names)}.`,
      fix: installed.includes('gpuOperator')
        ? `Turn the operator's device plugin off in '${member.name}', by values or by the setting gpuOperator: { devicePlugin: false }; wholeCards of GpuDevicePlugin serves the other pools there.`
        : 'Leave one of them out, or keep it off the nodes of the pool by its node selector.',
    });
  }
  if (pool.sharing && pool.sharing.type !== 'dra' && owners.length === 0 && isOurs(pool, member)) {
    yield finding(rules.NO_OWNER, {
      place: fleet,
      value: pool.name,
      message: `${where} shares its cards (${pool.sharing.type}), and nothing in the program makes its nodes do so.`,
      fix: `Create a GpuDevicePlugin, state in preinstalled of '${member.name}' what the member has already, or acknowledge it with who does.`,
    });
  }
}

/** Whether an add-on that owns devices offers the cards of a pool: labels of the nodes keep the operator off those that it is not for. */
function serves({ name }: AddOnModel, { sharing, gpuResource }: PoolModel): boolean {
  if (name === 'vgpuDevicePlugin') {
    return sharing?.type === 'vgpu';
  }
  return sharing ? sharing.type !== 'vgpu' && sharing.type !== 'dra' : gpuResource === 'nvidia.com/gpu';
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
