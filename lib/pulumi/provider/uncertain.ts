import type { Manifest } from '../../core/manifest';
import { refOf } from '../../twin/client';

/** An object of which the state knows no more than its name. */
type Uncertain = Manifest & { readonly uncertain: true };

/**
 * What the state keeps of an object of which nobody knows in what form it is there, if at all: the server gave no answer, or it is going. No program
 * states this, so it is applied again in whatever form, and deleted where the program has it no more.
 */
export function uncertain(object: Manifest): Manifest {
  const { apiVersion, kind, name, namespace } = refOf(object);
  const known: Uncertain = {
    apiVersion,
    kind,
    metadata: namespace === undefined ? { name } : { name, namespace },
    uncertain: true,
  };
  return known;
}

/** Whether the state knows no more of an object than its name. */
export function isUncertain(object: Manifest): boolean {
  return object.uncertain === true;
}
