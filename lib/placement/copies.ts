import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Toleration } from '../core/model';
import { targetOf } from '../core/target';
import { WholePropagation } from './whole-propagation';

/** An object of which each of some members gets a copy. */
export interface CopiesProps {
  readonly of: ApiObject;
  /** Names of the members. */
  readonly to: readonly string[];
  readonly policyName: string;
  /** @default - none */
  readonly tolerations?: readonly Toleration[] | undefined;
}

/**
 * Sends an object of the control plane to members, without what it refers to. What is created in a member is there already, and what
 * goes to nobody needs no policy.
 */
export function sendCopies(scope: Construct, id: string, { of, to, policyName, tolerations }: CopiesProps): void {
  if (targetOf(of).kind === 'control-plane' && to.length > 0) {
    new WholePropagation(scope, id, {
      of,
      to,
      copies: 'every-member',
      policyName,
      propagateDeps: false,
      ...(tolerations ? { tolerations } : {}),
    });
  }
}
