import { ADD_ONS, DEVICE_OWNERS } from '../addons/catalogue';
import * as rules from '../addons/rules';
import type { AddOnModel } from '../core/add-ons';
import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { isJsonObject } from '../core/manifest';
import type { MemberModel } from '../core/model';
import type { Program } from './placement';

/** Add-ons of all constructs together: each once in a cluster, and one of them owns the GPUs. */
export function checkAddOnsTogether({ fleets, addOns }: Program): Finding[] {
  return [
    ...twice(addOns),
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

/** Whether an add-on says which GPUs a node has: the GPU operator can leave that to another. */
export function ownsDevices({ name, releases }: AddOnModel): boolean {
  const plugin = releases.find(({ release }) => release === 'gpu-operator')?.values.devicePlugin;
  return DEVICE_OWNERS.includes(name) && !(isJsonObject(plugin) && plugin.enabled === false);
}
