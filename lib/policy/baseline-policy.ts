import { type ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { BaselineRule } from '../core/baseline';
import { withoutNamespace } from '../core/cluster-scoped';
import type { MemberModel, Toleration } from '../core/model';
import { ClusterPolicy, ValidatingPolicy } from '../l1/kyverno';
import { sendCopies } from '../placement/copies';
import { clusterPolicySpec, type Spelling, validatingPolicySpec } from './spelling';

/** Properties of the policy object of one rule. */
export interface BaselinePolicyProps {
  readonly policyName: string;
  /** The rule, when the program is complete. */
  readonly rule: () => BaselineRule;
  /** Why there are exceptions. */
  readonly reasons: readonly string[];
  readonly spelling: Spelling;
  /** Members that get it. */
  readonly members: readonly MemberModel[];
  readonly exemptNamespaces: readonly string[];
  /** @default - none */
  readonly tolerations?: readonly Toleration[];
}

/** One rule of a baseline as a policy object of Kyverno, and what sends it to members. */
export class BaselinePolicy extends Construct {
  public readonly object: ApiObject;

  public constructor(scope: Construct, id: string, props: BaselinePolicyProps) {
    super(scope, id);
    const { policyName, rule, reasons, spelling, members, exemptNamespaces, tolerations } = props;
    const older = spelling === 'ClusterPolicy';
    const withVolcano = members.filter(({ engines }) => engines.volcano).length;
    // an older Kyverno refuses a policy about kinds that its member does not serve
    const volcano = older ? withVolcano === members.length : withVolcano > 0;
    const write = older ? clusterPolicySpec : validatingPolicySpec;
    const Policy = older ? ClusterPolicy : ValidatingPolicy;
    const annotations = { ...annotationsOf(reasons), ...(older ? { [AUTOGEN]: 'none' } : {}) };
    this.object = withoutNamespace(
      new Policy(this, 'Resource', {
        metadata: { name: policyName, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
        spec: Lazy.any({ produce: () => write(rule(), { exemptNamespaces, volcano }) }),
      }),
    );
    sendCopies(this, 'Placement', {
      of: this.object,
      to: members.map(({ name }) => name),
      policyName: older ? `${policyName}-older` : policyName,
      tolerations,
    });
  }
}

/** Kyverno adds no rules for pod controllers: the rule has them already. */
const AUTOGEN = 'pod-policies.kyverno.io/autogen-controllers';

/** Why there are exceptions, where whoever reads the policy in a member sees it. */
function annotationsOf(reasons: readonly string[]): Record<string, string> {
  return Object.fromEntries(reasons.map((reason, i) => [`policy.cdk8s-fleet.dev/exception-${i + 1}`, reason] as const));
}
