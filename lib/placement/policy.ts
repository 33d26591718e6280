import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { withoutNamespace } from '../core/cluster-scoped';
import type { ObjectRef } from '../core/model';
import { ClusterPropagationPolicy, type Placement, PropagationPolicy } from '../l1/karmada';

/** What a policy of one object says. */
export interface PolicyProps {
  readonly policyName: string;
  /** The object; without a namespace it is of a cluster-scoped kind. */
  readonly selects: ObjectRef;
  readonly propagateDeps: boolean;
  readonly placement: Placement;
}

/** The policy of one object, in the object's namespace; one for all namespaces where the object lives in none. */
export function renderPolicy(scope: Construct, props: PolicyProps): ApiObject {
  const { policyName, selects, propagateDeps, placement } = props;
  const spec = { resourceSelectors: [{ ...selects }], propagateDeps, placement };
  return selects.namespace === undefined
    ? withoutNamespace(new ClusterPropagationPolicy(scope, 'Resource', { metadata: { name: policyName }, spec }))
    : new PropagationPolicy(scope, 'Resource', { metadata: { name: policyName, namespace: selects.namespace }, spec });
}
