import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const LIB = resolve(__dirname, '../lib');

const filesOf = (room: string) => readdirSync(join(LIB, room)).filter((file) => file.endsWith('.ts'));

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

describe('plan and checks know no constructs: plain YAML can be planned and checked without cdk8s', () => {
  afterAll(() => {
    jest.dontMock('cdk8s').dontMock('constructs');
  });

  test.each(['plan', 'checks'].flatMap((room) => filesOf(room).map((file) => `${room}/${file}`)))('lib/%s', (file) => {
    loadAlone(join(LIB, file));
  });

  test('a file that knows them would be seen', () => {
    expect(() => loadAlone(join(LIB, 'core/target.ts'))).toThrow('loads cdk8s');
  });
});
