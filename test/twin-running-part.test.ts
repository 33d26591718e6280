import { ConfigMap } from 'cdk8s-plus-28';
import { FleetApp, GpuFleet } from '../lib';
import { runningPart } from '../lib/twin/running-part';
import { sharesOf } from '../lib/twin/shares';
import { gpuMember } from './support';

function program() {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    members: { a: gpuMember(), b: gpuMember(), c: gpuMember() },
    twinMembers: ['c', 'a'],
  });
  for (const scope of [fleet, fleet.host, ...fleet.members]) {
    new ConfigMap(scope, 'settings');
  }
  return app.compile();
}

const fleet = () => program().fleets[0]!;
const namesOf = (chosen?: readonly string[]) => runningPart(fleet(), chosen).fleet.members.map(({ name }) => name);

test('the chosen members run, else those that the fleet names, else all', () => {
  expect(namesOf(['b'])).toEqual(['b']);
  expect(namesOf()).toEqual(['a', 'c']);
  const { twinMembers: _none, ...whole } = fleet();
  expect(runningPart(whole).absent).toEqual([]);
});

test('the others are told', () => {
  expect(runningPart(fleet(), ['b']).absent).toEqual(['a', 'c']);
});

test('a member that the fleet does not have is refused', () => {
  expect(() => runningPart(fleet(), ['a', 'x'])).toThrow(/twin\/unknown-name at fleet: "x" is no member.*a, b, c/);
});

test('nothing is for members that do not run, and Karmada is not told of them', () => {
  const shares = sharesOf(program().targets, runningPart(fleet()));
  expect(shares.map(({ cluster, manifests, absent }) => [cluster, manifests.map(({ kind }) => kind), absent])).toEqual([
    ['control-plane', ['Cluster', 'Cluster', 'ConfigMap'], 1],
    ['control-plane', ['ConfigMap'], 0],
    ['a', ['ConfigMap'], 0],
    ['b', [], 1],
    ['c', ['ConfigMap'], 0],
  ]);
});
