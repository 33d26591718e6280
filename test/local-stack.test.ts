import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { inheritableOptions, LocalStack } from '../lib/pulumi/local-stack';

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

describe('the passphrase of a stack', () => {
  /** Notes each command, and the passphrase that Pulumi would take: its variable comes first, also where it is empty. */
  const PULUMI = `#!/bin/sh
echo "$1 \${PULUMI_CONFIG_PASSPHRASE-$(cat "$PULUMI_CONFIG_PASSPHRASE_FILE")}" >> "$(dirname "$0")/commands"
case "$*" in
  version) echo v3.248.0 ;;
  config*) if [ -e "$(dirname "$0")/other" ]; then echo 'error: incorrect passphrase' >&2; exit 255; fi
    echo '{"test:mode": {"value": "bulk", "secret": false}}' ;;
  *history*) echo '[{"kind": "destroy", "startTime": "2026-01-01T00:00:00Z", "environment": {}, "config": {}, "result": "succeeded"}]' ;;
  *) echo '{}' ;;
esac
`;
  const { PATH, PULUMI_CONFIG_PASSPHRASE: before } = process.env;
  let folder: string;
  let bin: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-test-'));
    bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'pulumi'), PULUMI);
    chmodSync(join(bin, 'pulumi'), 0o755);
    process.env.PATH = [bin, PATH].join(delimiter);
  });

  afterEach(() => {
    process.env.PATH = PATH;
    if (before === undefined) {
      delete process.env.PULUMI_CONFIG_PASSPHRASE;
    } else {
      process.env.PULUMI_CONFIG_PASSPHRASE = before;
    }
    rmSync(folder, { recursive: true });
  });

  const open = () => LocalStack.open({ folder, project: 'test', program: async () => ({}) });
  const own = () => readFileSync(join(folder, '.cdk8s-fleet/passphrase'), 'utf8').trim();

  test.each(['of other stacks', ''])('is its own, whatever the shell has for others: "%s"', async (others) => {
    process.env.PULUMI_CONFIG_PASSPHRASE = others;
    const stack = await open();
    expect(await stack.mode()).toMatchObject({ mode: 'bulk' });
    await stack.down();
    const commands = readFileSync(join(bin, 'commands'), 'utf8').trim().split('\n');
    const worked = commands.filter((command) => !command.startsWith('version '));
    expect(worked.map((command) => command.split(' ')[0])).toEqual(expect.arrayContaining(['config', 'destroy']));
    expect(worked.filter((command) => !command.endsWith(` ${own()}`))).toEqual([]);
    expect(process.env.PULUMI_CONFIG_PASSPHRASE).toBe(others);
  });

  test('is asked for where its secrets were encrypted by another one', async () => {
    writeFileSync(join(bin, 'other'), '');
    const stack = await open();
    await expect(stack.mode()).rejects.toThrow(
      /^pulumi\/other-passphrase at dev: .*is not the one in .*\.cdk8s-fleet\/passphrase\. Fix: .*PULUMI_CONFIG_PASSPHRASE/,
    );
    expect(existsSync(join(folder, '.cdk8s-fleet/passphrase'))).toBe(true);
  });
});
