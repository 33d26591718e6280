import { ADD_ONS, DEVICE_OWNERS } from '../addons/catalogue';
import { ownsDevices } from '../addons/device-owners';
import * as rules from '../addons/rules';
import { configMapOf } from '../addons/scheduler-value';
import type { AddOnModel } from '../core/add-ons';
import type { CompiledTarget } from '../core/compilation';
import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MemberModel } from '../core/model';
import type { Program } from './placement';

/** Add-ons beside everything else: each once in a cluster, one of them owns the GPUs, and what charts make is theirs. */
export function checkAddOnsTogether({ targets, fleets, addOns }: Program): Finding[] {
  return [
    ...twice(addOns),
    ...targets.flatMap((target) => [...keptTwice(target, addOns)]),
    ...fleets.flatMap((fleet) =>
      fleet.members.flatMap((member) => [
        ...deviceOwners(
          member,
          addOns.filter((addOn) => addOn.fleet === fleet.name && addOn.member === member.name),
        ),
      ]),
    ),
  ];
}

function twice(addOns: readonly AddOnModel[]): Finding[] {
  const first = new Map<string, AddOnModel>();
  return addOns.flatMap((addOn) => {
    const key = [addOn.fleet, addOn.member ?? '', addOn.name].join('|');
    const other = first.get(key);
    first.set(key, other ?? addOn);
    return other
      ? finding(rules.ADD_ON_TWICE, {
          place: addOn.place,
          value: addOn.name,
          message: `${addOn.member === undefined ? 'the host' : `member '${addOn.member}'`} gets ${ADD_ONS[addOn.name].title} from ${other.place} already.`,
          fix: 'Name it in except of one of them.',
        })
      : [];
  });
}

/** Configurations of a scheduler that are applied where a chart makes one. Those of a VolcanoScheduler are handed to the chart. */
function* keptTwice({ target, objects }: CompiledTarget, addOns: readonly AddOnModel[]): Iterable<Finding> {
  for (const addOn of addOns) {
    const made = addOn.fleet === target.fleet && addOn.member === target.member ? configMapOf(addOn) : undefined;
    for (const { path, manifest } of made ? objects : []) {
      const { kind, metadata } = manifest;
      if (kind === 'ConfigMap' && metadata.name === made!.name && metadata.namespace === made!.namespace) {
        yield finding(rules.ADD_ON_SCHEDULER_KEPT, {
          place: path,
          value: metadata.name,
          message: `member '${target.member}' gets Volcano from ${addOn.place}, whose chart makes this ConfigMap, too.`,
          fix: "Leave one of the two out: the setting volcano.scheduler of the add-ons, or what is applied here. Of several VolcanoSchedulers the chart takes the first one's configuration.",
        });
      }
    }
  }
}

function* deviceOwners({ name, preinstalled = [] }: MemberModel, addOns: readonly AddOnModel[]): Iterable<Finding> {
  const installed = addOns.filter(ownsDevices);
  const there = preinstalled.filter((one) => DEVICE_OWNERS.includes(one));
  const last = installed.at(-1);
  if (last && installed.length + there.length > 1) {
    const owners = [...there, ...installed.map((addOn) => addOn.name)];
    yield finding(rules.ADD_ON_TWO_OWNERS, {
      place: last.place,
      value: owners,
      message: `member '${name}' has ${listOf(owners.map((owner) => ADD_ONS[owner].title))}, which all own its GPUs.`,
      fix:
        owners.includes('gpuOperator') && !there.includes('gpuOperator')
          ? 'Leave one of them out, or give the operator the setting gpuOperator: { devicePlugin: false }.'
          : `Leave one of them out: name it in except of '${name}'.`,
    });
  }
}
