/** `npx tsx test/earlier-states/record.ts 0.1`: keeps the state that this version leaves, before a release; `npm run format` then. Those of earlier ones stay. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateOfToday } from './recorded';

async function record(version: string | undefined): Promise<void> {
  if (!version || !/^\d+\.\d+$/.test(version)) {
    throw new Error(`say the version: 0.1, not ${version}`);
  }
  writeFileSync(join(__dirname, `${version}.json`), `${JSON.stringify(await stateOfToday(), undefined, 2)}\n`);
}

record(process.argv[2]);
