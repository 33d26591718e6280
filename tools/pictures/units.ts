/** Grafana's units as far as dashboards of this library use them: what comes after the number, and by what it grows. */
const UNITS: Readonly<Record<string, readonly (readonly [number, string])[]>> = {
  none: [[1, '']],
  percent: [[1, '%']],
  reqps: [[1, ' req/s']],
  watt: [
    [1000, ' kW'],
    [1, ' W'],
  ],
  s: [
    [60, ' min'],
    [1, ' s'],
    [0.001, ' ms'],
  ],
  ms: [
    [60_000, ' min'],
    [1000, ' s'],
    [1, ' ms'],
  ],
};

/** A value as a panel shows it. */
export function format(value: number, unit = 'none', decimals?: number): string {
  if (unit.startsWith('suffix:')) {
    return `${rounded(value, decimals)}${unit.slice('suffix:'.length)}`;
  }
  const scales = UNITS[unit];
  if (!scales) {
    throw new Error(`no picture of the unit ${unit}`);
  }
  const [by, suffix] = scales.find(([size]) => Math.abs(value) >= size) ?? scales[scales.length - 1]!;
  return `${rounded(value / by, decimals)}${suffix}`;
}

function rounded(value: number, decimals?: number): string {
  const places = decimals ?? (Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2);
  return value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
}
