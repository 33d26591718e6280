import { readRows } from '../bench-pulumi/recording';
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
    readRows().map(({ way, objects, preview, up, upAgain, destroy }) => [
      TITLES[way] ?? way,
      objects.toLocaleString('en'),
      ...[preview, up, upAgain, destroy].map((seconds) => seconds.toFixed(seconds < 10 ? 1 : 0)),
    ]),
  );
}
