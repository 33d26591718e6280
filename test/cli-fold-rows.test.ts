import { foldRows } from '../lib/cli/fold-rows';

test('neighbours that say the same become one row', () => {
  const rows = [
    ['infer', 'serve', '6'],
    ['infer', 'edge-01', '1'],
    ['infer', 'edge-02', '1'],
    ['infer', 'edge-03', '1'],
    ['train', 'edge-04', '1'],
    ['train', 'edge-05', '1'],
  ];
  expect(foldRows(rows, 1)).toEqual([
    ['infer', 'serve', '6'],
    ['infer', 'edge-01 … edge-03 (each of 3)', '1'],
    ['train', 'edge-04', '1'],
    ['train', 'edge-05', '1'],
  ]);
});

test('rows that are interrupted by another are not', () => {
  const rows = ['1', '2', '1'].map((figure, i) => [`m${i}`, figure]);
  expect(foldRows(rows, 0)).toEqual(rows);
  expect(foldRows([], 0)).toEqual([]);
});
