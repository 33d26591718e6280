import type { ApiObject } from 'cdk8s';
import { isIdentified, type Manifest } from './manifest';

/** An object as it stands now. Undefined where it cannot be rendered, or does not say what it is: the compiler reports that. */
export function rendered(object: ApiObject): Manifest | undefined {
  try {
    const manifest = object.toJson() as Manifest;
    return isIdentified(manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}
