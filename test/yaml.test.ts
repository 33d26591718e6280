import fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import { parse, parseAllDocuments } from 'yaml';
import type { Json } from '../lib/core/manifest';
import { writeYaml, writeYamlDocuments } from '../lib/core/yaml';
import { YamlBytes } from '../lib/core/yaml-bytes';
import { ODD_TEXTS } from './odd-texts';

/** The readers that must agree. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'yaml 1.2': (text) => parse(text),
  'yaml 1.1': (text) => parse(text, { version: '1.1' }),
  'js-yaml': (text) => jsYaml.load(text),
};

/** JSON that tells -0 from 0 and text from dates, and has every own key, in order. */
function exact(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(exact).join()}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.getOwnPropertyNames(value).map(
      (key) => `${JSON.stringify(key)}:${exact((value as Record<string, unknown>)[key])}`,
    );
    return `${value.constructor?.name === 'Date' ? 'Date' : ''}{${members.join()}}`;
  }
  return Object.is(value, -0) ? '-0' : JSON.stringify(value);
}

function expectReadBack(value: Json): void {
  const written = writeYaml(value);
  for (const [reader, read] of Object.entries(READERS)) {
    expect({ reader, written, read: exact(read(written)) }).toEqual({ reader, written, read: exact(value) });
  }
}

/** An object with this key as its own, also if the key is `__proto__`. */
function withKey(key: string, value: Json): { [key: string]: Json } {
  return Object.defineProperty({}, key, { value, enumerable: true, configurable: true, writable: true });
}

const text = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...' \n\t\r:#-a1.e_0x"\'|>+,[]{}&*!%@~y\u0085\u2028\ufeff\ud800é训') }),
  fc.stringMatching(/^[-+]?[0-9][0-9a-fox._:eETZ+-]{0,12}$/),
);
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.constantFrom(null, true, false),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.uniqueArray(fc.tuple(text, tie('json')), { maxLength: 4, selector: ([key]) => key }).map((members) => {
      return Object.assign({}, ...members.map(([key, value]) => withKey(key, value))) as Json;
    }),
  ),
}));

describe('writeYaml', () => {
  test('reads as people expect', () => {
    const manifest = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', labels: {}, annotations: { 'a/b': 'yes', port: '8080' } },
      data: { script: '#!/bin/sh\necho hi\n', note: 'two\nlines', owner: '训练' },
      list: [{ name: 'x', args: ['-c', 'sleep 1'], none: [] }, [1, [2, 3]], 'y', ['a\nb']],
      amounts: { cpu: '500m', memory: '32Gi', gpus: 8, ratio: 0.5, on: true, off: null, skipped: undefined },
    };
    expect(writeYaml(manifest)).toBe(`apiVersion: v1
kind: ConfigMap
metadata:
  name: c
  labels: {}
  annotations:
    a/b: "yes"
    port: "8080"
data:
  script: |
    #!/bin/sh
    echo hi
  note: |-
    two
    lines
  owner: 训练
list:
  - name: x
    args:
      - -c
      - sleep 1
    none: []
  - - 1
    - - 2
      - 3
  - "y"
  - - |-
      a
      b
amounts:
  cpu: 500m
  memory: 32Gi
  gpus: 8
  ratio: 0.5
  "on": true
  "off": null
`);
  });

  test.each(ODD_TEXTS.map((odd) => [JSON.stringify(odd).slice(0, 60), odd]))(
    '%s stays text, as value and as key',
    (_, odd) => {
      for (const value of [odd, [odd], { key: odd }, [[odd], { a: { b: [odd, odd] }, c: odd }]]) {
        expectReadBack(value);
      }
      for (const value of [odd, { b: 1 }, [odd], {}]) {
        expectReadBack(withKey(odd, value));
        expectReadBack([withKey(odd, value), { a: withKey(odd, value), c: 2 }]);
      }
    },
  );

  test.each([0, -0, -1, 0.1, -1.5e-7, 1e21, -1e21, 1e-7, 1.5e300, 5e-324, Number.MAX_VALUE, 2 ** 53, 2 ** 63, 2 ** 64])(
    'number %d',
    (number) => {
      expectReadBack(number);
      expectReadBack({ a: [number], b: number });
    },
  );

  test.each([[{}], [[]], [[[]]], [[{}]], [{ a: {} }], [{ a: [], b: {} }], [[[], [[1], []]]], [{ a: [{}, []] }]])(
    'empty within %j',
    (value) => {
      expectReadBack(value);
    },
  );

  test('any JSON value reads back equal', () => {
    fc.assert(fc.property(json, expectReadBack), { numRuns: 1500 });
  });

  test('members that are undefined are left out, items are null', () => {
    const value = { a: undefined, b: [undefined, { c: undefined }], d: { e: undefined } } as unknown as Json;
    expect(writeYaml(value)).toBe('b:\n  - null\n  - {}\nd: {}\n');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, () => 1, Symbol('x'), 1n])(
    'refuses %p, which JSON cannot hold',
    (value) => {
      expect(() => writeYaml({ a: [value as unknown as Json] })).toThrow(TypeError);
    },
  );

  test('long text takes linear time', () => {
    const nearlyPlain = `${'a b:c '.repeat(50_000)}\u0000`;
    const nearlyLiteral = `${'a\n \tb\n'.repeat(50_000)}\u0000`;
    const start = process.cpuUsage();
    writeYaml([nearlyPlain, nearlyLiteral]);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000);
  });
});

describe('writeYamlDocuments', () => {
  test('separates documents', () => {
    expect(writeYamlDocuments([{ a: 1 }, {}, ['b']])).toBe('a: 1\n---\n{}\n---\n- b\n');
    expect(writeYamlDocuments([])).toBe('');
  });

  test('any stream reads back equal', () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 1, maxLength: 4 }), (values) => {
        const written = writeYamlDocuments(values);
        expect(exact(parseAllDocuments(written).map((document) => document.toJS()))).toBe(exact(values));
        expect(exact(jsYaml.loadAll(written))).toBe(exact(values));
      }),
      { numRuns: 300 },
    );
  });
});

test('documents in bytes are those in text, however long', () => {
  const values = fc.array(fc.oneof(json, fc.constantFrom('x'.repeat(70_000), '数据'.repeat(40_000))), { maxLength: 5 });
  fc.assert(
    fc.property(values, (documents) => {
      const stream = new YamlBytes();
      for (const document of documents) {
        stream.add(document);
      }
      expect(stream.bytes.toString()).toBe(writeYamlDocuments(documents));
    }),
  );
});
