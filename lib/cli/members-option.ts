import { Option } from 'commander';

/** `--members a,b`: the members that a twin runs. */
export function membersOption(): Option {
  return new Option(
    '--members <names>',
    'the members that run, with commas between (default: those that the fleet names for its twins, else all)',
  ).argParser(namesOf);
}

function namesOf(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}
