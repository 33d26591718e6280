import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { BaselineAction, BaselineDemand, BaselineModel, BaselineRule, BaselineRuleName } from '../core/baseline';
import { contributeBaseline } from '../core/contributions';
import type { Destination } from '../core/destination';
import { Findings } from '../core/findings';
import { type Home, homeOf, membersIn } from '../core/fleet';
import { countedGpusIn, USUAL_GPU_RESOURCE } from '../core/gpus';
import type { MemberModel, Toleration } from '../core/model';
import { reachOf } from '../core/reach';
import { ISTIO_CONTAINERS } from '../core/sidecar';
import { targetOf } from '../core/target';
import { checkBaseline } from './baseline-checks';
import { BaselinePolicy } from './baseline-policy';
import type { BaselineRuleProps, LimitsRuleProps, NoPrivilegedRuleProps, RegistriesRuleProps } from './baseline-rule';
import { type BaselineExceptionProps, referring, resolveException } from './exception';
import { type Spelling, spellingFor } from './spelling';

/** Properties of a baseline, in a fleet of the members `M` or in one member. */
export interface FleetBaselineProps<M extends string = string> {
  /**
   * Members of the fleet where the rules hold; for a baseline of one member, that member.
   * @default - all members of the fleet
   */
  readonly to?: Destination<NoInfer<M>>;
  /**
   * Containers state limits, and pods a GPU.
   * @default - not asked for
   */
  readonly limits?: LimitsRuleProps;
  /**
   * Images come from these registries.
   * @default - from anywhere
   */
  readonly registries?: RegistriesRuleProps;
  /**
   * No container is privileged. `false` leaves the rule out.
   * @default {} the rule holds for all pods
   */
  readonly noPrivileged?: NoPrivilegedRuleProps | false;
  /**
   * What Kyverno does about pods that break a rule which states no action of its own.
   * @default 'Deny'
   */
  readonly action?: BaselineAction;
  /**
   * Namespaces where no rule holds.
   * @default - those that Kyverno itself leaves alone: kube-system, kube-public, kube-node-lease, kyverno
   */
  readonly exemptNamespaces?: readonly string[];
  /**
   * Pods that may break rules until a day.
   * @default - none
   */
  readonly exceptions?: readonly BaselineExceptionProps[];
  /**
   * Registry, or folder of one, from which Istio's sidecars come (its setting `global.hub`). Their images are held to
   * `registries`, too, and looked at when the program is compiled.
   * @default - that of the members' Istio: 'registry.istio.io/release' from 1.30 on, 'docker.io/istio' before
   */
  readonly sidecarHub?: string;
  /**
   * The time for which ended exceptions are found and own workloads are judged. Nothing that is written depends on it.
   * @default - the time of the synthesis
   */
  readonly now?: Date;
  /**
   * Taints of members that are tolerated when the policies are sent.
   * @default - none
   */
  readonly memberTolerations?: readonly Toleration[];
  /**
   * Name that the names of the policy objects begin with: `baseline-limits`.
   * @default - the construct id
   */
  readonly baselineName?: string;
}

const KYVERNO_LEAVES_ALONE = ['kube-system', 'kube-public', 'kube-node-lease', 'kyverno'];

/**
 * What all pods of a group of members have to satisfy, enforced by Kyverno: limits, registries, no privileged containers.
 *
 * Each rule is a policy object of its own: `ValidatingPolicy` (policies.kyverno.io/v1), or `ClusterPolicy` for members whose Kyverno
 * is older than 1.17. In the scope of a fleet each member gets a copy through Karmada, in the scope of a member it is applied
 * there directly. Rules look at pods and at the templates of what makes them, each task of a Volcano Job included, so that a
 * workload is refused when it is created and not when its pods fail to appear. The program's own workloads are judged when it is
 * compiled.
 */
export class FleetBaseline<const M extends string = string> extends Construct {
  /** Names of the members where the rules hold. */
  public readonly members: readonly string[];
  /** The policy objects of each rule, for patches: one for each spelling that the members need. */
  public readonly policies: Readonly<Partial<Record<BaselineRuleName, readonly ApiObject[]>>>;
  private readonly unexcepted: readonly BaselineRule[];
  private readonly exceptions: readonly BaselineExceptionProps[];

  /**
   * @param scope a fleet, whose members get the rules, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`, `fleet/no-object`
   */
  public constructor(scope: Home<M> | Construct, id: string, props: FleetBaselineProps<M> = {}) {
    super(scope, id);
    const home = homeOf(this);
    const names = reachOf(home, props.to);
    const models = membersIn(home).flatMap(({ model }) => (names.includes(model.name) ? [model] : []));
    const baselineName = props.baselineName ?? id;
    const exemptNamespaces = [...(props.exemptNamespaces ?? KYVERNO_LEAVES_ALONE)];
    this.exceptions = (props.exceptions ?? []).map(referring);
    this.members = models.map(({ name }) => name);
    this.unexcepted = rulesOf(baselineName, models, props);
    this.policies = Object.fromEntries(
      this.unexcepted.map(({ policy, demand }) => [
        demand.type,
        [...bySpelling(models)].map(([spelling, members]) => {
          const older = spelling === 'ClusterPolicy';
          const made = new BaselinePolicy(this, `${demand.type}${older ? '-cluster-policy' : ''}`, {
            policyName: policy,
            rule: () => this.rules.find((rule) => rule.policy === policy) as BaselineRule,
            reasons: this.exceptionsFor(demand.type).map(({ reason }) => reason),
            spelling,
            members,
            exemptNamespaces,
            ...(props.memberTolerations ? { tolerations: props.memberTolerations } : {}),
          });
          return made.object;
        }),
      ]),
    );

    const { sidecarHub } = props;
    contributeBaseline(
      this,
      (): BaselineModel => ({
        place: this.node.path,
        fleet: targetOf(this).fleet ?? '',
        members: this.members,
        exemptNamespaces,
        rules: this.rules,
        ...(props.now ? { now: props.now.getTime() } : {}),
        ...(sidecarHub === undefined ? {} : { sidecarHub }),
      }),
    );
    Findings.of(this).addCheck(() =>
      checkBaseline({
        place: this.node.path,
        props,
        baselineName,
        home,
        names,
        exceptions: this.exceptions.map(resolveException),
        rules: this.rules,
      }),
    );
  }

  /** The rules, as plain data. The pods of an excepted workload are those that it has now. */
  public get rules(): readonly BaselineRule[] {
    return this.unexcepted.map((rule) => ({
      ...rule,
      exceptions: this.exceptionsFor(rule.demand.type).map(resolveException),
    }));
  }

  private exceptionsFor(name: BaselineRuleName): readonly BaselineExceptionProps[] {
    return this.exceptions.filter(({ rules }) => rules?.includes(name) ?? true);
  }
}

/** The members by the kind of policy that their Kyverno understands; those without Kyverno get none. */
function bySpelling(models: readonly MemberModel[]): Map<Spelling, MemberModel[]> {
  const groups = new Map<Spelling, MemberModel[]>();
  for (const model of models) {
    if (model.engines.kyverno) {
      const spelling = spellingFor(model.engines.kyverno);
      groups.set(spelling, [...(groups.get(spelling) ?? []), model]);
    }
  }
  return groups;
}

function rulesOf(baselineName: string, models: readonly MemberModel[], props: FleetBaselineProps): BaselineRule[] {
  const { limits, registries, noPrivileged = {} } = props;
  const rule = (suffix: string, given: BaselineRuleProps, demand: BaselineDemand): BaselineRule => ({
    policy: `${baselineName}-${suffix}`,
    action: given.action ?? props.action ?? 'Deny',
    demand,
    pods: given.pods ?? {},
    exempt: [...(given.exempt ?? [])],
    exceptions: [],
  });
  return [
    ...(limits ? [rule('limits', limits, limitsDemand(limits, models))] : []),
    ...(registries ? [rule('registries', registries, { type: 'registries', allowed: [...registries.allowed] })] : []),
    ...(noPrivileged ? [rule('no-privileged', noPrivileged, { type: 'noPrivileged' })] : []),
  ];
}

function limitsDemand(limits: LimitsRuleProps, models: readonly MemberModel[]): BaselineDemand {
  const offered = countedGpusIn(models);
  return {
    type: 'limits',
    resources: [...(limits.resources ?? ['cpu', 'memory'])],
    gpus: [...(limits.gpus ?? (offered.length > 0 ? offered : [USUAL_GPU_RESOURCE]))],
    sidecars: [...(limits.sidecars ?? ISTIO_CONTAINERS)],
  };
}
