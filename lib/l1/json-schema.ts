/** The types of JSON Schema. */
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/**
 * The part of JSON Schema (draft 7) in which this library keeps the schemas of Kubernetes kinds.
 *
 * A `$ref` names a file, `lib/l1` being the root, without its extension, and a definition in it:
 * `/kubernetes/schemas#/definitions/core.v1.PodTemplateSpec`.
 */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  /** Fields by which the items of a list are told apart; not a keyword of JSON Schema. */
  readonly uniqueKeys?: readonly string[];
  readonly enum?: readonly unknown[];
  /** One of the names in `FORMATS` of `lib/checks/schema-formats`. */
  readonly format?: string;
  /** A regular expression of Go; see `goPattern`. */
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  /** What the API server fills in; informative. */
  readonly default?: unknown;
}

/** A file of schemas. */
export interface SchemaFile {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}
