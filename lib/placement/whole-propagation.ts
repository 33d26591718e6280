import { Construct } from 'constructs';
import { mayArriveIn } from '../core/arrivals';
import { contributePolicy } from '../core/contributions';
import { type Destination, memberNames } from '../core/destination';
import { type Finding, Findings, finding } from '../core/findings';
import { fleetOrFail, type IFleet } from '../core/fleet';
import type { ObjectRef, Toleration } from '../core/model';
import { checkKnown } from '../core/reach';
import { Workload, type WorkloadLike } from '../core/workload';
import { isNamespaced } from '../l1/kinds';
import { checkOnControlPlane, checkPolicyName, checkReplicas, checkTaints } from './checks';
import { renderPolicy } from './policy';
import * as rules from './rules';

/** Properties of a propagation that keeps a workload whole. */
export interface WholePropagationProps<M extends string = string> {
  /**
   * What is sent: a construct of this library or of cdk8s-plus, an ApiObject, or `Workload.fromName(...)`. Any kind, also
   * without pods.
   */
  readonly of: WorkloadLike;
  /** Members that may get it: the fleet, a group, a member, or members by name. */
  readonly to: Destination<NoInfer<M>>;
  /**
   * `one`: one of the members gets the workload. `every-member`: each gets a complete copy, and the work is done as many
   * times.
   * @default 'one'
   */
  readonly copies?: 'one' | 'every-member';
  /**
   * Whether the object's kind lives in no namespace; its policy is a `ClusterPropagationPolicy` then.
   * @default - as the kind is known to be; objects of unknown kinds live in a namespace
   */
  readonly clusterScoped?: boolean;
  /**
   * Name of the policy object.
   * @default - the construct id
   */
  readonly policyName?: string;
  /**
   * Whether ConfigMaps, Secrets, ServiceAccounts and volume claims that the pods refer to travel with the workload. Karmada
   * does so for kinds that it can look into: those of Kubernetes, not a Volcano Job (see `placement/left-behind`).
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
 * Sends a workload, or any other object, whole to one member out of several, or a copy to each.
 *
 * Becomes a Karmada `PropagationPolicy` in the namespace of the workload, or a `ClusterPropagationPolicy` for an object of
 * a cluster-scoped kind. Out of several members that are healthy and serve the kind, Karmada takes the one whose name sorts
 * first; but for kinds whose replicas it counts (those that it can divide, Pods and some others) the one with the most room for
 * them at that moment, which no plan can know. What is placed stays where it is while that member can have it.
 */
export class WholePropagation<const M extends string = string> extends Construct {
  /** The workload that stays whole. */
  public readonly workload: Workload;
  /** Names of the members that may get it. */
  public readonly candidates: readonly string[];
  private readonly tolerations: readonly Toleration[];

  /**
   * @param scope the fleet, or a construct in its scope
   * @throws FindingsError `fleet/outside`, `fleet/no-object`
   */
  public constructor(scope: IFleet<M> | Construct, id: string, props: WholePropagationProps<M>) {
    super(scope, id);
    const fleet = fleetOrFail(this);
    this.workload = Workload.of(props.of);
    this.candidates = memberNames(props.to);
    this.tolerations = [...(props.tolerations ?? [])];
    const copies = props.copies ?? 'one';
    const policyName = props.policyName ?? id;
    const selects = refOf(this.workload, props.clusterScoped);

    const policy = renderPolicy(this, {
      policyName,
      selects,
      propagateDeps: props.propagateDeps ?? true,
      placement: {
        clusterAffinity: { clusterNames: [...this.candidates] },
        ...(this.tolerations.length > 0 ? { clusterTolerations: this.tolerations } : {}),
        // without it a workload is copied to every candidate, and one without replicas even where it would be divided
        // (karmada v1.18.2 pkg/scheduler/core/common.go: members are selected before AssignReplicas copies to them)
        ...(copies === 'one' && this.candidates.length > 1
          ? { spreadConstraints: [{ spreadByField: 'cluster' as const, minGroups: 1, maxGroups: 1 }] }
          : {}),
        replicaScheduling: { replicaSchedulingType: 'Duplicated' },
      },
    });
    const { apiObject } = this.workload;
    for (const member of fleet.members) {
      if (apiObject && this.candidates.includes(member.memberName)) {
        mayArriveIn(member, apiObject);
      }
    }
    contributePolicy(this, () => ({
      place: this.node.path,
      path: policy.node.path,
      named: this.candidates,
      ...(this.workload.replicas === undefined ? {} : { replicas: this.workload.replicas }),
    }));
    Findings.of(this).addCheck(() => this.check(fleet, policyName, selects));
  }

  private *check(fleet: IFleet, policyName: string, selects: ObjectRef): Iterable<Finding> {
    const place = this.node.path;
    yield* checkPolicyName(place, policyName);
    const known = fleet.model.members.map(({ name }) => name);
    yield* checkKnown(rules.UNKNOWN_MEMBER, { place, property: 'to', names: this.candidates, known });
    if (this.candidates.length === 0) {
      yield finding(rules.NO_MEMBERS, {
        place,
        value: [],
        message: 'it may go to no member.',
        fix: 'Name at least one member in to, or a group that has one.',
      });
    }
    yield* checkTaints(place, this.candidates, fleet.model, this.tolerations, 'leave the member out of to');
    yield* checkReplicas(place, this.workload);
    yield* checkOnControlPlane(place, this.workload, selects, fleet);
  }
}

/** Identity of the object as a policy selects it: without a namespace where its kind lives in none. */
function refOf({ ref }: Workload, clusterScoped = isNamespaced(ref.apiVersion, ref.kind) === false): ObjectRef {
  const { namespace: _, ...withoutNamespace } = ref;
  return clusterScoped ? withoutNamespace : ref;
}
