import { readRows, STEPS } from '../bench/pulumi/recording';
import { tableOf } from './written-parts';

const TITLES: Readonly<Record<string, string>> = {
  'ours, bulk': '`FleetDeployment`, `bulk`',
  'ours, objects': '`FleetDeployment`, `objects`',
  'yaml.ConfigGroup': '`yaml.ConfigGroup`',
  'one CustomResource each': 'one `CustomResource` each',
};

/** How long the recorded ways to apply objects took. */
export function pulumiTable(): string {
  return tableOf(
    ['seconds', 'objects', 'preview', 'up', 'up again', 'destroy'],
    readRows().map((row) => [
      TITLES[row.way] ?? row.way,
      row.objects.toLocaleString('en'),
      ...STEPS.map((step) => row[step]?.toFixed(row[step] < 10 ? 1 : 0) ?? '–'),
    ]),
  );
}
