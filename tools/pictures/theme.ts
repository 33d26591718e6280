/** Colours of the pictures: those of Grafana's dark theme. */
export const THEME = {
  page: '#111217',
  panel: '#181b1f',
  border: '#2c3036',
  grid: '#2a2e34',
  text: '#d8d9da',
  dim: '#8e9297',
  font: 'Inter, Helvetica Neue, Arial, DejaVu Sans, sans-serif',
  mono: 'Menlo, Consolas, DejaVu Sans Mono, monospace',
} as const;

/** Named colours of thresholds. */
const NAMED: Readonly<Record<string, string>> = { green: '#73bf69', yellow: '#f2cc0c', red: '#f2495c' };

/** Colours of lines, in the order in which they are given out. */
export const PALETTE = ['#73bf69', '#f2cc0c', '#8ab8ff', '#ff780a', '#f2495c', '#b877d9', '#5794f2', '#c8f2c2'];

/** Colours from the least value to the greatest, by Grafana's name of the scheme. */
const SCHEMES: Readonly<Record<string, readonly string[]>> = {
  'continuous-BlYlRd': ['#1f60c4', '#8ab8ff', '#ffee52', '#ff9830', '#c4162a'],
  'continuous-GrYlRd': ['#73bf69', '#fade2a', '#f2495c'],
};

/** A named colour, or the colour itself. */
export function colorOf(name: string): string {
  return NAMED[name] ?? name;
}

/** The colours of a scheme, where the mode is one. */
export function schemeOf(mode: string | undefined): readonly string[] | undefined {
  return mode === undefined ? undefined : SCHEMES[mode];
}

/** Text as it stands in XML. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
