import { Construct } from 'constructs';
import { contributePolicy } from '../core/contributions';
import { show } from '../core/errors';
import { type Finding, Findings, finding } from '../core/findings';
import { fleetOrFail, type IFleet } from '../core/fleet';
import type { Toleration } from '../core/model';
import { checkKnown } from '../core/reach';
import { Workload, type WorkloadLike } from '../core/workload';
import { checkOnControlPlane, checkPolicyName, checkReplicas, checkTaints } from './checks';
import { renderPolicy } from './policy';
import * as rules from './rules';

/** Properties of a weighted propagation over the members `M` of a fleet. */
export interface WeightedPropagationProps<M extends string = string> {
  /**
   * The workload: a construct of this library or of cdk8s-plus, an ApiObject, or `Workload.fromName(...)`.
   * Its kind must be one whose replicas Karmada can divide: Deployment, StatefulSet, ReplicaSet, Job.
   */
  readonly of: WorkloadLike;
  /**
   * Weight by member: whole numbers, 0 or more. A member with weight 0, or without a weight, gets no replicas.
   */
  readonly weights: Readonly<Partial<Record<NoInfer<M>, number>>>;
  /**
   * Name of the policy object.
   * @default - the construct id
   */
  readonly policyName?: string;
  /**
   * Whether ConfigMaps, Secrets, ServiceAccounts and volume claims that the pods refer to travel with the workload.
   * @default true
   */
  readonly propagateDeps?: boolean;
  /**
   * Taints of members that are tolerated.
   * @default - none
   */
  readonly tolerations?: readonly Toleration[];
}

/**
 * Divides the replicas of one workload over members by fixed weights.
 *
 * Becomes a Karmada `PropagationPolicy` in the namespace of the workload. Karmada rounds by the Webster method and does
 * not look at free capacity; the plan tells the real split and what does not fit. A Job is divided by its parallelism,
 * and its completions in the same proportion.
 */
export class WeightedPropagation<const M extends string = string> extends Construct {
  /** The workload that is divided. */
  public readonly workload: Workload;
  /** The weights that are above 0, by member. */
  public readonly weights: Readonly<Record<string, number>>;
  private readonly tolerations: readonly Toleration[];

  /**
   * @param scope the fleet over whose members the workload is divided, or a construct in its scope
   * @throws FindingsError `fleet/outside`, `fleet/no-object`
   */
  public constructor(scope: IFleet<M> | Construct, id: string, props: WeightedPropagationProps<M>) {
    super(scope, id);
    const fleet = fleetOrFail(this);
    this.workload = Workload.of(props.of);
    const asked = Object.entries(props.weights as Record<string, number | undefined>).filter(
      (entry): entry is [string, number] => entry[1] !== undefined,
    );
    this.weights = Object.fromEntries(asked.filter(([, weight]) => weight > 0));
    this.tolerations = [...(props.tolerations ?? [])];
    const policyName = props.policyName ?? id;
    const selects = this.workload.ref;

    const policy = renderPolicy(this, {
      policyName,
      selects,
      propagateDeps: props.propagateDeps ?? true,
      placement: {
        clusterAffinity: { clusterNames: Object.keys(this.weights) },
        ...(this.tolerations.length > 0 ? { clusterTolerations: this.tolerations } : {}),
        replicaScheduling: {
          replicaSchedulingType: 'Divided',
          replicaDivisionPreference: 'Weighted',
          weightPreference: {
            staticWeightList: Object.entries(this.weights).map(([member, weight]) => ({
              targetCluster: { clusterNames: [member] },
              weight,
            })),
          },
        },
      },
    });
    contributePolicy(this, () => ({
      place: this.node.path,
      path: policy.node.path,
      named: asked.map(([member]) => member),
      ...(this.workload.replicas === undefined ? {} : { replicas: this.workload.replicas }),
    }));
    Findings.of(this).addCheck(() => this.check(fleet, policyName, asked));
  }

  private *check(fleet: IFleet, policyName: string, asked: readonly [string, number][]): Iterable<Finding> {
    const place = this.node.path;
    yield* checkPolicyName(place, policyName);
    const known = fleet.model.members.map(({ name }) => name);
    yield* checkKnown(rules.UNKNOWN_MEMBER, {
      place,
      property: 'weights',
      names: asked.map(([member]) => member),
      known,
    });
    for (const [member, weight] of asked) {
      if (!Number.isInteger(weight) || weight < 0) {
        yield finding(rules.BAD_WEIGHT, {
          place,
          value: weight,
          message: `the weight of '${member}' is ${show(weight)}; expected a whole number, 0 or more.`,
          fix: 'Write whole numbers in the ratio that you want: 3 and 1 instead of 0.75 and 0.25.',
        });
      }
    }
    if (Object.keys(this.weights).length === 0) {
      yield finding(rules.NO_WEIGHT, {
        place,
        value: Object.fromEntries(asked),
        message: 'the weights sum to 0: no member would be chosen on purpose.',
        fix: 'Give at least one member a weight of 1 or more.',
      });
    }
    const chosen = Object.keys(this.weights);
    yield* checkTaints(place, chosen, fleet.model, this.tolerations, 'give the member weight 0');
    yield* checkReplicas(place, this.workload);
    yield* checkOnControlPlane(place, this.workload, this.workload.ref, fleet);
  }
}
