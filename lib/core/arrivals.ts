import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';

const ARRIVALS = Symbol.for('cdk8s-fleet.Arrivals');

/** Says that an object of the control plane may come to a member, for constructs that look after that member. */
export function mayArriveIn(member: IConstruct, object: ApiObject): void {
  const known = listOf(member);
  if (known) {
    known.add(object);
  } else {
    Object.defineProperty(member, ARRIVALS, { value: new Set([object]) });
  }
}

/** Objects of the control plane that may come to a member, as far as constructs send them. */
export function arrivalsIn(member: IConstruct): readonly ApiObject[] {
  return [...(listOf(member) ?? [])];
}

function listOf(member: IConstruct): Set<ApiObject> | undefined {
  return (member as unknown as Record<symbol, Set<ApiObject> | undefined>)[ARRIVALS];
}
