/**
 * A process of its own that starts a twin: `holder.ts STATE keep|detach`. It prints a line for each step of the start,
 * then `up`; with `keep` it waits to be ended, with `detach` it leaves the twin running.
 */
import { interruptible } from '../../../lib/cli/interrupt';
import { Twin } from '../../../lib/twin';
import { twinEngines } from './engines';
import { fleet, member, pool } from './fleets';

async function main(state: string, mode: string): Promise<void> {
  await interruptible(async (signal) => {
    const twin = await Twin.up(fleet(member('only', pool('small', 1, 1))), {
      state,
      engines: await twinEngines(),
      signal,
      onStep: ({ step }) => console.log(step),
    });
    console.log('up');
    if (mode === 'detach') {
      await twin.detach();
      return;
    }
    // A timer, because a twin does not keep its holder from ending.
    await new Promise((resolve) => setTimeout(resolve, 10 * 60 * 1000));
  });
}

main(process.argv[2] ?? '', process.argv[3] ?? '').catch((error: Error) => {
  console.log(`failed: ${error.name}: ${error.message}`);
  process.exitCode = 1;
});
