import fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import { parse, parseAllDocuments } from 'yaml';
import { writeYaml, writeYamlDocuments } from '../lib/core/yaml';

const ODD = [
  'y', 'no', 'On', 'NULL', '~', 'null', 'true', '.nan', '.inf', '-.INF', '1', '-1', '+1', '0x1F', '0o7', '017', '0b1', '1_000', '1e3', '1E3',
  '1.', '.5', '1:30', '190:20:30', '2026-11-21', '2026-11-21T10:00:00Z', '=', '<<', '-', '- a', '--', '---', '...', '?', '? a', ':', 'a:', 'a: b',
  'a #b', '#', '&a', '*a', '!a', '%a', '@a', '`a', '|', '>', '"', "'", '[', ']', '{', '}', ',', ' a', 'a ', 'a  b', '\t', 'a\tb', '\n', 'a\n',
  'a\n\n', 'a\nb', '\na', ' a\nb', 'a\n b\n', 'a\n \nb', 'a\r\nb', 'a\rb', '\u0085', 'a\u2028b', '\ufeff', 'é', '训练', '🚀', '\ud800', '\u0000',
  '500m', '32Gi', '1.5Gi', '8', '10.0.0.1', '1.2.3', 'v1', '/train', './a', '--flag=1', '-c', '-1c', '$(X)', '__proto__', '', 'nan', 'a:b', 'http://x:80/y?z#w',
  '#!/bin/sh\nset -e\n\techo "$1"\n', '# comment\nkey: value\n', '--- \nx', 'x: |\n  y\n\n\n', '0.', '0_', '1__2', '12e03', '1e+21', '-0', '0', '08', 'x'.repeat(2000),
];

const text = fc.oneof(fc.constantFrom(...ODD), fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[\t\n :#\-a-z0-9"']{0,12}$/));
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(1e21, 1e-7, 5e-324, 2 ** 53));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    text,
    number.map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(text.filter((key) => key !== '__proto__'), tie('json'), { maxKeys: 4 }),
  ),
}));

/** Equal as JSON: prototypes and the order of keys apart, lone surrogates included. */
function expectSame(read: unknown, written: unknown): void {
  expect(JSON.stringify(read)).toBe(JSON.stringify(written));
}

describe('writeYaml', () => {
  test('reads as people expect', () => {
    const manifest = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', labels: {}, annotations: { 'a/b': 'yes', port: '8080' } },
      data: { script: '#!/bin/sh\necho hi\n', note: 'two\nlines' },
      list: [{ name: 'x', args: ['-c', 'sleep 1'], none: [] }, [1, [2, 3]], 'y'],
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
amounts:
  cpu: 500m
  memory: 32Gi
  gpus: 8
  ratio: 0.5
  "on": true
  "off": null
`);
  });

  test.each(ODD.map((odd) => [JSON.stringify(odd).slice(0, 60), odd]))('%s stays text, as value and as key', (_, odd) => {
    for (const value of [odd, { key: odd }, [odd], { [odd === '__proto__' ? 'p' : odd]: odd }, [[odd], { a: { b: [odd] } }]]) {
      const written = writeYaml(value);
      expectSame(parse(written), value);
      expectSame(parse(written, { version: '1.1' }), value);
      expectSame(jsYaml.load(written), value);
    }
  });

  test('any JSON value reads back equal with YAML 1.2 and YAML 1.1 readers', () => {
    fc.assert(
      fc.property(json, (value) => {
        const written = writeYaml(value);
        expectSame(parse(written), value);
        expectSame(parse(written, { version: '1.1' }), value);
        expectSame(jsYaml.load(written), value);
      }),
      { numRuns: 2000 },
    );
  });

  test('a key named __proto__ stays a key', () => {
    const value = JSON.parse('{"__proto__": {"a": 1}, "b": 2}');
    expect(Object.keys(parse(writeYaml(value)))).toEqual(['__proto__', 'b']);
  });

  test('documents are separated', () => {
    const written = writeYamlDocuments([{ a: 1 }, { b: 'x\n' }, {}]);
    expect(parseAllDocuments(written).map((document) => document.toJSON())).toEqual([{ a: 1 }, { b: 'x\n' }, {}]);
  });
});
