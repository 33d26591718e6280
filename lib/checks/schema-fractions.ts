import type { Json, JsonObject } from '../core/manifest';
import type { JsonSchema } from '../l1/json-schema';
import { schemaOfField } from './schema-nulls';

/** The definition of a quantity in built-in kinds, whose decoder takes any number. */
const QUANTITY = '/kubernetes/schemas#/definitions/api.resource.Quantity';
const BUILTIN = '/kubernetes/schemas#';

/** A quantity that is a number with a fraction, and where it stands. */
export interface Fraction {
  readonly pointer: string;
  readonly value: number;
}

/** Whether there is a number with a fraction anywhere in the value. */
export function hasFraction(value: Json | undefined): boolean {
  if (typeof value === 'number') {
    return !Number.isInteger(value);
  }
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  for (const child of Array.isArray(value) ? value : Object.values(value as JsonObject)) {
    if (hasFraction(child)) {
      return true;
    }
  }
  return false;
}

/**
 * The quantities of a custom resource that are numbers with a fraction, in those parts for which its schema refers to a built-in
 * definition: a pod template, a container. A CustomResourceDefinition writes these out, each quantity as an integer or a text (kubernetes
 * apiextensions-apiserver, x-kubernetes-int-or-string). Kinds that are no CustomResources refer to the quantity itself.
 * @param isBuiltin whether the schema is within such a part
 */
export function* fractionsIn(
  value: Json | undefined,
  schema: JsonSchema,
  resolve: (ref: string) => JsonSchema,
  pointer = '',
  isBuiltin = false,
): Iterable<Fraction> {
  const { $ref } = schema;
  if (isBuiltin && $ref === QUANTITY && typeof value === 'number' && !Number.isInteger(value)) {
    yield { pointer, value };
  }
  if (value === null || typeof value !== 'object') {
    return;
  }
  const at = $ref === undefined ? schema : resolve($ref);
  const within = isBuiltin || ($ref?.startsWith(BUILTIN) ?? false);
  if (Array.isArray(value)) {
    for (const [index, item] of at.items ? value.entries() : []) {
      yield* fractionsIn(item, at.items!, resolve, `${pointer}/${index}`, within);
    }
    return;
  }
  for (const [field, child] of Object.entries(value as JsonObject)) {
    const own = schemaOfField(at, field);
    if (own) {
      const name = field.replaceAll('~', '~0').replaceAll('/', '~1');
      yield* fractionsIn(child, own, resolve, `${pointer}/${name}`, within);
    }
  }
}
