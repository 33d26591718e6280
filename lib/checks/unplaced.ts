import { type Finding, finding } from '../core/findings';
import { describeRef, refKey } from '../core/object-ref';
import { podKindOf } from '../core/pod-kinds';
import { refOf } from '../l1/kinds';
import * as rules from '../placement/rules';
import type { Program } from './placement';

/** Workloads of a control plane that no policy sends to members. */
export function checkPlaced({ targets, placements }: Program): Finding[] {
  const placed = new Set(placements.map(({ fleet, workload }) => `${fleet}|${refKey(workload)}`));
  return targets
    .filter(({ target }) => target.kind === 'control-plane')
    .flatMap(({ target, objects }) =>
      objects
        .filter(({ manifest }) => podKindOf(manifest))
        .map(({ path, manifest }) => ({ path, workload: refOf(manifest) }))
        .filter(({ workload }) => !placed.has(`${target.fleet}|${refKey(workload)}`))
        .map(({ path, workload }) =>
          finding(rules.NOT_PLACED, {
            place: path,
            value: describeRef(workload),
            message: `no policy of the program selects ${describeRef(workload)}: it stays on the control plane, and runs nowhere.`,
            fix: 'Send it to members by a WeightedPropagation or a WholePropagation, or create it in the scope of a member.',
          }),
        ),
    );
}
