import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { BaselineRule } from '../core/baseline';
import { withoutNamespace } from '../core/cluster-scoped';
import type { MemberModel, Toleration } from '../core/model';
import { ClusterPolicy, ValidatingPolicy } from '../l1/kyverno';
import { WholePropagation } from '../placement/whole-propagation';
import { clusterPolicySpec, type Spelling, validatingPolicySpec } from './spelling';

/** Properties of the policy object of one rule. */
export interface BaselinePolicyProps {
  readonly rule: BaselineRule;
  readonly spelling: Spelling;
  /** Members that get it. */
  readonly members: readonly MemberModel[];
  readonly exemptNamespaces: readonly string[];
  /** Whether Karmada sends it, because it is not created in its member. */
  readonly send: boolean;
  /** @default - none */
  readonly tolerations?: readonly Toleration[];
}

/** One rule of a baseline as a policy object of Kyverno, and what sends it to members. */
export class BaselinePolicy extends Construct {
  public readonly object: ApiObject;

  public constructor(scope: Construct, id: string, props: BaselinePolicyProps) {
    super(scope, id);
    const { rule, spelling, members, exemptNamespaces, send, tolerations } = props;
    const older = spelling === 'ClusterPolicy';
    const withVolcano = members.filter(({ engines }) => engines.volcano).length;
    const annotations = annotationsOf(rule);
    const metadata = { name: rule.policy, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) };
    this.object = withoutNamespace(
      older
        ? new ClusterPolicy(this, 'Resource', {
            metadata: { ...metadata, annotations: { ...annotations, [AUTOGEN]: 'none' } },
            // it refuses a policy about kinds that one of its members does not serve
            spec: clusterPolicySpec(rule, { exemptNamespaces, volcano: withVolcano === members.length }),
          })
        : new ValidatingPolicy(this, 'Resource', {
            metadata,
            spec: validatingPolicySpec(rule, { exemptNamespaces, volcano: withVolcano > 0 }),
          }),
    );
    if (send) {
      new WholePropagation(this, 'Placement', {
        of: this.object,
        to: members.map(({ name }) => name),
        copies: 'every-member',
        policyName: older ? `${rule.policy}-older` : rule.policy,
        propagateDeps: false,
        ...(tolerations ? { tolerations } : {}),
      });
    }
  }
}

/** Kyverno adds no rules for pod controllers: the rule has them already. */
const AUTOGEN = 'pod-policies.kyverno.io/autogen-controllers';

/** Why there are exceptions, where whoever reads the policy in a member sees it. */
function annotationsOf({ exceptions }: BaselineRule): Record<string, string> {
  return Object.fromEntries(
    exceptions.map(({ reason }, i) => [`policy.cdk8s-fleet.dev/exception-${i + 1}`, reason] as const),
  );
}
