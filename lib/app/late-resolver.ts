import type { IResolver, ResolutionContext } from 'cdk8s';
import { isLate, lateText } from '../core/late';

/** Lets Outputs of Pulumi stand anywhere in an object that cdk8s renders itself: a text takes the place of each. */
export class LateResolver implements IResolver {
  public resolve(context: ResolutionContext): void {
    const value = context.value as unknown;
    if (typeof value === 'object' && value !== null && isLate(value)) {
      context.replaceValue(lateText(value));
    }
  }
}
