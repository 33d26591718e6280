import type { CompiledTarget } from '../../../lib/core/compilation';
import type { Twin } from '../../../lib/twin';
import { eventually } from './eventually';

/** Applies a program twice: no server refuses an object, and again nothing changes. */
export async function expectApplied(twin: Twin, targets: readonly CompiledTarget[]): Promise<void> {
  const applied = async () => (await twin.apply(targets)).flatMap(({ objects }) => objects);
  expect((await applied()).filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  // until controllers have written their own labels beside ours
  await eventually(async () => {
    expect((await applied()).filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
  });
}
