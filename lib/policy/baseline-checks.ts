import type { BaselineRule, PodSelection } from '../core/baseline';
import { listOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { Home } from '../core/fleet';
import { registryProblem } from '../core/image';
import { labelKeyProblem, labelValueProblem } from '../core/labels';
import { dnsLabelProblem } from '../core/names';
import { checkObjectName, checkReach, type ReachRules } from '../core/reach';
import { type BaselineExceptionProps, endOf, type ResolvedException } from './exception';
import type { FleetBaselineProps } from './fleet-baseline';
import * as rules from './rules';

/** `-no-privileged-older` follows it in the name of a propagation. */
const LONGEST_NAME = 43;

const BASELINE_REACH: ReachRules = {
  nowhere: rules.NO_MEMBERS,
  noEngine: rules.NO_KYVERNO,
  unknown: rules.UNKNOWN_MEMBER,
  oneMember: rules.ONE_MEMBER,
};

/** What the checks need to know of a baseline. */
export interface BaselineFacts {
  readonly place: string;
  readonly props: FleetBaselineProps;
  readonly baselineName: string;
  readonly home: Home;
  /** Names of the members that were asked for. */
  readonly names: readonly string[];
  readonly exceptions: readonly ResolvedException[];
  readonly rules: readonly BaselineRule[];
}

/** What is wrong with a baseline by itself. What it does to the program's workloads is looked at in the manifests. */
export function* checkBaseline(facts: BaselineFacts): Iterable<Finding> {
  const { place, home, names, baselineName } = facts;
  yield* checkObjectName(rules.BAD_NAME, { place, property: 'baselineName', name: baselineName, max: LONGEST_NAME });
  const given = { to: facts.props.to };
  yield* checkReach({ place, what: 'the baseline', home, names, engine: 'kyverno', given }, BASELINE_REACH);
  yield* checkDemands(facts);
  for (const rule of facts.rules) {
    const property = rule.demand.type;
    yield* checkSelection(place, `${property}.pods`, rule.pods, { mayHaveAll: true });
    for (const [i, selection] of rule.exempt.entries()) {
      yield* checkSelection(place, `${property}.exempt[${i}]`, selection);
    }
  }
  for (const [i, exception] of facts.exceptions.entries()) {
    yield* checkException(facts, `exceptions[${i}]`, exception, i);
  }
}

function* checkDemands({ place, props, rules: all }: BaselineFacts): Iterable<Finding> {
  if (all.length === 0) {
    yield finding(rules.NO_RULES, {
      place,
      value: {},
      message: 'the baseline has no rule.',
      fix: 'Give it limits or registries, or leave noPrivileged on.',
    });
  }
  for (const { demand } of all) {
    if (demand.type === 'limits' && demand.resources.length === 0 && demand.gpus.length === 0) {
      yield finding(rules.NO_RULES, {
        place,
        value: props.limits,
        message: 'limits asks for no resource and for no GPU.',
        fix: 'Name resources or gpus, or leave limits out.',
      });
    }
    if (demand.type === 'registries') {
      yield* checkRegistries(place, demand.allowed);
    }
  }
  for (const [property, names] of [
    ['resources', props.limits?.resources],
    ['gpus', props.limits?.gpus],
  ] as const) {
    for (const name of names ?? []) {
      const problem = labelKeyProblem(name);
      if (problem) {
        yield finding(rules.BAD_RESOURCE, {
          place,
          value: name,
          message: `${property} of limits names ${show(name)}, which is no resource: ${problem}.`,
          fix: "Write resources as containers state them: 'cpu', 'nvidia.com/gpu'.",
        });
      }
    }
  }
  const hub = props.sidecarHub === undefined ? undefined : registryProblem(props.sidecarHub);
  if (hub) {
    yield badRegistry(place, 'sidecarHub', props.sidecarHub as string, hub);
  }
}

function* checkRegistries(place: string, allowed: readonly string[]): Iterable<Finding> {
  if (allowed.length === 0) {
    yield finding(rules.BAD_REGISTRY, {
      place,
      value: [],
      message: 'registries allows none: every pod would be refused.',
      fix: "Name the registries in allowed, such as 'registry.internal', or leave registries out.",
    });
  }
  for (const registry of allowed) {
    const problem = registryProblem(registry);
    if (problem) {
      yield badRegistry(place, 'allowed of registries', registry, problem);
    }
  }
}

function badRegistry(place: string, property: string, registry: string, problem: string): Finding {
  return finding(rules.BAD_REGISTRY, {
    place,
    value: registry,
    message: `${property} is ${show(registry)}: ${problem}.`,
    fix: "Write a registry or a folder of one, 'registry.internal/ml'; all images below it are meant.",
  });
}

function* checkSelection(
  place: string,
  property: string,
  { namespaces, labels }: PodSelection,
  { mayHaveAll = false }: { readonly mayHaveAll?: boolean } = {},
): Iterable<Finding> {
  const report = (value: unknown, message: string, fix: string) =>
    finding(rules.BAD_SELECTION, { place, value, message, fix });
  if (namespaces?.length === 0) {
    yield report(
      [],
      `${property} has an empty list of namespaces: no pod is in one of them.`,
      'Name one, or leave namespaces out.',
    );
  }
  const asked = Object.entries(labels ?? {});
  if (!mayHaveAll && namespaces === undefined && asked.length === 0) {
    yield report(
      {},
      `${property} names neither namespaces nor labels: all pods are meant.`,
      'Name what the pods have in common.',
    );
  }
  for (const namespace of namespaces ?? []) {
    const problem = dnsLabelProblem(namespace);
    if (problem) {
      yield report(
        namespace,
        `${property} names the namespace ${show(namespace)}: ${problem}.`,
        'Name namespaces that can exist.',
      );
    }
  }
  for (const [key, value] of asked) {
    const problem = labelKeyProblem(key) ?? labelValueProblem(value);
    if (problem) {
      yield report(
        { [key]: value },
        `${property} asks for the label ${key}: ${show(value)}: ${problem}.`,
        'Write a label that pods can have.',
      );
    }
  }
}

function* checkException(
  { place, props, rules: all }: BaselineFacts,
  property: string,
  exception: ResolvedException,
  index: number,
): Iterable<Finding> {
  const given: Partial<BaselineExceptionProps> | undefined = props.exceptions?.[index];
  const report = (value: unknown, message: string, fix: string) =>
    finding(rules.BAD_EXCEPTION, { place, value, message, fix });
  if ((given?.reason ?? '').trim() === '') {
    yield report(given?.reason, `${property} has no reason.`, 'Write in reason why the pods may break the rules.');
  }
  const end = endOf(given?.until ?? '');
  if (end === undefined) {
    const message = `until of ${property} is ${show(given?.until)}; expected a day or a time.`;
    yield report(given?.until, message, "Write the last day as '2027-01-31', or a time as '2027-01-31T18:00:00Z'.");
  } else if (end <= (props.now ?? new Date()).getTime()) {
    yield finding(rules.EXCEPTION_ENDED, {
      place,
      value: given?.until,
      message: `${property} (${show(given?.reason)}) has ended: until is ${show(given?.until)}.`,
      fix: 'Remove it, or move until if its reason still holds.',
    });
  }
  if (exception.unknownPods !== undefined) {
    const message = `${property} is about ${exception.unknownPods}, and nothing tells which pods it makes.`;
    yield report(exception.unknownPods, message, 'Name the pods instead: of: { namespaces: [...], labels: {...} }.');
  }
  if (exception.pods && !exception.owner) {
    yield* checkSelection(place, `of of ${property}`, exception.pods);
  }
  const names = all.map(({ demand }) => demand.type);
  const missing = given?.rules?.filter((name) => !names.includes(name)) ?? [];
  if (given?.rules?.length === 0 || missing.length > 0) {
    const seen = missing.length > 0 ? `${listOf(missing)}, which the baseline does not have` : 'none';
    yield report(
      given?.rules,
      `rules of ${property} names ${seen}.`,
      `Name rules of the baseline (${listOf(names)}), or leave rules out.`,
    );
  }
}
