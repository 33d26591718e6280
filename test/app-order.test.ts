import { ApiObject, Chart } from 'cdk8s';
import { Construct, DependencyGroup, type IConstruct } from 'constructs';
import fc from 'fast-check';
import { FleetApp } from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';

function configMap(scope: Construct, name: string): ApiObject {
  return new ApiObject(scope, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
}

function namesOf(app: FleetApp): (string | undefined)[] {
  return manifestsOf(app).map(({ metadata }) => metadata.name);
}

describe('objects are ordered', () => {
  test('by kind, then as in the program', () => {
    const app = new FleetApp();
    const chart = new Chart(app, 'c');
    new ApiObject(chart, 'q', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'service' } });
    configMap(chart, 'second');
    configMap(chart, 'third');
    new ApiObject(chart, 'n', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'first' } });
    expect(namesOf(app)).toEqual(['first', 'second', 'third', 'service']);
  });

  test('by dependencies on objects, composites, charts and groups', () => {
    const app = new FleetApp();
    const early = new Chart(app, 'early');
    const late = new Chart(app, 'late');
    const composite = new Construct(early, 'composite');
    const [a, b, c] = ['a', 'b', 'c'].map((name) => configMap(composite, name)) as [ApiObject, ApiObject, ApiObject];
    const d = configMap(early, 'd');
    const e = configMap(late, 'e');
    a.addDependency(c);
    composite.node.addDependency(d);
    early.addDependency(late);
    e.node.addDependency(new DependencyGroup(configMap(late, 'f'), configMap(late, 'g')));
    expect(namesOf(app)).toEqual(['f', 'g', 'e', 'd', 'b', 'c', 'a']);
    expect(b.node.dependencies).toEqual([]);
  });

  test('by a dependency on something within: the rest comes after it', () => {
    const app = new FleetApp();
    const chart = new Chart(app, 'c');
    configMap(chart, 'rest');
    const outer = new Construct(chart, 'outer');
    configMap(outer, 'beside');
    chart.node.addDependency(configMap(outer, 'x'), configMap(outer, 'y'));
    expect(namesOf(app)).toEqual(['x', 'y', 'rest', 'beside']);
  });

  test('by a dependency on what it is in: it comes after the rest', () => {
    const app = new FleetApp();
    const chart = new Chart(app, 'c');
    const outer = new Construct(chart, 'outer');
    for (const name of ['x', 'y']) {
      configMap(outer, name).addDependency(chart);
    }
    configMap(outer, 'beside');
    configMap(chart, 'rest');
    expect(namesOf(app)).toEqual(['beside', 'rest', 'x', 'y']);
  });

  test('in files as in their target', () => {
    const app = new FleetApp();
    const [one, two] = ['one', 'two'].map((id) => new Chart(app, id)) as [Chart, Chart];
    const a = configMap(one, 'a');
    const b = configMap(two, 'b');
    configMap(one, 'c').addDependency(b);
    a.addDependency(configMap(two, 'd'));
    const [target] = app.compile().targets;
    const inTarget = target?.objects.map(({ path }) => path) ?? [];
    for (const file of target?.files ?? []) {
      const inFile = file.objects.map(({ path }) => path);
      expect(inFile).toEqual(inTarget.filter((path) => inFile.includes(path)));
    }
    expect(target?.files.map(({ name }) => name)).toEqual(['one.k8s.yaml', 'two.k8s.yaml']);
  });

  test('as all dependencies say, wherever in the tree they are stated', () => {
    const parents = fc.array(fc.nat(), { minLength: 3, maxLength: 25 });
    const pairs = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 });
    fc.assert(
      fc.property(parents, pairs, (shape, wanted) => {
        const app = new FleetApp();
        const all: Construct[] = [new Chart(app, 'c')];
        for (const [i, parent] of shape.entries()) {
          const scope = all[parent % all.length]!;
          all.push(i % 3 === 0 ? new Construct(scope, `n${i}`) : configMap(scope, `n${i}`));
        }
        const stated = wanted.map(([a, b]) => [all[a % all.length]!, all[b % all.length]!] as const);
        for (const [dependent, dependency] of stated) {
          dependent.node.addDependency(dependency);
        }
        fc.pre(findingsOf(app, 'synth/dependency-cycle').length === 0);
        const paths = app.compile().targets.flatMap(({ objects }) => objects.map(({ path }) => path));
        const place = (construct: IConstruct) => paths.indexOf(construct.node.path);
        const objectsIn = (scope: IConstruct) => scope.node.findAll().filter((construct) => place(construct) >= 0);
        for (const [dependent, dependency] of stated) {
          const isIn = (inner: IConstruct, outer: IConstruct) => inner !== outer && inner.node.scopes.includes(outer);
          // a scope that depends on some within it, or the other way round, means what it holds besides all of those
          const within = [
            ...stated.filter(([a, b]) => a === dependent && isIn(b, a)).map(([, b]) => b),
            ...stated.filter(([a, b]) => b === dependency && isIn(a, b)).map(([a]) => a),
          ].flatMap(objectsIn);
          const firsts = objectsIn(dependency).filter((o) => !isIn(dependent, dependency) || !within.includes(o));
          const thens = objectsIn(dependent).filter((o) => !isIn(dependency, dependent) || !within.includes(o));
          for (const first of firsts) {
            for (const then of thens) {
              expect(place(first)).toBeLessThan(place(then));
            }
          }
        }
      }),
    );
  });

  test('in a time that grows with the chain and not with its combinations', () => {
    const app = new FleetApp();
    let before: Chart | undefined;
    for (let i = 0; i < 1000; i++) {
      const chart = new Chart(app, `c${i}`);
      configMap(chart, `a${i}`);
      configMap(chart, `b${i}`);
      if (before) {
        before.addDependency(chart);
      }
      before = chart;
    }
    const start = process.cpuUsage();
    expect(namesOf(app).slice(0, 3)).toEqual(['a999', 'b999', 'a998']);
    expect(app.charts.map(({ node }) => node.id).slice(0, 2)).toEqual(['c999', 'c998']);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(4000);
  });
});

describe('dependencies that no order can keep', () => {
  test('every cycle is a finding that names its constructs', () => {
    const app = new FleetApp();
    const [one, two] = ['one', 'two'].map((id) => new Chart(app, id)) as [Chart, Chart];
    const a = configMap(one, 'a');
    const b = configMap(two, 'b');
    a.addDependency(two);
    b.addDependency(a);
    const self = configMap(new Chart(app, 'three'), 'self');
    self.addDependency(self);
    const found = findingsOf(app, 'synth/dependency-cycle');
    expect(found.map(({ value }) => [...(value as string[])].sort())).toEqual([
      ['one/a', 'two', 'two/b'],
      ['three/self'],
    ]);
    expect(found[0]).toMatchObject({ severity: 'error', fix: expect.any(String) });
    expect(namesOf(app).sort()).toEqual(['a', 'b', 'self']);
  });

  test('a dependency on another app is a finding', () => {
    const app = new FleetApp();
    const other = configMap(new Chart(new FleetApp(), 'other'), 'x');
    configMap(new Chart(app, 'c'), 'a').addDependency(other);
    expect(findingsOf(app, 'synth/dependency-outside')).toMatchObject([{ place: 'c/a', value: 'other/x' }]);
  });
});
