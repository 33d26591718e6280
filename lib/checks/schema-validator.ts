import type { Ajv, Format as AjvFormat, ErrorObject, ValidateFunction } from 'ajv';
import type { Json } from '../core/manifest';
import { goPattern } from '../l1/go-pattern';
import type { JsonSchema, SchemaFile } from '../l1/json-schema';
import { readSchemaFile } from '../l1/kinds';
import { FORMATS } from './schema-formats';
import { type Fraction, fractionsIn, hasFraction } from './schema-fractions';
import { hasNull, withoutNulls } from './schema-nulls';
import { type SchemaTest, SchemaTests } from './schema-test';

/** Folder of the schemas of built-in kinds. */
const BUILTIN = '/kubernetes/';

/** Checks values against one schema. */
export class SchemaValidator {
  private static readonly known = new Map<string, SchemaValidator>();

  /** The validator of a schema in `lib/l1`; made once. */
  public static of(ref: string): SchemaValidator {
    let validator = SchemaValidator.known.get(ref);
    if (!validator) {
      validator = new SchemaValidator(definition(ref), !ref.startsWith(BUILTIN));
      SchemaValidator.known.set(ref, validator);
    }
    return validator;
  }

  private readonly isValid: SchemaTest;
  private compiled?: ValidateFunction;

  /** @param isCustom whether objects of the schema are custom resources */
  public constructor(
    private readonly schema: JsonSchema,
    private readonly isCustom = true,
  ) {
    this.isValid = TESTS.of(schema);
  }

  /**
   * Compiles the schema, which else is done for the first value that is in doubt.
   * @throws Error where the schema cannot be compiled
   */
  public compile(): this {
    this.compiled ??= compile(this.schema);
    return this;
  }

  /**
   * What is wrong with the value, in the words of ajv.
   * @throws Error where the schema cannot be compiled
   */
  public errors(value: Json): readonly ErrorObject[] {
    if (this.isValid(value)) {
      return [];
    }
    this.compiled ??= compile(this.schema);
    // What is valid with its nulls is valid without those that count as absent: few values need a closer look.
    const { compiled } = this;
    if (compiled(value) || (hasNull(value) && compiled(withoutNulls(value, this.schema, definition)))) {
      return [];
    }
    return compiled.errors ?? [];
  }

  /** Quantities that are wrong in a custom resource, and right in a built-in kind, whose definitions its schema refers to. */
  public fractions(value: Json): readonly Fraction[] {
    return this.isCustom && hasFraction(value) ? [...fractionsIn(value, this.schema, definition)] : [];
  }
}

const TESTS = new SchemaTests(definition);

let ajv: Ajv | undefined;
const files = new Map<string, SchemaFile>();

function compile(schema: JsonSchema): ValidateFunction {
  ajv ??= newAjv();
  addFilesOf(schema, ajv);
  const validate = ajv.compile(schema);
  // The function is kept by the caller; what ajv keeps of the schema would only grow.
  ajv.removeSchema(schema);
  return validate;
}

/** Makes the files that a schema refers to known to ajv, and those that they refer to. */
function addFilesOf(schema: JsonSchema | SchemaFile, to: Ajv): void {
  for (const [, name] of JSON.stringify(schema).matchAll(/"\$ref":"([^"#]+)#/g)) {
    if (!to.getSchema(name!)) {
      const file = loadFile(name!);
      to.addSchema(file, name);
      addFilesOf(file, to);
    }
  }
}

/** Loaded when first needed: it takes longer to load than most programs take to compile. */
function newAjv(): Ajv {
  const { Ajv } = require('ajv') as typeof import('ajv');
  const made = new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    // Our own schemas are right by their tests, and one of a CRD that is wrong fails in the compilation.
    meta: false,
    validateSchema: false,
    // Faster to compile, as fast to run.
    code: { optimize: false, regExp: Object.assign((pattern: string) => goPattern(pattern), { code: 'goPattern' }) },
    formats: Object.fromEntries(
      Object.entries(FORMATS).map(([name, { type, test }]) => [name, { type, validate: test } as AjvFormat]),
    ),
  });
  made.addKeyword({ keyword: 'uniqueKeys', type: 'array', validate: hasUniqueKeys, errors: false });
  return made;
}

/** Whether no two items have the same values in these fields. */
function hasUniqueKeys(keys: readonly string[], items: readonly unknown[]): boolean {
  const values = items.map((item) =>
    JSON.stringify(keys.map((key) => (item as Record<string, unknown> | null)?.[key])),
  );
  return new Set(values).size === values.length;
}

function definition(ref: string): JsonSchema {
  const [file = '', pointer = ''] = ref.split('#/definitions/');
  const found = loadFile(file).definitions[pointer];
  if (!found) {
    throw new Error(`no schema ${ref} in lib/l1; run \`npm run l1\``);
  }
  return found;
}

function loadFile(name: string): SchemaFile {
  let file = files.get(name);
  if (!file) {
    file = readSchemaFile(name);
    files.set(name, file);
  }
  return file;
}
