import type { Compilation } from '../../../lib/core/compilation';
import { Twin } from '../../../lib/twin';
import { twinEnginesOf } from './engines';
import { temporary } from './folders';

/** Starts a twin of a program's fleet, and applies all of the program to it. */
export async function upWith({ fleets, targets }: Compilation): Promise<Twin> {
  const [fleet] = fleets;
  const twin = await Twin.up(fleet!, { state: temporary('twin'), engines: await twinEnginesOf(fleet!) });
  const applied = (await twin.apply(targets)).flatMap(({ objects }) => objects);
  expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  return twin;
}
