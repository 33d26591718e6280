import { ADD_ONS } from '../lib/addons';
import { versionOfChart } from '../lib/addons/catalogue';
import type { AddOnName } from '../lib/core/add-ons';
import { compareVersions, KNOWN_VERSIONS } from '../lib/core/versions';

describe('the catalogue', () => {
  const versions = Object.entries(ADD_ONS).flatMap(([name, { versions }]) => versions.map((one) => ({ name, ...one })));

  test('ranges are ranges, and versions rise', () => {
    for (const { name, kubernetes, source } of versions) {
      expect([
        name,
        source.length > 0,
        compareVersions(kubernetes.to ?? kubernetes.from, kubernetes.from) >= 0,
      ]).toEqual([name, true, true]);
    }
    for (const [name, { versions }] of Object.entries(ADD_ONS)) {
      const sorted = [...versions].sort((a, b) => compareVersions(a.version, b.version));
      expect([name, versions]).toEqual([name, sorted]);
    }
  });

  test('an engine has no version that fleets cannot state', () => {
    for (const { engine, versions } of [...Object.values(ADD_ONS), { ...ADD_ONS.flux, engine: 'flux' as const }]) {
      const known = engine ? KNOWN_VERSIONS[engine] : [];
      expect(engine ? versions.filter(({ version }) => !known.includes(version)) : []).toEqual([]);
    }
  });

  test('a chart has one version of the software, and is stated in full', () => {
    const charts = versions.filter(({ chart }) => chart !== undefined);
    expect(charts.map(({ name, chart }) => [name, versionOfChart(name as AddOnName, chart!)])).toEqual(
      charts.map(({ name, version }) => [name, version]),
    );
    expect(charts.filter(({ chart }) => !/^v?\d+\.\d+\.\d+$/.test(chart!))).toEqual([]);
  });
});
