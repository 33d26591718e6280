import { ADD_ON_NAMES } from '../core/add-ons';
import { listOf, show } from '../core/errors';
import { type Finding, finding, type Rule } from '../core/findings';
import { labelKeyProblem, labelValueProblem } from '../core/labels';
import type { FleetModel, Taint } from '../core/model';
import { dnsLabelProblem } from '../core/names';
import { parseQuantity } from '../core/quantity';
import { checkKnown } from '../core/reach';
import type { GpuFleetProps } from './gpu-fleet';
import { GROUP_LABEL_PREFIX } from './group';
import { checkMachines } from './machine-checks';
import type { MemberProps } from './member';
import type { NodePoolProps } from './node-pool';
import { checkUpgrade } from './pool-upgrade';
import * as rules from './rules';
import { checkSharing, checkSharingTogether } from './sharing-checks';
import { checkTtl } from './ttl';
import { checkEngineVersions, checkFleetVersions, checkVersion } from './version-checks';

const NODE_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
/** Karmada has no use for a preference, and its API server refuses one. */
const CLUSTER_EFFECTS = ['NoSchedule', 'NoExecute'];

/** Collects the findings of one place; every check below adds to it. */
class Report {
  public readonly findings: Finding[] = [];

  public constructor(public readonly place: string) {}

  public add(rule: Rule, value: unknown, message: string, fix: string): void {
    this.findings.push(finding(rule, { place: this.place, value, message, fix }));
  }
}

/** Everything about a fleet's properties that the compiler cannot say, or could not because the input was dynamic. */
export function checkFleet(place: string, props: GpuFleetProps, model: FleetModel): Finding[] {
  const report = new Report(place);
  checkName(report, 'fleet', model.name);
  report.findings.push(...checkFleetVersions(place, props, model));
  if (!Intl.supportedValuesOf('currency').includes(model.currency)) {
    report.add(
      rules.BAD_CURRENCY,
      model.currency,
      `the currency is ${show(model.currency)}; expected a code of ISO 4217.`,
      "Write it as 'USD', 'EUR' or 'CNY'.",
    );
  }
  const names = Object.keys(props.members);
  if (names.length === 0) {
    report.add(rules.NO_MEMBERS, {}, 'the fleet has no members.', "Add at least one to the fleet's property members.");
  }
  for (const name of names) {
    checkMember(report, name, props.members[name] as MemberProps);
    checkGroupLabels(report, name, props);
  }
  for (const member of model.members) {
    report.findings.push(...checkSharingTogether(place, member));
  }
  for (const [group, members] of Object.entries(props.groups ?? {})) {
    checkName(report, 'group', group);
    checkMemberNames(report, `the group '${group}'`, members, names);
  }
  checkTwinMembers(report, props.twinMembers, names);
  return report.findings;
}

function checkTwinMembers(report: Report, chosen: readonly string[] | undefined, members: readonly string[]): void {
  if (chosen?.length === 0) {
    report.add(
      rules.NO_MEMBERS,
      chosen,
      'twinMembers names no member, so there is nothing that a twin could run.',
      "Name at least one member, or leave the fleet's property twinMembers out: a twin then runs all.",
    );
  }
  checkMemberNames(report, 'twinMembers', chosen ?? [], members);
}

function checkMemberNames(report: Report, where: string, named: readonly string[], members: readonly string[]): void {
  const { place } = report;
  report.findings.push(...checkKnown(rules.UNKNOWN_MEMBER, { place, property: where, names: named, known: members }));
}

function checkMember(report: Report, name: string, props: MemberProps): void {
  const problem = dnsLabelProblem(name, { max: 48 });
  if (problem) {
    report.add(
      rules.BAD_MEMBER_NAME,
      name,
      `the member name ${show(name)} is not usable: ${problem}.`,
      'Rename the member: lower-case letters, digits and "-", at most 48 characters.',
    );
  }
  const member = `member '${name}'`;
  report.findings.push(...checkVersion(report.place, `kubernetes of ${member}`, props.kubernetes ?? '', 'kubernetes'));
  report.findings.push(...checkEngineVersions(report.place, member, props.engines));
  for (const [what, value] of [
    ['provider', props.provider],
    ['region', props.region],
    ...(props.zones ?? []).map((zone) => ['zone', zone]),
  ] as [string, string | undefined][]) {
    checkLabelValue(report, `${what} of member '${name}'`, value);
  }
  checkLabels(report, `member '${name}'`, props.labels);
  checkTaints(report, `member '${name}'`, props.taints, CLUSTER_EFFECTS);
  report.findings.push(...checkTtl(report.place, name, props.ttl));
  report.findings.push(...checkMachines(report.place, name, props));
  for (const addOn of (props.preinstalled ?? []).filter((one) => !ADD_ON_NAMES.includes(one))) {
    report.add(
      rules.UNKNOWN_ADD_ON,
      addOn,
      `preinstalled of member '${name}' names ${show(addOn)}.`,
      `Name one of ${listOf(ADD_ON_NAMES)}.`,
    );
  }
  const seen = new Set<string>();
  for (const pool of props.pools ?? []) {
    const where = `pool '${pool.name}' of member '${name}'`;
    if (seen.has(pool.name)) {
      report.add(
        rules.DUPLICATE_NAME,
        pool.name,
        `member '${name}' has two node pools named ${show(pool.name)}.`,
        'Give every pool of the member its own name.',
      );
    }
    seen.add(pool.name);
    checkPool(report, where, pool);
  }
}

/** Labels of a member that pass for those of a group. */
function checkGroupLabels(report: Report, name: string, { members, groups = {} }: GpuFleetProps): void {
  for (const [key, value] of Object.entries(members[name]?.labels ?? {})) {
    const group = key.startsWith(GROUP_LABEL_PREFIX) ? key.slice(GROUP_LABEL_PREFIX.length) : undefined;
    const isMember = group !== undefined && (groups as Record<string, readonly string[]>)[group]?.includes(name);
    if (group !== undefined && !(isMember && value === 'true')) {
      report.add(
        rules.GROUP_LABEL,
        value,
        `member '${name}' is ${isMember ? '' : 'not '}in the group '${group}', and has the label ${key}=${value}.`,
        `Remove the label; the fleet's property groups says who is in '${group}'.`,
      );
    }
  }
}

function checkPool(report: Report, where: string, pool: NodePoolProps): void {
  checkName(report, 'node pool', pool.name ?? '');
  checkLabels(report, where, pool.labels);
  checkTaints(report, where, pool.taints, NODE_EFFECTS);
  checkCount(report, `nodes of ${where}`, pool.nodes);
  checkCount(report, `gpusPerNode of ${where}`, pool.gpusPerNode ?? 0);
  checkCount(report, `pods of ${where}`, pool.pods ?? 0);
  for (const what of ['cpu', 'hourly'] as const) {
    const value = pool[what];
    if (value !== undefined && !(Number.isFinite(value) && value >= 0)) {
      report.add(
        rules.BAD_COUNT,
        value,
        `${what} of ${where} is ${show(value)}; expected a number that is not negative.`,
        `Set ${what} to 0 or more, or leave it out.`,
      );
    }
  }
  const memory = pool.memory === undefined ? 0 : parseQuantity(pool.memory);
  if (memory === undefined || memory < 0) {
    report.add(
      rules.BAD_COUNT,
      pool.memory,
      `memory of ${where} is ${show(pool.memory)}; expected a Kubernetes quantity that is not negative.`,
      "Write it as '64Gi'.",
    );
  }
  checkResources(report, where, pool);
  report.findings.push(...checkUpgrade(report.place, where, pool.upgrade));
  report.findings.push(...checkSharing(report.place, where, pool));
  if ((pool.gpu === undefined) !== ((pool.gpusPerNode ?? 0) === 0)) {
    report.add(
      rules.GPU_COUNT_MISMATCH,
      { gpu: pool.gpu?.model, gpusPerNode: pool.gpusPerNode },
      pool.gpu
        ? `${where} names the GPU ${pool.gpu.model} but has no gpusPerNode.`
        : `${where} has ${pool.gpusPerNode} GPUs per node of no model.`,
      'Give both gpu and gpusPerNode (1 or more), or neither.',
    );
  }
}

function checkResources(report: Report, where: string, pool: NodePoolProps): void {
  const own: Readonly<Record<string, string>> = {
    cpu: 'cpu',
    memory: 'memory',
    pods: 'pods',
    ...(pool.gpu ? { [pool.gpu.resource]: 'gpusPerNode' } : {}),
  };
  for (const [name, quantity] of Object.entries(pool.resources ?? {})) {
    const amount = parseQuantity(quantity);
    const property = Object.hasOwn(own, name) ? own[name] : undefined;
    const devices = name.includes('/');
    if (property !== undefined) {
      report.add(
        rules.BAD_RESOURCE,
        name,
        `resources of ${where} states ${name}, which is said with ${property}.`,
        `Use the property ${property}.`,
      );
    } else if (amount === undefined || amount < 0 || (devices && !Number.isInteger(amount))) {
      report.add(
        rules.BAD_RESOURCE,
        quantity,
        `${name} of ${where} is ${show(quantity)}; expected ${devices ? 'a whole number' : 'a Kubernetes quantity'} that is not negative.`,
        devices ? 'Write a whole number, 0 or more.' : "Write it as '100Gi'.",
      );
    }
  }
}

function checkName(report: Report, what: string, name: string): void {
  const problem = dnsLabelProblem(name, { max: 63 });
  if (problem) {
    report.add(
      rules.BAD_NAME,
      name,
      `the ${what} name ${show(name)} is not usable: ${problem}.`,
      'Use lower-case letters, digits and "-", at most 63 characters, with a letter or digit at both ends.',
    );
  }
}

function checkCount(report: Report, what: string, value: number): void {
  if (!Number.isInteger(value) || value < 0) {
    report.add(
      rules.BAD_COUNT,
      value,
      `${what} is ${show(value)}; expected a whole number that is not negative.`,
      'Write a whole number, 0 or more.',
    );
  }
}

function checkLabels(report: Report, where: string, labels: Readonly<Record<string, string>> | undefined): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    const problem = labelKeyProblem(key);
    if (problem) {
      report.add(
        rules.BAD_LABEL,
        key,
        `the label key ${show(key)} of ${where} is not valid: ${problem}.`,
        'Rename it.',
      );
    }
    checkLabelValue(report, `the label '${key}' of ${where}`, value);
  }
}

function checkLabelValue(report: Report, what: string, value: string | undefined): void {
  const problem = value === undefined ? undefined : labelValueProblem(value);
  if (problem) {
    report.add(rules.BAD_LABEL, value, `${what} is ${show(value)}: ${problem}.`, 'Write a valid label value.');
  }
}

function checkTaints(
  report: Report,
  where: string,
  taints: readonly Taint[] | undefined,
  effects: readonly string[],
): void {
  for (const taint of taints ?? []) {
    const problem =
      labelKeyProblem(taint.key) ??
      labelValueProblem(taint.value ?? '') ??
      (effects.includes(taint.effect) ? undefined : `the effect must be one of ${listOf(effects)}`);
    if (problem) {
      report.add(rules.BAD_TAINT, taint, `a taint of ${where} is ${show(taint)}: ${problem}.`, 'Write a valid taint.');
    }
  }
}
