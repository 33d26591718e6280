import type * as pulumi from '@pulumi/pulumi';
import { hasNvidiaCards } from '../../core/gpus';
import type { MemberModel, PoolModel, Taint } from '../../core/model';
import { textOf } from '../late-inputs';
import { type Cloud, checkInstanceType } from './cloud';
import { noInstanceType } from './failures';
import { stepsOf, type UpgradeSteps } from './upgrade-steps';

/** System disk of a node where the pool states none, in GiB: images with GPU drivers and frameworks are large. */
const DISK_GIB = 100;

/** Labels of the model that a node has from its kubelet, or from the cloud; clouds refuse to be told. */
const GIVEN_LABELS = [
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
];

/** A node pool as clouds want to know it. */
export interface MachinePool {
  readonly name: string;
  readonly instanceType: pulumi.Input<string>;
  readonly arm: boolean;
  readonly labels: Readonly<Record<string, pulumi.Input<string>>>;
  readonly taints: readonly MachineTaint[];
  /** Nodes at the beginning, or always. */
  readonly nodes: number;
  readonly min: number;
  readonly max: number;
  /** Whether the number of nodes is the cloud's business, within the limits. */
  readonly scaled: boolean;
  readonly diskGiB: number;
  readonly spot: boolean;
  /** GPU cards of a node, however they are shared; absent where it has none. */
  readonly gpu?: { readonly model: string; readonly count: number; readonly nvidia: boolean };
  /** Absent: as the cloud does it. */
  readonly upgrade?: UpgradeSteps;
}

/** A taint with its late values. */
export interface MachineTaint {
  readonly key: pulumi.Input<string>;
  readonly value?: pulumi.Input<string>;
  readonly effect: Taint['effect'];
}

/** @throws Failure `pulumi/no-instance-type`, `pulumi/wrong-instance-type`, `pulumi/upgrade-setting` */
export function machinePools({ name, pools }: MemberModel, cloud: Cloud): MachinePool[] {
  return pools.map((pool) => machinePool(name, pool, cloud));
}

function machinePool(member: string, pool: PoolModel, cloud: Cloud): MachinePool {
  const { name, instanceType, nodes, autoscaling, gpusPerNode, gpu = '', upgrade } = pool;
  if (instanceType === undefined) {
    throw noInstanceType(member, name);
  }
  checkInstanceType(member, name, instanceType, cloud);
  return {
    name,
    instanceType: textOf(instanceType),
    arm: pool.labels['kubernetes.io/arch'] === 'arm64',
    labels: Object.fromEntries(
      Object.entries(pool.labels).flatMap(([key, value]) => (GIVEN_LABELS.includes(key) ? [] : [[key, textOf(value)]])),
    ),
    taints: pool.taints.map(taintOf),
    nodes,
    min: autoscaling?.min ?? nodes,
    max: autoscaling?.max ?? nodes,
    scaled: autoscaling !== undefined,
    diskGiB: pool.diskGiB ?? DISK_GIB,
    spot: pool.spot ?? false,
    ...(gpusPerNode > 0 ? { gpu: { model: gpu, count: gpusPerNode, nvidia: hasNvidiaCards(pool) } } : {}),
    ...(upgrade ? { upgrade: stepsOf(member, pool, upgrade, cloud) } : {}),
  };
}

function taintOf({ key, value, effect }: Taint): MachineTaint {
  return { key: textOf(key), ...(value === undefined ? {} : { value: textOf(value) }), effect };
}

/** `NoSchedule` as EKS and GKE write it: `NO_SCHEDULE`. */
export function screamed(effect: Taint['effect']): string {
  return effect.replace(/(?!^)([A-Z])/g, '_$1').toUpperCase();
}
