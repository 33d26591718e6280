/**
 * The fleet as plain data: what plan, checks and twin work on. Constructs produce it; nothing here knows constructs,
 * so that it can be printed, compared and read back.
 */

import type { AddOnName } from './add-ons';
import type { SharingModel } from './gpu-sharing';
import type { SchedulerNeed } from './scheduler';

/** A Kubernetes taint. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** A number of nodes, or a percentage of a pool's nodes. */
export type NodeShare = number | `${number}%`;

/** How the nodes of a pool are replaced when their image or their Kubernetes version changes. */
export interface PoolUpgradeModel {
  /** Nodes above the pool's number meanwhile. */
  readonly maxSurge: NodeShare;
  /** Nodes below the pool's number meanwhile. */
  readonly maxUnavailable: NodeShare;
  /** How long a node waits for its pods to leave; absent: for ever. */
  readonly drainTimeoutSeconds?: number;
  /** What of these the program does not state: the ordinary number stands for it. Absent: it states both. */
  readonly assumed?: readonly ('maxSurge' | 'maxUnavailable')[];
}

/** Between which numbers of nodes a pool is scaled, by whoever makes the nodes. */
export interface AutoscalingModel {
  readonly min: number;
  readonly max: number;
}

/** Nodes of one shape in a member. */
export interface PoolModel {
  readonly name: string;
  /** Number of nodes. */
  readonly nodes: number;
  /** What one node offers: `cpu` in cores, `memory` in bytes, `pods`, and extended resources by name. */
  readonly perNode: Readonly<Record<string, number>>;
  /** Resources of `perNode` that the program does not state: an ordinary amount stands for them. Absent: it states all. */
  readonly assumed?: readonly ('cpu' | 'memory')[];
  /** GPU cards in one node. */
  readonly gpusPerNode: number;
  /** Extended resource that stands for a GPU there; absent in a pool that has none, or whose GPUs are asked for by other names. */
  readonly gpuResource?: string;
  /** Extended resources whose amounts are GPUs or parts of them; absent where that is `gpuResource` alone. */
  readonly partResources?: readonly string[];
  /** How the cards are handed out; absent: whole. */
  readonly sharing?: SharingModel;
  /** Memory of one card in GiB; absent where it is not known. */
  readonly gpuMemoryGiB?: number;
  /** Catalogue name of the GPU, for reports; absent in a pool without GPUs. */
  readonly gpu?: string;
  /** Node labels, those derived from the model included. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Price of one node for one hour, in the fleet's currency. */
  readonly hourly: number;
  /** How nodes are replaced; absent: as whoever makes the nodes does it. */
  readonly upgrade?: PoolUpgradeModel;
  /** The provider's name of the machine; absent where nobody makes the nodes. */
  readonly instanceType?: string;
  /** Absent: the number of nodes stays as it is. */
  readonly autoscaling?: AutoscalingModel;
  /** Size of a node's system disk; absent: as whoever makes the nodes does it. */
  readonly diskGiB?: number;
  /** Set on nodes that are cheaper and may be taken away at any time. */
  readonly spot?: true;
  /** What the batch scheduler must do so that the devices of the pool can be used; absent: nothing special. */
  readonly scheduler?: SchedulerNeed;
}

/** What objects for a cluster are held against. */
export interface ClusterVersions {
  /** Kubernetes version of its API server, `major.minor`; absent: not known. */
  readonly kubernetes?: string;
  /** Versions of the engines whose kinds it serves, `major.minor`; absent: not known, or not there. */
  readonly engines: Readonly<Record<string, string>>;
  /** Engines that are stated not to be there; absent: of none that is stated. */
  readonly without?: readonly string[];
}

/** One cluster of the fleet. */
export interface MemberModel extends ClusterVersions {
  readonly name: string;
  readonly provider?: string;
  readonly region?: string;
  readonly zones: readonly string[];
  /** Kubernetes version, `major.minor`. */
  readonly kubernetes: string;
  /** Versions of the engines in this member, `major.minor`; absent: not installed. */
  readonly engines: Readonly<Record<string, string>>;
  /** What the cluster has already, and others look after: not installed, and its devices have an owner. Absent: nothing. */
  readonly preinstalled?: readonly AddOnName[];
  readonly syncMode: 'Push' | 'Pull';
  /** Labels of the Karmada Cluster object, those derived from groups included. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly pools: readonly PoolModel[];
  /** How long a sandbox is there, in seconds from when it is made; absent: for as long as the program says. */
  readonly ttlSeconds?: number;
}

/** The network between two members. */
export interface LinkModel {
  /** Names of the two. */
  readonly between: readonly [string, string];
  /** What it carries in each direction, in gigabits (10^9) in a second. */
  readonly gbps: number;
  /** Milliseconds from one to the other; absent: not known. */
  readonly latencyMs?: number;
}

/** A fleet: the members under one Karmada control plane. */
export interface FleetModel {
  readonly name: string;
  readonly karmada: string;
  /** The API server of the control plane, and whose definitions it has; absent: not known. */
  readonly controlPlane?: ClusterVersions;
  /** The cluster that runs the control plane; absent: not known. */
  readonly host?: ClusterVersions;
  /** ISO 4217 code of the prices. */
  readonly currency: string;
  readonly members: readonly MemberModel[];
  /** Group name to the names of its members. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Networks between members, as far as they are stated. */
  readonly links?: readonly LinkModel[];
  /** Version of volcano-global on the control plane, `major.minor`; absent: not installed. */
  readonly volcanoGlobal?: string;
  /** The members that a twin runs where none are chosen; absent: all. */
  readonly twinMembers?: readonly string[];
}

/** What identifies an object on one API server. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
}

/** What one pod of a workload asks for, and where it may run. */
export interface PodDemand {
  /** Requests by resource name; `cpu` in cores, `memory` in bytes. */
  readonly requests: Readonly<Record<string, number>>;
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Required node affinity: a node meets all requirements of one term. Absent where none is stated. */
  readonly nodeTerms?: readonly (readonly SelectorRequirement[])[];
  readonly tolerations: readonly Toleration[];
}

/** A Kubernetes toleration. */
export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** Pods of one shape in a workload: all pods of a Deployment, those of one task of a gang. */
export interface PodSetModel {
  /** Name of the task; absent in workloads of one shape. */
  readonly name?: string;
  /** Pods that run at the same time. */
  readonly replicas: number;
  /** How many of them must run at the same time for any to run; 0 in workloads that are no gang. */
  readonly minAvailable: number;
  readonly pod: PodDemand;
}

/** Anything with pods, as far as a plan needs to know it. */
export interface WorkloadModel extends ObjectRef {
  /** Pods that run at the same time, of all pod sets. */
  readonly replicas: number;
  /** A Job's completions, where given. */
  readonly completions?: number;
  /** One or more; only a workload of one pod set can be divided. */
  readonly podSets: readonly PodSetModel[];
  /** Pods, of all pod sets, that must run at the same time for any to run; absent in workloads that are no gang. */
  readonly gang?: number;
  /** Name of the queue that admits the workload, where it states one. */
  readonly queue?: string;
  /** Set on a Job whose pods are told apart by their index. */
  readonly indexed?: true;
  /** Set on a workload of a kind that does not tell what its pods ask for. */
  readonly opaque?: true;
  /** Set on a workload that is owned elsewhere: its replicas were told, what its pods ask for is not known. */
  readonly foreign?: true;
}

/** Which objects of its API server a policy selects; an object that fits one of its selectors is selected. */
export interface ResourceSelector {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent: any namespace. */
  readonly namespace?: string;
  /** Where it is given, the labels do not count. */
  readonly name?: string;
  readonly labels?: LabelSelector;
}

/** A Kubernetes label selector. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly SelectorRequirement[];
}

/** One condition of a selector. */
export interface SelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** A propagation policy of the control plane, as its manifest states it. */
export interface PolicyModel {
  /** Path of the construct that made it, or of the object. */
  readonly place: string;
  readonly fleet: string;
  /** The policy object. */
  readonly policy: ObjectRef;
  /** The higher one of two policies takes an object that both select. */
  readonly priority: number;
  readonly selectors: readonly ResourceSelector[];
  /** Whether what a selected object refers to goes where it goes, of kinds of which Karmada knows what they refer to. */
  readonly carriesReferred: boolean;
  readonly division: Division;
  /** Replicas of the workload that it selects by name, where that is owned elsewhere and they are stated. */
  readonly replicas?: number;
  /** Members that the construct named, and has looked at itself. */
  readonly named?: readonly string[];
}

/** Which members a workload runs on and how its replicas are divided. */
export interface PlacementModel {
  /** Path of the construct that made it, or of the policy object. */
  readonly place: string;
  readonly fleet: string;
  /** The policy object on the control plane. */
  readonly policy: ObjectRef;
  readonly workload: ObjectRef;
  /** Replicas of a workload that is owned elsewhere, where stated. */
  readonly replicas?: number;
  readonly division: Division;
}

/** What a policy does with what it selects. */
export type Division = WeightedDivision | WholeDivision | UnknownDivision;

/** Replicas divided by fixed weights. A member with weight 0 gets nothing. */
export interface WeightedDivision {
  readonly type: 'weighted';
  readonly weights: Readonly<Record<string, number>>;
}

/** A workload that stays whole. */
export interface WholeDivision {
  readonly type: 'whole';
  /** Members that may get it. */
  readonly candidates: readonly string[];
  /** How many of them get it, each a complete copy: the first by name. */
  readonly copies: number;
}

/** Where a workload goes, and in what shares, is not known before it is there. */
export interface UnknownDivision {
  readonly type: 'unknown';
  /** Why, as the end of a sentence: `the policy divides by free room`. */
  readonly reason: string;
  /** Members among which the control plane chooses; absent where these are not known either. */
  readonly candidates?: readonly string[];
}

/** An object that the program refers to and that is owned elsewhere. */
export interface ExternalObject {
  readonly ref: ObjectRef;
  /** Name of the fleet in which the program refers to it. */
  readonly fleet: string;
  /** Names of the members that have it; absent where they are not known. */
  readonly members?: readonly string[];
}
