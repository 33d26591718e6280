import { isDeepStrictEqual } from 'node:util';

/** Inputs that say what messages must not repeat. */
interface WithLateSecrets {
  readonly lateSecrets?: readonly string[];
}

/**
 * Inputs in which a list without any secrets is no change by itself: states of earlier versions have no list. Programs state one always: Pulumi hides
 * in the outputs what the inputs have as a secret, and an update that is refused leaves there what it was before.
 * @param olds inputs of the last update
 */
export function withoutNewEmptyList<I extends WithLateSecrets>(olds: object, inputs: I): I | Omit<I, 'lateSecrets'> {
  const { lateSecrets, ...others } = inputs;
  return lateSecrets?.length === 0 && isDeepStrictEqual(others, olds) ? others : inputs;
}
