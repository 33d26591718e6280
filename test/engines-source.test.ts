import { homedir } from 'node:os';
import { join } from 'node:path';
import { ENGINE_NAMES, type EngineName } from '../lib/engines';
import { defaultCacheRoot } from '../lib/engines/environment';
import { countPackages } from '../lib/engines/go';
import { engineSource, hasProgram, isGoSource } from '../lib/engines/source';

test.each(ENGINE_NAMES)('%s is pinned to one version', (name) => {
  const source = engineSource(name);
  expect(source.version).toMatch(/^v\d+\.\d+\.\d+(-\d{14}-[0-9a-f]{12})?$/);
  expect(engineSource(name).key).toBe(source.key);
});

const programs = ENGINE_NAMES.map(engineSource).filter(isGoSource).filter(hasProgram);

test.each(programs)('the version of $name is stamped into its binary', ({ go, flags, version }) => {
  expect(go).toMatch(/^1\.\d+/);
  expect(flags.at(-1)).toMatch(/[vV]ersion=v?\d+\.\d+\.\d+/);
  expect(flags.at(-1)).toContain(version.replace(/^v(0\.315)?/, ''));
});

test('files of an engine are pinned where its program is', () => {
  expect(engineSource('kyverno-crds').version).toBe(engineSource('kyverno').version);
  expect(engineSource('istio-crds').folder).toBe(engineSource('istio').folder);
});

test('engines have keys of their own', () => {
  const keys = ENGINE_NAMES.map((name) => engineSource(name).key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('an unknown engine is refused with those that are known', () => {
  expect(() => engineSource('mesos' as EngineName)).toThrow(/engine\/unknown at mesos.*kubernetes, karmada/);
});

test('packages are counted from what go list prints', () => {
  expect(countPackages('fresh\nstale\nfresh\n')).toEqual({ total: 3, stale: 1 });
  expect(countPackages('')).toEqual({ total: 0, stale: 0 });
});

test('the cache is where the environment says', () => {
  expect(defaultCacheRoot({ CDK8S_FLEET_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
  expect(defaultCacheRoot({ XDG_CACHE_HOME: '/b' })).toBe('/b/cdk8s-fleet');
  expect(defaultCacheRoot({})).toBe(join(homedir(), '.cache/cdk8s-fleet'));
});
