import { vgpuMemory } from '../core/gpu-sharing';
import type { Manifest } from '../core/manifest';
import type { MemberModel, PoolModel } from '../core/model';

/** The nodes of a member, from its pools: `<pool>-<number>` from 0 on, spread over the member's zones. */
export function nodesOf(member: MemberModel): Manifest[] {
  return member.pools.flatMap((pool) => Array.from({ length: pool.nodes }, (_, index) => node(member, pool, index)));
}

function node(member: MemberModel, pool: PoolModel, index: number): Manifest {
  const name = `${pool.name}-${index}`;
  const capacity = capacityOf(pool);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        ...topology(member, index),
        ...pool.labels,
      },
      ...vgpuRegistration(pool, name),
    },
    spec: {
      ...(member.provider ? { providerID: `${member.provider}://${member.name}/${name}` } : {}),
      ...(pool.taints.length > 0 ? { taints: pool.taints.map((taint) => ({ ...taint })) } : {}),
    },
    status: {
      capacity,
      allocatable: capacity,
      addresses: [
        { type: 'InternalIP', address: '127.0.0.1' },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'kwok',
        kernelVersion: '',
        kubeProxyVersion: '',
        kubeletVersion: `v${member.kubernetes}.0`,
        machineID: '',
        operatingSystem: 'linux',
        osImage: '',
        systemUUID: '',
      },
    },
  };
}

/**
 * What Volcano's device plugin writes onto a node about its cards, for the scheduler: id, pods that may share it, memory in units, type,
 * health, mode, of each (volcano v1.15.1 pkg/scheduler/api/devices/nvidia/vgpu/utils.go, decodeNodeDevices).
 */
function vgpuRegistration({ sharing, gpusPerNode, gpu }: PoolModel, node: string): object {
  if (sharing?.type !== 'vgpu') {
    return {};
  }
  const { slots, memoryGiB } = sharing;
  const units = Math.floor(vgpuMemory(sharing, memoryGiB));
  const cards = Array.from({ length: gpusPerNode }, (_, index) =>
    [`GPU-${node}-${index}`, slots, units, `NVIDIA-${gpu}`, true, 'hami-core'].join(','),
  );
  return { annotations: { 'volcano.sh/node-vgpu-register': `${cards.join(':')}:` } };
}

/** The well-known labels by which schedulers and spread constraints know the place of a node. */
function topology(member: MemberModel, index: number): Record<string, string> {
  const labels: Record<string, string> = {};
  if (member.region) {
    labels['topology.kubernetes.io/region'] = member.region;
  }
  const zone = member.zones[index % Math.max(1, member.zones.length)];
  if (zone) {
    labels['topology.kubernetes.io/zone'] = zone;
  }
  return labels;
}

/** Model numbers as quantities: CPU in thousandths of a core, everything else as whole numbers. */
function capacityOf(pool: PoolModel): Record<string, string> {
  return Object.fromEntries(
    Object.entries(pool.perNode).map(([resource, amount]) => [
      resource,
      resource === 'cpu' && !Number.isInteger(amount) ? `${Math.round(amount * 1000)}m` : String(Math.floor(amount)),
    ]),
  );
}
