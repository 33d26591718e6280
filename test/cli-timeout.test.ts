import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { startCommand } from '../lib/cli/start';
import { twinCommand } from '../lib/cli/twin';

const twin = twinCommand({ loadFleet: () => Promise.reject(new Error('no program')), out: new PassThrough() });
const commands: [string, Command][] = [
  ['start', startCommand()],
  ...twin.commands
    .filter((command) => ['up', 'revive'].includes(command.name()))
    .map((command): [string, Command] => [`twin ${command.name()}`, command]),
];

test('what starts something can be given more time', () => {
  expect(commands.map(([name]) => name)).toEqual(['start', 'twin up', 'twin revive']);
});

test.each(commands)('%s takes a --timeout of whole seconds', (_, command) => {
  const timeout = command.options.find(({ long }) => long === '--timeout');
  expect(timeout?.defaultValue).toBe(120);
  expect(timeout?.parseArg?.('300', undefined)).toBe(300);
  expect(() => timeout?.parseArg?.('soon', undefined)).toThrow(/cli\/not-a-number at --timeout.*"soon"/);
});
