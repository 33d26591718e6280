import type { CustomResourceDefinition } from '../lib/l1/crd';
import type { OpenApiSchema } from '../lib/l1/crd-schema';
import { kindsOfCrd } from '../tools/l1/crds';
import { goEnums, withGoEnums } from '../tools/l1/go-enums';
import { introductions } from '../tools/l1/introductions';
import { kebab } from '../tools/l1/kind';
import { kindsOfDocument, reachable, refineDefinitions } from '../tools/l1/openapi';
import { inlineRefs, withEnums, withOpaque } from '../tools/l1/references';
import { shapesOf } from '../tools/l1/shapes';
import { indexFile, kindFile, sharedFile } from '../tools/l1/typescript';

function crd(kind: string, spec: Record<string, OpenApiSchema>, required: string[] = []): CustomResourceDefinition {
  const root: OpenApiSchema = {
    type: 'object',
    required: ['spec'],
    properties: { spec: { type: 'object', properties: spec, required } },
  };
  const version = { served: true, storage: true, schema: { openAPIV3Schema: root }, subresources: { status: {} } };
  return {
    spec: {
      group: 'fruit.example.com',
      names: { kind },
      scope: 'Namespaced',
      versions: [
        { ...version, name: 'v1' },
        { ...version, name: 'v1beta1', storage: false },
        { ...version, name: 'v1alpha1', served: false, storage: false },
      ],
    },
  };
}

const basket: OpenApiSchema = { type: 'object', properties: { size: { type: 'integer', minimum: 1, default: 6 } } };

function typed(definition: CustomResourceDefinition) {
  return kindsOfCrd(definition).filter((kind) => kind.preferred);
}

describe('kindsOfCrd', () => {
  test('gives the served versions; the stored one is preferred', () => {
    expect(kindsOfCrd(crd('Apple', {})).map(({ version, preferred }) => [version, preferred])).toEqual([
      ['v1', true],
      ['v1beta1', false],
    ]);
  });
});

describe('kindFile', () => {
  const [apple] = typed(
    crd(
      'Apple',
      {
        baskets: { type: 'array', items: basket, minItems: 1 },
        colour: { type: 'string', enum: ['red', "cox's"] },
        weight: { 'x-kubernetes-int-or-string': true },
        'odd-name': { type: 'boolean', nullable: true },
        tags: { type: 'object', additionalProperties: { type: 'string' } },
        anything: { 'x-kubernetes-preserve-unknown-fields': true },
      },
      ['colour'],
    ),
  );
  const text = kindFile(apple!, shapesOf([apple!]), '// header');

  test.each([
    'readonly spec: AppleSpec;',
    '/** At least 1. */\nreadonly baskets?: readonly Basket[];',
    "readonly colour: 'red' | 'cox\\'s';",
    'readonly weight?: number | string;',
    "readonly 'odd-name'?: boolean | null;",
    'readonly tags?: Readonly<Record<string, string>>;',
    'readonly anything?: unknown;',
    '/** Integer, at least 1. @default 6 */\nreadonly size?: number;',
    "{ apiVersion: 'fruit.example.com/v1', kind: 'Apple' }",
  ])('writes %s', (line) => {
    expect(text).toContain(line);
  });

  test('writes nothing about status', () => {
    expect(text).not.toContain('status');
  });
});

describe('pod templates', () => {
  const podSpec: OpenApiSchema = {
    type: 'object',
    properties: Object.fromEntries(
      ['containers', 'initContainers', 'volumes', 'restartPolicy', 'serviceAccountName'].map((field) => [field, {}]),
    ),
  };
  const template: OpenApiSchema = { type: 'object', properties: { metadata: { type: 'object' }, spec: podSpec } };
  const task: OpenApiSchema = { type: 'object', properties: { template } };

  test('refer to the built-in schema, and to one type, in the file of the kind', () => {
    const [apple] = typed(crd('Apple', { template }));
    const text = kindFile(apple!, shapesOf([apple!]), '');
    expect(text).toContain('readonly template?: PodTemplate;');
    expect(text).toContain("import type { PodTemplate } from '../pod-template';");
    expect(JSON.stringify(apple)).toContain('/kubernetes/schemas#/definitions/core.v1.PodTemplateSpec');
  });

  test('and in the shared file', () => {
    const kinds = [...typed(crd('Apple', { task })), ...typed(crd('Pear', { task, ripe: { type: 'boolean' } }))];
    expect(sharedFile(shapesOf(kinds), '')).toContain("import type { PodTemplate } from '../pod-template';");
  });
});

describe('shapesOf', () => {
  test('two kinds with one spec share it in the file of the shorter name', () => {
    const kinds = [...typed(crd('ClusterApple', { basket })), ...typed(crd('Apple', { basket }))];
    const shapes = shapesOf(kinds);
    expect(shapes.all.map(({ name, home }) => [name, home])).toEqual([
      ['AppleSpec', 'Apple'],
      ['Basket', 'Apple'],
    ]);
    expect(sharedFile(shapes, '')).toBeUndefined();
    expect(kindFile(kinds[0]!, shapes, '')).toContain("import type { AppleSpec } from './apple';");
  });

  test('a shape in kinds of different specs goes to the shared file', () => {
    const kinds = [...typed(crd('Apple', { basket })), ...typed(crd('Pear', { basket, ripe: { type: 'boolean' } }))];
    const shapes = shapesOf(kinds);
    expect(sharedFile(shapes, '')).toContain('export interface Basket {');
    expect(kindFile(kinds[0]!, shapes, '')).toContain("import type { Basket } from './shared';");
    expect(indexFile(kinds, shapes, '')).toContain("export * from './shared';");
  });

  test('different shapes under one field name get different names', () => {
    const other: OpenApiSchema = { type: 'object', properties: { lid: { type: 'boolean' } } };
    const kinds = [...typed(crd('Apple', { basket })), ...typed(crd('Pear', { basket: other }))];
    expect(shapesOf(kinds).all.map(({ name }) => name)).toEqual(['PearSpec', 'Basket', 'AppleSpec', 'AppleBasket']);
  });

  test('preferred names win, and two shapes cannot claim one', () => {
    const lid: OpenApiSchema = { type: 'object', properties: { tight: { type: 'boolean' } } };
    const kinds = typed(crd('Apple', { baskets: { type: 'array', items: basket }, lid }));
    expect(shapesOf(kinds, { 'spec.baskets[]': 'Crate' }).all.map(({ name }) => name)).toContain('Crate');
    expect(() => shapesOf(kinds, { 'baskets[]': 'Crate', lid: 'Crate' })).toThrow('shapeNames');
  });
});

describe('kindsOfDocument', () => {
  const gvk = { group: '', version: 'v1', kind: 'Box' };
  const post = { 'x-kubernetes-action': 'post', 'x-kubernetes-group-version-kind': gvk };
  const eviction = { ...post, 'x-kubernetes-group-version-kind': { ...gvk, kind: 'Lid' } };
  const document = {
    paths: {
      '/api/v1/namespaces/{namespace}/boxes': { post },
      '/api/v1/namespaces/{namespace}/boxes/{name}/lid': { post: eviction },
    },
    components: {
      schemas: {
        'io.k8s.api.core.v1.Box': {
          type: 'object',
          properties: {
            apiVersion: { type: 'string' },
            metadata: { allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }] },
            spec: { $ref: '#/components/schemas/io.k8s.api.core.v1.BoxSpec' },
            status: { type: 'object', properties: { full: { type: 'boolean' } } },
          },
          'x-kubernetes-group-version-kind': [gvk],
        },
        'io.k8s.api.core.v1.Lid': { type: 'object', 'x-kubernetes-group-version-kind': [{ ...gvk, kind: 'Lid' }] },
        'io.k8s.api.core.v1.BoxSpec': { type: 'object', properties: { raw: { type: 'object' } } },
        'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': {
          type: 'object',
          properties: { labels: { type: 'object', additionalProperties: { type: 'string' } } },
        },
      },
    },
  };

  test('takes kinds that can be created, not subresources', () => {
    const { kinds } = kindsOfDocument(document);
    expect(kinds).toEqual([
      { ...gvk, namespaced: true, preferred: true, schema: { $ref: '/kubernetes/schemas#/definitions/core.v1.Box' } },
    ]);
  });

  test('definitions get the syntax of labels and lose status; what nothing refers to is left out', () => {
    const definitions = reachable(refineDefinitions(kindsOfDocument(document).definitions), ['core.v1.Box']);
    expect(Object.keys(definitions)).toEqual(['core.v1.Box', 'core.v1.BoxSpec', 'meta.v1.ObjectMeta']);
    expect(definitions['core.v1.Box']?.properties?.status).toEqual({ type: 'object' });
    expect(definitions['core.v1.BoxSpec']?.properties?.raw).toEqual({ type: 'object' });
    expect(definitions['meta.v1.ObjectMeta']?.properties?.labels).toMatchObject({
      propertyNames: { format: 'label-key' },
      additionalProperties: { format: 'label-value' },
    });
  });

  test('references are replaced, except to what is kept', () => {
    const { definitions, kinds } = kindsOfDocument(document);
    const inlined = inlineRefs(kinds[0]!.schema, definitions, { 'meta.v1.ObjectMeta': {} });
    expect(inlined.properties?.spec?.properties).toEqual({ raw: { type: 'object' } });
    expect(inlined.properties?.metadata).toEqual({ $ref: '/kubernetes/schemas#/definitions/meta.v1.ObjectMeta' });
  });
});

describe('inlineRefs', () => {
  test('refuses a definition that contains itself', () => {
    const $ref = '/x#/definitions/tree';
    expect(() => inlineRefs({ $ref }, { tree: { items: { $ref } } }, {})).toThrow('contains itself');
  });
});

test('introductions: kinds that not every cluster has yet, and no lists', () => {
  const since = (kind: string, minor: number) =>
    `func (in *${kind}) APILifecycleIntroduced() (major, minor int) {\n\treturn 1, ${minor}\n}\n`;
  const source = [since('Young', 34), since('YoungList', 34), since('Old', 9)].join('\n');
  expect(introductions(source)).toEqual([{ kind: 'Young', version: '1.34' }]);
});

describe('goEnums', () => {
  const source = `
// Colour of a box.
// +enum
type Colour string

const (
	// Red is the first.
	Red  Colour = "Red"
	Blue Colour = "Blue"
)

// Open is not enumerated.
type Open string

const Anything Open = "x"

type BoxSpec struct {
	// words
	Colour *Colour \`json:"colour,omitempty" protobuf:"bytes,1,opt"\`
	Colours []Colour \`json:"colours"\`
	Open Open \`json:"open"\`
}
`;
  const other = `
type LidSpec struct {
	Colour v1.Colour \`json:"colour"\`
}
`;
  const enums = goEnums([
    { name: 'core.v1', source },
    { name: 'lids.v1', source: other },
  ]);

  test('finds the fields of marked types, also in other packages', () => {
    expect(Object.fromEntries(enums.get('core.v1.BoxSpec') ?? [])).toEqual({
      colour: ['Red', 'Blue'],
      colours: ['Red', 'Blue'],
    });
    expect(enums.get('lids.v1.LidSpec')?.get('colour')).toEqual(['Red', 'Blue']);
  });

  test('puts them into the definitions; "not given" stays possible', () => {
    const definition = { properties: { colour: { type: 'string' }, colours: { items: { type: 'string' } } } } as const;
    expect(withGoEnums({ 'core.v1.BoxSpec': definition }, enums)['core.v1.BoxSpec']?.properties).toEqual({
      colour: { type: 'string', enum: ['Red', 'Blue', ''] },
      colours: { items: { type: 'string', enum: ['Red', 'Blue', ''] } },
    });
  });
});

describe('withEnums', () => {
  const [apple] = typed(crd('Apple', { colour: { type: 'string' } }));

  test('adds the values', () => {
    const { schema } = withEnums(apple!, { 'Apple.spec.colour': ['red'], 'Pear.spec.colour': ['green'] });
    expect(schema.properties?.spec?.properties?.colour).toEqual({ type: 'string', enum: ['red'] });
  });

  test('refuses a field that is not there', () => {
    expect(() => withEnums(apple!, { 'Apple.spec.color': ['red'] })).toThrow('Apple.spec.color');
  });
});

test.each([
  ['FederatedHPA', 'federated-hpa'],
  ['HPAPolicy', 'hpa-policy'],
  ['PropagationPolicy', 'propagation-policy'],
  ['Work', 'work'],
])('%s is in the file %s', (kind, file) => {
  expect(kebab(kind)).toBe(file);
});

describe('withOpaque', () => {
  const pips: OpenApiSchema = { type: 'array', items: { type: 'object', properties: { basket } } };
  const [apple] = typed(crd('Apple', { basket, pips }));
  const specOf = (places: readonly string[]) => withOpaque(apple!, places).schema.properties?.spec?.properties;

  test('leaves the content of objects and lists open, and all else as it is', () => {
    const open = { type: 'object', additionalProperties: true };
    const { basket: closed, pips: list } = specOf([])!;
    expect(specOf(['Apple.spec.basket', 'Pear.spec.pips'])).toEqual({ basket: open, pips: list });
    expect(specOf(['Apple.spec.pips'])).toEqual({ basket: closed, pips: { type: 'array' } });
    expect(specOf(['Apple.spec.pips[].basket'])?.pips?.items?.properties).toEqual({ basket: open });
  });

  test('a place that the kind does not have is an error', () => {
    expect(() => withOpaque(apple!, ['Apple.spec.bag'])).toThrow('Apple.spec.bag');
    expect(() => withOpaque(apple!, ['Apple.spec.basket[]'])).toThrow('Apple.spec.basket[]');
  });
});
