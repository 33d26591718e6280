import { isJsonObject, type Json, type Manifest } from '../../core/manifest';
import { isSecret } from '../secret-kinds';
import { uncertain } from './uncertain';

/** Fields of a Secret that hold its values: each is a secret as a whole. */
const SECRET_FIELDS = ['data', 'stringData'] as const;

/** Late values that are secret. */
export interface LateSecrets {
  /** Of the last update. */
  readonly before: readonly string[];
  /** That the program has now. */
  readonly now: readonly string[];
}

/**
 * What the state keeps of an object in the form that it had. Pulumi knows by the one that the program has now which values of it are secret: where
 * that has none in the place of one, the state keeps the name.
 */
export function oldForm(object: Manifest, now: Manifest | undefined, secrets: LateSecrets): Manifest {
  if (now === undefined) {
    return uncertain(object);
  }
  const fields: readonly string[] = isSecret(object) ? SECRET_FIELDS : [];
  const hidesValues = fields.every((field) => !(field in object) || field in now);
  const others = Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));
  return hidesValues && isHidden(others, now, secrets) ? object : uncertain(object);
}

/**
 * Whether Pulumi hides all secrets of a value: a value of an object where the one of now holds any, a list as a whole (`annotateSecrets` in
 * pulumi/pkg/resource/plugin/provider_plugin.go).
 */
function isHidden(value: Json | undefined, now: Json | undefined, secrets: LateSecrets): boolean {
  if (isJsonObject(value) && isJsonObject(now)) {
    return Object.entries(value).every(([key, member]) => isHidden(member, now[key], secrets));
  }
  return !holdsAny(value, secrets.before) || holdsAny(now, secrets.now);
}

function holdsAny(value: Json | undefined, texts: readonly string[]): boolean {
  if (typeof value === 'string') {
    return texts.some((text) => value.includes(text));
  }
  return typeof value === 'object' && value !== null && Object.values(value).some((member) => holdsAny(member, texts));
}
