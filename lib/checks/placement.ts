import type { Compilation, CompiledObject } from '../core/compilation';
import { closest, listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { JsonObject } from '../core/manifest';
import type { FleetModel } from '../core/model';
import { describeRef, refKey } from '../core/workload';
import * as rules from '../placement/rules';
import { isRatioReachable, type JobDivision } from '../plan/division';
import { gpuResources, gpusOf } from '../plan/gpus';
import { divide, type PlacedWorkload, placedWorkloads, tiedIn } from '../plan/placed';
import { REPLICAS_UNKNOWN } from '../plan/rules';
import { divisibleKinds, isDivisible } from '../plan/workload';

/** A program before its findings are known. */
export type Program = Omit<Compilation, 'findings'>;

/** Weights are given to kinds that Karmada can divide. */
export function checkDivisible(program: Program): Finding[] {
  return program.placements
    .filter(({ division, workload }) => division.type === 'weighted' && !isDivisible(workload))
    .map((placement) =>
      finding(rules.NOT_DIVISIBLE, {
        place: placement.place,
        value: `${placement.workload.apiVersion} ${placement.workload.kind}`,
        message: `${describeRef(placement.workload)} (${placement.workload.apiVersion}) has no replicas that Karmada can divide; it would be copied whole to each member.`,
        fix: `Use weights for ${listOf(divisibleKinds())} only; keep other kinds whole with a WholePropagation.`,
      }),
    );
}

/** Workloads that the plan has to leave out. */
export function checkReplicasKnown(program: Program): Finding[] {
  const planned = new Set(placedWorkloads(program).map(({ placement }) => placement));
  return program.placements
    .filter((placement) => isDivisible(placement.workload) && !planned.has(placement))
    .map((placement) =>
      finding(REPLICAS_UNKNOWN, {
        place: placement.place,
        value: placement.workload.name,
        message: `${describeRef(placement.workload)} is not in the program and states no replicas; the plan leaves it out.`,
        fix: 'State its replicas: Workload.fromName({ ..., replicas }).',
      }),
    );
}

/** Ratios that the replicas cannot reach, and shares that depend on a tie. */
export function checkRatios(program: Program): Finding[] {
  return placedWorkloads(program).flatMap((one) => [...ratioFindings(one)]);
}

function* ratioFindings(one: PlacedWorkload): Iterable<Finding> {
  const { placement, workload } = one;
  if (placement.division.type !== 'weighted') {
    return;
  }
  const { weights } = placement.division;
  const split = describeSplit(divide(one));
  if (tiedIn(one).length > 0) {
    yield finding(rules.TIE, {
      place: placement.place,
      value: workload.replicas,
      message: `${workload.replicas} replicas of ${describeRef(workload)} at ${ratioOf(weights)} tie: the real split is ${split}, or ${describeSplit(divide(one, 'descending'))}.`,
      fix: `Use ${multiple(workload.replicas, weights)} replicas${workload.completions === undefined ? '' : ` and ${multiple(workload.completions, weights)} completions`}, or weights that differ.`,
    });
  } else if (!isRatioReachable(workload.replicas, weights)) {
    yield finding(rules.RATIO_NOT_REACHABLE, {
      place: placement.place,
      value: weights,
      message: `${workload.replicas} replicas of ${describeRef(workload)} cannot be divided ${ratioOf(weights)}; the real split is ${split}.`,
      fix: `Use ${multiple(workload.replicas, weights)} replicas, or acknowledge '${rules.RATIO_NOT_REACHABLE.id}' with a reason.`,
    });
  }
}

function describeSplit({ parallelism, completions }: JobDivision): string {
  return listOf(
    Object.entries(parallelism).map(([member, replicas]) => {
      const whole = completions?.[member];
      return `${member} ${replicas}${whole === undefined || whole === replicas ? '' : ` (${whole} completions)`}`;
    }),
  );
}

function ratioOf(weights: Readonly<Record<string, number>>): string {
  return `${Object.values(weights).join(':')} (${Object.keys(weights).join(':')})`;
}

/** The next number of replicas, upward, that the ratio divides exactly. */
function multiple(replicas: number, weights: Readonly<Record<string, number>>): number {
  const parts = Object.values(weights);
  const unit = parts.reduce((a, b) => a + b, 0) / parts.reduce(greatestCommonDivisor, 0);
  return Math.max(1, Math.ceil(replicas / unit)) * unit;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

interface Selection {
  readonly policy: CompiledObject;
  readonly selector: JsonObject;
}

/** No workload is selected by name in two propagation policies of one control plane, typed or plain. */
export function checkOnePolicy(program: Program): Finding[] {
  const findings: Finding[] = [];
  for (const target of program.targets.filter(({ target }) => target.kind === 'control-plane')) {
    const selections = new Map<string, Selection[]>();
    for (const policy of target.objects) {
      for (const selector of selectorsOf(policy)) {
        const key = refKey(selector as never);
        selections.set(key, [...(selections.get(key) ?? []), { policy, selector }]);
      }
    }
    for (const [, found] of selections) {
      const [first, ...others] = found;
      for (const { policy, selector } of others) {
        findings.push(
          finding(rules.TWO_POLICIES, {
            place: policy.path,
            value: selector,
            message: `${describeRef(selector as never)} is also selected by the policy at ${first?.policy.path}; only one of the two takes effect.`,
            fix: 'Select the workload in one policy only.',
          }),
        );
      }
    }
  }
  return findings;
}

/** Policies written without this library name members of the fleet too. */
export function checkMemberNames(program: Program): Finding[] {
  const typed = new Set(program.placements.map(({ fleet, policy }) => `${fleet}|${refKey(policy)}`));
  return program.targets.flatMap(({ target, objects }) => {
    const fleet = program.fleets.find(({ name }) => name === target.fleet);
    if (!fleet || target.kind !== 'control-plane') {
      return [];
    }
    const members = fleet.members.map(({ name }) => name);
    return objects
      .filter(({ manifest }) => manifest.apiVersion.startsWith('policy.karmada.io/'))
      .filter(({ manifest }) => !typed.has(`${fleet.name}|${refKey({ ...manifest, ...manifest.metadata } as never)}`))
      .flatMap(({ manifest, path }) =>
        clusterNames(manifest.spec, '/spec')
          .filter(({ name }) => !members.includes(name))
          .map(({ name, pointer }) => {
            const near = closest(name, members);
            return finding(rules.UNKNOWN_MEMBER, {
              place: path,
              pointer,
              value: name,
              message: `${manifest.kind} ${manifest.metadata.name} names the cluster '${name}', which is no member of fleet '${fleet.name}' (${listOf(members)}).`,
              fix: near ? `Did you mean '${near}'?` : 'Name members of the fleet only.',
            });
          }),
      );
  });
}

/** Names in every `clusterNames` and `exclude` list, wherever a policy has one. */
function clusterNames(value: unknown, pointer: string): { readonly name: string; readonly pointer: string }[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = `${pointer}/${key}`;
    if ((key === 'clusterNames' || key === 'exclude') && Array.isArray(inner)) {
      return inner.flatMap((name, i) => (typeof name === 'string' ? [{ name, pointer: `${at}/${i}` }] : []));
    }
    return clusterNames(inner, at);
  });
}

function selectorsOf({ manifest }: CompiledObject): JsonObject[] {
  if (!/^(Cluster)?PropagationPolicy$/.test(manifest.kind) || !manifest.apiVersion.startsWith('policy.karmada.io/')) {
    return [];
  }
  const spec = manifest.spec as { resourceSelectors?: readonly JsonObject[] } | undefined;
  return (spec?.resourceSelectors ?? [])
    .filter((selector) => selector.name !== undefined)
    .map((selector) => ({ ...selector, namespace: selector.namespace ?? manifest.metadata.namespace ?? 'default' }));
}

/** Members that get GPU work declare pools (used by the capacity checks as well). */
export function needsGpus(fleet: FleetModel, one: PlacedWorkload): boolean {
  const gpus = gpuResources(fleet);
  return one.workload.podSets.some(({ pod }) => gpusOf(pod, gpus) > 0);
}
