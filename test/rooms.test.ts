import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

const LIB = resolve(__dirname, '../lib');

/** The rooms of ARCHITECTURE.md from the ground up. A room imports rooms of lower floors, and itself. */
const FLOORS = [
  ['core'],
  ['l1'],
  ['placement'],
  ['fleet', 'training', 'traffic', 'policy', 'observability', 'provisioning', 'addons'],
  ['plan'],
  ['checks'],
  ['app'],
  ['engines'],
  ['twin'],
  ['cli', 'testing', 'pulumi'],
];

const IMPORT = /(?:from |import |import\(|require\()'(\.[^']*)'/g;

const FILES = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

const roomOf = (file: string) => file.split(sep)[0] as string;
const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));

/** What an import in a file leads to, when that is no room below. */
function wrongArrows(file: string, text: string): string[] {
  const room = roomOf(file);
  return [...text.matchAll(IMPORT)]
    .map(([, path]) => relative(LIB, resolve(LIB, dirname(file), path as string)))
    .filter((to) => roomOf(to) !== room && !(floorOf(roomOf(to)) < floorOf(room)));
}

/** Loads a file with cdk8s out of reach. */
function loadAlone(file: string): void {
  jest.isolateModules(() => {
    for (const name of ['cdk8s', 'constructs']) {
      jest.doMock(name, () => {
        throw new Error(`${file} loads ${name}`);
      });
    }
    require(file);
  });
}

describe('arrows point down', () => {
  // lib/index.ts is the door to all of them
  const inRooms = FILES.filter((file) => file.includes(sep));

  test('every room has its floor', () => {
    expect([...new Set(inRooms.map(roomOf))].filter((room) => floorOf(room) < 0)).toEqual([]);
  });

  test.each([...new Set(inRooms.map(roomOf))])('lib/%s', (room) => {
    const wrong = inRooms
      .filter((file) => roomOf(file) === room)
      .flatMap((file) =>
        wrongArrows(file, readFileSync(join(LIB, file), 'utf8')).map((to) => `lib/${file} imports lib/${to}`),
      );
    expect(wrong).toEqual([]);
  });

  test('an arrow that points up, or to a neighbour, would be seen', () => {
    const one = join('policy', 'one.ts');
    const text =
      "import { checks } from '../checks/x';\nconst y = import('../traffic/y');\nimport '../core/z';\nimport '../app/z';";
    expect(wrongArrows(one, text)).toEqual([join('checks', 'x'), join('traffic', 'y'), join('app', 'z')]);
  });
});

describe('plan and checks know no constructs: plain YAML can be planned and checked without cdk8s', () => {
  afterAll(() => {
    jest.dontMock('cdk8s').dontMock('constructs');
  });

  test.each(FILES.filter((file) => ['plan', 'checks'].includes(roomOf(file))))('lib/%s', (file) => {
    loadAlone(join(LIB, file));
  });

  test('a file that knows them would be seen', () => {
    expect(() => loadAlone(join(LIB, 'core/target.ts'))).toThrow('loads cdk8s');
  });
});
