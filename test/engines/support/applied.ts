import type { CompiledTarget } from '../../../lib/core/compilation';
import type { Twin } from '../../../lib/twin';

/** Applies a program twice: no server refuses an object, and the second time nothing changes. */
export async function expectApplied(twin: Twin, targets: readonly CompiledTarget[]): Promise<void> {
  const applied = async () => (await twin.apply(targets)).flatMap(({ objects }) => objects);
  expect((await applied()).filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect((await applied()).filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
}
