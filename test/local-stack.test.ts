import { inheritableOptions } from '../lib/pulumi/local-stack';

test.each<[readonly string[], readonly string[]]>([
  [[], []],
  [
    ['--import', 'tsx', '--max-old-space-size=4096'],
    ['--import', 'tsx', '--max-old-space-size=4096'],
  ],
  [
    ['--require', './a.cjs', '-e', 'main()', '--conditions=dev'],
    ['--require', './a.cjs', '--conditions=dev'],
  ],
  [['--test', '--eval', 'main()'], []],
])('of the arguments %j providers get %j', (args, expected) => {
  expect(inheritableOptions(args)).toEqual(expected);
});
