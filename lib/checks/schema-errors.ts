import type { ErrorObject } from 'ajv';
import { closest, listOf, show } from '../core/errors';
import { type Evidence, type Finding, finding, type Rule } from '../core/findings';
import type { JsonSchema, JsonType } from '../l1/json-schema';
import * as rules from './rules';
import { FORMATS } from './schema-formats';
import { brief, expectation, fieldPath, oneOf, typesOf } from './schema-words';

const LIMITS: Readonly<Record<string, string>> = {
  minimum: 'at least',
  maximum: 'at most',
  exclusiveMinimum: 'more than',
  exclusiveMaximum: 'less than',
};

const SIZES: Readonly<Record<string, readonly [words: string, unit: string]>> = {
  minLength: ['at least', 'character'],
  maxLength: ['at most', 'character'],
  minItems: ['at least', 'item'],
  maxItems: ['at most', 'item'],
  minProperties: ['at least', 'field'],
  maxProperties: ['at most', 'field'],
};

/** Keywords that hold alternatives; what fails inside them says nothing by itself. */
const JUNCTIONS = new Set(['anyOf', 'oneOf', 'not']);

/** What one error says, without its place. */
interface Verdict extends Omit<Evidence, 'place' | 'pointer'> {
  readonly rule: Rule;
  /** Where it is, if not at the place of the error. */
  readonly pointer?: string;
}

/**
 * Turns errors of ajv into findings.
 * @param what apiVersion and kind of the object, for messages
 */
export function findingsOfErrors(errors: readonly ErrorObject[], what: string, place: string): Finding[] {
  return withoutNoise(errors).map((error) => {
    const { rule, pointer = error.instancePath, ...evidence } = verdict(error, what);
    return finding(rule, { place, pointer, ...evidence });
  });
}

/** The errors that say something by themselves. */
function withoutNoise(errors: readonly ErrorObject[]): ErrorObject[] {
  const junctions = errors.filter((error) => JUNCTIONS.has(error.keyword));
  const mistyped = new Set(errors.filter((error) => error.keyword === 'type').map((error) => error.instancePath));
  return errors.filter((error) => {
    // A value of the wrong type fails its format and limits, too.
    const isEcho = error.keyword !== 'type' && error.propertyName === undefined && mistyped.has(error.instancePath);
    const isSummary = error.keyword === 'propertyNames';
    return !isEcho && !isSummary && !isUndefinedField(error) && !junctions.some((one) => isInside(error, one));
  });
}

/** A field that is there and undefined is not written. */
function isUndefinedField(error: ErrorObject): boolean {
  const name = (error.params as { additionalProperty?: string }).additionalProperty;
  return name !== undefined && (error.data as Record<string, unknown>)[name] === undefined;
}

function isInside(error: ErrorObject, junction: ErrorObject): boolean {
  return error !== junction && error.schemaPath.startsWith(`${junction.schemaPath}/`);
}

function verdict(error: ErrorObject, what: string): Verdict {
  if (error.propertyName !== undefined) {
    return badKey(error, error.propertyName);
  }
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownField(error, what);
    case 'required':
      return missingField(error, what);
    case 'type':
      return wrongType(error);
    case 'anyOf':
    case 'oneOf':
    case 'not':
      return badCombination(error, what);
    default:
      return badValue(error);
  }
}

function unknownField(error: ErrorObject, what: string): Verdict {
  const name = (error.params as { additionalProperty: string }).additionalProperty;
  const pointer = `${error.instancePath}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const known = Object.keys((error.parentSchema as JsonSchema).properties ?? {});
  const meant = known.find((field) => field.toLowerCase() === name.toLowerCase()) ?? closest(name, known);
  const fields = known.length > 12 ? `${known.slice(0, 12).join(', ')}, ...` : listOf(known);
  return {
    rule: rules.UNKNOWN_FIELD,
    pointer,
    value: (error.data as Record<string, unknown>)[name],
    message: `${fieldPath(pointer)} is no field of ${what}.`,
    fix: meant
      ? `Rename it to '${meant}'.`
      : known.length === 0
        ? 'Remove it: there are no fields here.'
        : `Remove it; the fields here are ${fields}.`,
  };
}

function missingField(error: ErrorObject, what: string): Verdict {
  const name = (error.params as { missingProperty: string }).missingProperty;
  const path = fieldPath(`${error.instancePath}/${name}`);
  const schema = (error.parentSchema as JsonSchema).properties?.[name];
  return {
    rule: rules.MISSING_FIELD,
    message: `${what} needs ${path}.`,
    fix: `Give ${path}${schema?.type || schema?.enum ? `: ${expectation(schema)}` : ''}.`,
  };
}

function wrongType(error: ErrorObject): Verdict {
  const expected = expectation(error.parentSchema as JsonSchema);
  const value = error.data as unknown;
  return {
    rule: rules.WRONG_TYPE,
    value,
    message: `${fieldPath(error.instancePath)} is ${brief(value)}; it must be ${expected}.`,
    fix: `Pass ${converted(value, typesOf(error.parentSchema as JsonSchema)) ?? expected}.`,
  };
}

/** The value as the type that was meant, if it is plain which. */
function converted(value: unknown, types: readonly JsonType[]): string | undefined {
  const text = types.includes('string') && !types.includes('integer');
  if (text && (typeof value === 'number' || typeof value === 'boolean')) {
    return `the string ${show(String(value))}`;
  }
  const numeric = types.includes('integer') ? /^-?\d+$/ : types.includes('number') ? /^-?\d+(\.\d+)?$/ : undefined;
  if (typeof value === 'string' && numeric?.test(value)) {
    return `the number ${value}`;
  }
  if (types.includes('boolean') && (value === 'true' || value === 'false')) {
    return `the boolean ${value}`;
  }
  return types.includes('array') ? `a list: [${brief(value)}]` : undefined;
}

function badValue(error: ErrorObject): Verdict {
  const schema = error.parentSchema as JsonSchema;
  const value = error.data as unknown;
  const { must, fix } = demand(error);
  const meant =
    error.keyword === 'enum' && typeof value === 'string' ? closestChoice(value, schema.enum ?? []) : undefined;
  return {
    rule: schema.format?.startsWith('label-') ? rules.INVALID_LABEL : rules.INVALID_VALUE,
    value,
    message: `${fieldPath(error.instancePath)} is ${brief(value)}; it must ${must}.`,
    fix: meant === undefined ? fix : `Use '${meant}'.`,
  };
}

function closestChoice(value: string, choices: readonly unknown[]): string | undefined {
  const texts = choices.filter((choice) => typeof choice === 'string');
  return texts.find((choice) => choice.toLowerCase() === value.toLowerCase()) ?? closest(value, texts);
}

function badKey(error: ErrorObject, key: string): Verdict {
  return {
    rule: rules.INVALID_LABEL,
    value: key,
    message: `${fieldPath(error.instancePath)} has the key ${brief(key)}; it must ${demand(error).must}.`,
    fix: 'Rename the key: at most 63 letters, digits, "-", "_" and ".", if wanted after a DNS name and "/".',
  };
}

/** What a failed keyword asks for. */
interface Demand {
  /** Continues "it must". */
  readonly must: string;
  readonly fix: string;
}

function demand(error: ErrorObject): Demand {
  const limit = error.schema as unknown;
  const size = SIZES[error.keyword];
  if (size) {
    const expected = `${size[0]} ${String(limit)} ${size[1]}${limit === 1 ? '' : 's'}`;
    return { must: `have ${expected}`, fix: `Give ${expected}.` };
  }
  const words = LIMITS[error.keyword];
  if (words) {
    return { must: `be ${words} ${String(limit)}`, fix: `Give a number of ${words} ${String(limit)}.` };
  }
  switch (error.keyword) {
    case 'enum':
      return { must: `be ${oneOf(limit as readonly unknown[])}`, fix: `Use ${oneOf(limit as readonly unknown[])}.` };
    case 'format': {
      const expected = FORMATS[limit as string]?.expected ?? `in the format ${String(limit)}`;
      return { must: `be ${expected}`, fix: `Give ${expected}.` };
    }
    case 'pattern':
      return { must: `match ${String(limit)}`, fix: `Give text that matches ${String(limit)}.` };
    case 'uniqueItems':
      return { must: 'be a list without duplicates', fix: 'Remove the duplicates.' };
    case 'uniqueKeys': {
      const keys = listOf(limit as readonly string[]);
      return { must: `not have two items with the same ${keys}`, fix: `Give each item its own ${keys}.` };
    }
    default:
      return { must: `be valid: ${error.message ?? error.keyword}`, fix: 'Correct the value.' };
  }
}

/** Fields that exclude each other, or of which one is needed: what OpenAPI says with `oneOf`, `anyOf` and `not`. */
function badCombination(error: ErrorObject, what: string): Verdict {
  const path = fieldPath(error.instancePath) || what;
  const alternatives = alternativesOf(error.schema as JsonSchema | readonly JsonSchema[]);
  const value = error.data as unknown;
  const present = alternatives.filter(
    (name) => typeof value === 'object' && value !== null && (value as Record<string, unknown>)[name] !== undefined,
  );
  if (alternatives.length > 1 && present.length === 0 && error.keyword !== 'not') {
    return {
      rule: rules.MISSING_FIELD,
      message: `${path} sets none of ${listOf(alternatives)}.`,
      fix: `Give ${error.keyword === 'oneOf' ? 'exactly' : 'at least'} one of them.`,
    };
  }
  if (present.length > 1) {
    return {
      rule: rules.INVALID_VALUE,
      value: present,
      message: `${path} sets ${listOf(present)}, which exclude each other.`,
      fix: 'Keep one of them.',
    };
  }
  return {
    rule: rules.INVALID_VALUE,
    value,
    message: `${path} is ${brief(value)}, which has none of the forms that are allowed here.`,
    fix: alternatives.length > 0 ? `Check what is given beside ${listOf(alternatives)}.` : `Check it against ${what}.`,
  };
}

function alternativesOf(schema: JsonSchema | readonly JsonSchema[]): string[] {
  const branches = Array.isArray(schema) ? (schema as readonly JsonSchema[]) : [schema as JsonSchema];
  return [
    ...new Set(
      branches.flatMap((branch) => [
        ...(branch.required ?? []),
        ...(branch.anyOf ? alternativesOf(branch.anyOf) : []),
        ...(branch.not ? alternativesOf(branch.not) : []),
      ]),
    ),
  ];
}
