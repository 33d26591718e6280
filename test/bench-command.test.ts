import { parseArgs } from 'node:util';
import { choiceOf, countOf, exitCodeOf } from '../tools/bench/command';

/** What a benchmark that reads these arguments answers. */
async function answer(...args: string[]): Promise<{ readonly code: number; readonly errors: string }> {
  let errors = '';
  const write = (text: string) => {
    errors += text;
  };
  const benchmark = () => {
    const options = { runs: { type: 'string', default: '1' }, trace: { type: 'string', default: 'long' } } as const;
    const { runs, trace } = parseArgs({ args, options }).values;
    countOf('runs', runs);
    if (choiceOf('trace', trace, ['long', 'short']) === 'short') {
      throw new Error('no engine');
    }
  };
  return { code: await exitCodeOf('USAGE', benchmark, { write }), errors };
}

describe('a benchmark', () => {
  test('that is asked for rightly runs', async () => {
    expect(await answer('--runs', '3', '--trace', 'long')).toEqual({ code: 0, errors: '' });
  });

  test.each([
    ['a number that is none', ['--runs', 'abc'], "--runs is 'abc'; expected a whole number, 1 or more."],
    ['a number too low', ['--runs', '0'], "--runs is '0'; expected a whole number, 1 or more."],
    ['a part', ['--runs', '1.5'], "--runs is '1.5'; expected a whole number, 1 or more."],
    ['a name that is not known', ['--trace', 'shirt'], "--trace is 'shirt'; expected one of long, short."],
    ['a flag that is not known', ['--fast'], "Unknown option '--fast'"],
    ['a flag without its value', ['--runs'], "Option '--runs <value>' argument missing"],
    ['what is no flag', ['runs'], "Unexpected argument 'runs'"],
  ])('says how to ask for it, given %s', async (_, args, message) => {
    const { code, errors } = await answer(...args);
    expect(code).toBe(2);
    expect(errors).toContain(message);
    expect(errors).toMatch(/\n\nUSAGE$/);
  });

  test('that fails says why, and not how to ask', async () => {
    expect(await answer('--trace', 'short')).toEqual({ code: 1, errors: 'no engine\n' });
  });
});
