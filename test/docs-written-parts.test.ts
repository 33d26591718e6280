import { rangeOf } from '../tools/docs/training-table';
import { tableOf, withParts } from '../tools/docs/written-parts';

const PAGE = `# Page

<!-- one: npm run docs -->
<!-- end of one -->

Between.

<!-- two: npm run docs -->

old

<!-- end of two -->
`;

describe('tables that are written into a page', () => {
  test('take the places of the old ones, and nothing else', () => {
    const written = withParts(PAGE, { two: 'second', one: 'first' });
    expect(written).toBe(`# Page

<!-- one: npm run docs -->

first

<!-- end of one -->

Between.

<!-- two: npm run docs -->

second

<!-- end of two -->
`);
    expect(withParts(written, { one: 'first', two: 'second' })).toBe(written);
  });

  test.each([
    ['a table without a place', PAGE, { one: '', two: '', three: '' }],
    ['a place without a table', PAGE, { one: '' }],
    ['a place that does not end', PAGE.replace('<!-- end of two -->', ''), { one: '', two: '' }],
    ['a place that ends before it begins', `<!-- end of two -->\n${PAGE}`, { one: '', two: '' }],
  ])('are refused with %s', (_, page, parts) => {
    expect(() => withParts(page, parts)).toThrow('The page has');
  });

  test('are Markdown', () => {
    expect(tableOf(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });
});

test.each([
  [[0.5], '50.0 %'],
  [[0.5, 0.25, 0.4], '25.0 to 50.0 %'],
  [[0.50001, 0.50002], '50.0 %'],
])('figures of runs %j are told as %s', (values, text) => {
  expect(rangeOf(values, { name: '%', inOne: 0.01 })).toBe(text);
});
