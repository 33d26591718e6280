// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.

/** `Remedy.spec.clusterAffinity`. */
export interface ClusterNames {
  readonly clusterNames?: readonly string[];
}

/** `Cluster.spec.impersonatorSecretRef`. */
export interface LocalSecretReference {
  readonly name: string;
  readonly namespace: string;
}

/** `FederatedHPA.spec.metrics[].external.metric.selector`. */
export interface LabelSelector {
  readonly matchExpressions?: readonly MatchExpression[];
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** `FederatedHPA.spec.metrics[].external.metric.selector.matchExpressions[]`. */
export interface MatchExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** `FederatedHPA.spec.metrics[].object.describedObject`. */
export interface CrossVersionObjectReference {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
}

/** `OverridePolicy.spec.overrideRules[].targetCluster`. */
export interface ClusterAffinity {
  readonly clusterNames?: readonly string[];
  readonly exclude?: readonly string[];
  readonly fieldSelector?: FieldSelector;
  readonly labelSelector?: LabelSelector;
}

/** `OverridePolicy.spec.overrideRules[].targetCluster.fieldSelector`. */
export interface FieldSelector {
  readonly matchExpressions?: readonly MatchExpression[];
}

/** `OverridePolicy.spec.resourceSelectors[]`. */
export interface ResourceSelector {
  readonly apiVersion: string;
  readonly kind: string;
  readonly labelSelector?: LabelSelector;
  readonly name?: string;
  readonly namespace?: string;
}

/** `ResourceBinding.spec.components[].replicaRequirements.nodeClaim.tolerations[]`. */
export interface Toleration {
  readonly effect?: string;
  readonly key?: string;
  readonly operator?: string;
  /** Integer. */
  readonly tolerationSeconds?: number;
  readonly value?: string;
}

/** `ResourceBinding.spec.failover`. */
export interface Failover {
  readonly application?: ApplicationFailover;
  readonly cluster?: ClusterFailover;
}

/** `ResourceBinding.spec.failover.application`. */
export interface ApplicationFailover {
  readonly decisionConditions: DecisionConditions;
  /** Integer. */
  readonly gracePeriodSeconds?: number;
  /** @default "Gracefully" */
  readonly purgeMode?: 'Directly' | 'Gracefully' | 'Never' | 'Immediately' | 'Graciously';
  readonly statePreservation?: StatePreservation;
}

/** `ResourceBinding.spec.failover.application.decisionConditions`. */
export interface DecisionConditions {
  /** Integer. @default 300 */
  readonly tolerationSeconds?: number;
}

/** `ResourceBinding.spec.failover.application.statePreservation`. */
export interface StatePreservation {
  readonly rules: readonly StatePreservationRule[];
}

/** `ResourceBinding.spec.failover.application.statePreservation.rules[]`. */
export interface StatePreservationRule {
  readonly aliasLabelName: string;
  readonly jsonPath: string;
}

/** `ResourceBinding.spec.failover.cluster`. */
export interface ClusterFailover {
  /** @default "Gracefully" */
  readonly purgeMode?: 'Directly' | 'Gracefully';
  readonly statePreservation?: StatePreservation;
}

/** `ResourceBinding.spec.placement`. */
export interface Placement {
  readonly clusterAffinities?: readonly ClusterAffinityTerm[];
  readonly clusterAffinity?: ClusterAffinity;
  readonly clusterTolerations?: readonly Toleration[];
  readonly replicaScheduling?: ReplicaScheduling;
  readonly spreadConstraints?: readonly SpreadConstraint[];
  readonly workloadAffinity?: WorkloadAffinity;
}

/** `ResourceBinding.spec.placement.clusterAffinities[]`. */
export interface ClusterAffinityTerm {
  readonly affinityName: string;
  readonly clusterNames?: readonly string[];
  readonly exclude?: readonly string[];
  readonly fieldSelector?: FieldSelector;
  readonly labelSelector?: LabelSelector;
  readonly overflowAffinities?: readonly OverflowAffinity[];
}

/** `ResourceBinding.spec.placement.clusterAffinities[].overflowAffinities[]`. */
export interface OverflowAffinity {
  readonly affinityName: string;
  readonly clusterNames?: readonly string[];
  readonly exclude?: readonly string[];
  readonly fieldSelector?: FieldSelector;
  readonly labelSelector?: LabelSelector;
}

/** `ResourceBinding.spec.placement.replicaScheduling`. */
export interface ReplicaScheduling {
  readonly replicaDivisionPreference?: 'Aggregated' | 'Weighted';
  /** @default "Divided" */
  readonly replicaSchedulingType?: 'Duplicated' | 'Divided';
  readonly weightPreference?: WeightPreference;
}

/** `ResourceBinding.spec.placement.replicaScheduling.weightPreference`. */
export interface WeightPreference {
  readonly dynamicWeight?: 'AvailableReplicas';
  readonly staticWeightList?: readonly StaticClusterWeight[];
}

/** `ResourceBinding.spec.placement.replicaScheduling.weightPreference.staticWeightList[]`. */
export interface StaticClusterWeight {
  readonly targetCluster: ClusterAffinity;
  /** Integer, at least 1. */
  readonly weight: number;
}

/** `ResourceBinding.spec.placement.spreadConstraints[]`. */
export interface SpreadConstraint {
  /** Integer. */
  readonly maxGroups?: number;
  /** Integer. */
  readonly minGroups?: number;
  readonly spreadByField?: 'cluster' | 'region' | 'zone' | 'provider';
  readonly spreadByLabel?: string;
}

/** `ResourceBinding.spec.placement.workloadAffinity`. */
export interface WorkloadAffinity {
  readonly affinity?: WorkloadAffinityTerm;
  readonly antiAffinity?: WorkloadAffinityTerm;
}

/** `ResourceBinding.spec.placement.workloadAffinity.affinity`. */
export interface WorkloadAffinityTerm {
  readonly groupByLabelKey: string;
}
