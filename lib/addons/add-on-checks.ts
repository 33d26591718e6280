import { ADD_ON_NAMES, type AddOnModel } from '../core/add-ons';
import { closest, fewOf, listOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { ClusterVersions, FleetModel, MemberModel } from '../core/model';
import { checkKnown } from '../core/reach';
import { compareVersions, isMinorVersion } from '../core/versions';
import { ADD_ONS, installableVersions, versionOf } from './catalogue';
import type { FleetAddOnsProps, MemberAddOnsProps } from './fleet-add-ons';
import { type FluxDelivery, hostPrefix } from './flux-releases';
import * as rules from './rules';

/** What was asked for, as far as its names go. */
export interface AskedAddOns {
  readonly place: string;
  readonly fleet: FleetModel;
  /** Names of the members that get add-ons. */
  readonly wanted: readonly string[];
  readonly differences: Readonly<Record<string, MemberAddOnsProps | undefined>>;
  readonly props: FleetAddOnsProps;
}

/** Most characters that the value of a label has. */
const LABEL_LENGTH = 63;
const FOR_MEMBERS = ADD_ON_NAMES.filter((name) => ADD_ONS[name].on === 'member');
const RELEASES = Object.values(ADD_ONS).flatMap(({ charts }) => charts.map(({ release }) => release));

/** Names that mean nothing. */
export function* checkAsked({ place, fleet, wanted, differences, props }: AskedAddOns): Iterable<Finding> {
  const known = fleet.members.map(({ name }) => name);
  const named = { place, known };
  yield* checkKnown(rules.ADD_ON_UNKNOWN_MEMBER, { ...named, property: 'to', names: wanted });
  yield* checkKnown(rules.ADD_ON_UNKNOWN_MEMBER, { ...named, property: 'members', names: Object.keys(differences) });
  for (const [where, { also = [], except = [], chartVersions = {}, values = {} }] of [
    ['', props],
    ...Object.entries(differences).map(([member, own]) => [`members.${member}.`, own ?? {}] as const),
  ] as const) {
    yield* checkNames(place, `${where}also`, also, where === '' ? ADD_ON_NAMES : FOR_MEMBERS);
    yield* checkNames(place, `${where}except`, except, ADD_ON_NAMES);
    yield* checkNames(place, `${where}chartVersions`, Object.keys(chartVersions), ADD_ON_NAMES);
    yield* checkNames(place, `${where}values`, Object.keys(values), RELEASES);
  }
}

function* checkNames(
  place: string,
  property: string,
  names: readonly string[],
  known: readonly string[],
): Iterable<Finding> {
  for (const name of names.filter((name) => !known.includes(name))) {
    const near = closest(name, known);
    yield finding(rules.ADD_ON_UNKNOWN, {
      place,
      value: name,
      message: `${property} names ${show(name)}, which is none of ${fewOf(known)}.`,
      fix: near ? `Did you mean '${near}'?` : `Name one of ${listOf(known)}.`,
    });
  }
}

/** What is wrong with the add-ons of each cluster. What they are beside those of other constructs is looked at for the whole program. */
export function* checkAddOns(
  fleet: FleetModel,
  addOns: readonly AddOnModel[],
  flux: FluxDelivery | undefined,
): Iterable<Finding> {
  for (const addOn of addOns) {
    yield* checkChart(addOn);
    const member = fleet.members.find(({ name }) => name === addOn.member);
    if (member) {
      yield* checkKubernetes(addOn, `member '${member.name}'`, member);
      yield* checkStated(addOn, member);
    } else if (addOn.member === undefined && fleet.host) {
      yield* checkKubernetes(addOn, 'the host', fleet.host);
    }
  }
  if (flux) {
    yield* flux.from === 'host' ? checkNamesOnHost(addOns) : checkFlux(fleet, addOns);
  }
}

function* checkChart({ place, name, member, version, releases }: AddOnModel): Iterable<Finding> {
  if (releases.every((release) => release.version !== '')) {
    return;
  }
  const known = installableVersions(name);
  const { engine, title } = ADD_ONS[name];
  const where = member === undefined ? 'the host' : `member '${member}'`;
  const stated = version === '' ? 'no version of it is stated' : `${title} ${version} is none of these`;
  yield finding(rules.ADD_ON_UNKNOWN_VERSION, {
    place,
    value: version,
    message:
      known.length === 0
        ? `${where} would get ${title}, of which no version of the chart is known.`
        : `${where} would get ${title}, whose chart is known for ${fewOf(known)}; ${stated}.`,
    fix: `Set chartVersions.${name}${known.length === 0 ? '' : `, or ${engine ?? `versions.${name}`} to a known version`}.`,
  });
}

function* checkKubernetes(
  { place, name, version }: AddOnModel,
  where: string,
  { kubernetes = '' }: ClusterVersions,
): Iterable<Finding> {
  const known = versionOf(name, version);
  if (known && isMinorVersion(kubernetes) && !supports(known.kubernetes, kubernetes)) {
    const { from, to } = known.kubernetes;
    const others = ADD_ONS[name].versions.filter((other) => supports(other.kubernetes, kubernetes));
    yield finding(
      { ...rules.ADD_ON_KUBERNETES, source: known.source },
      {
        place,
        value: kubernetes,
        message: `${where} has Kubernetes ${kubernetes}, and ${ADD_ONS[name].title} ${version} supports ${to ? `${from} to ${to}` : `${from} and later`}.`,
        fix:
          others.length > 0
            ? `Install ${listOf(others.map((other) => other.version)).replace(/ and /, ' or ')} there, or change the version of Kubernetes.`
            : 'Change the version of Kubernetes, or acknowledge with the reason why it holds.',
      },
    );
  }
}

function supports({ from, to }: { readonly from: string; readonly to?: string }, kubernetes: string): boolean {
  return compareVersions(kubernetes, from) >= 0 && (to === undefined || compareVersions(kubernetes, to) <= 0);
}

function* checkStated({ place, name }: AddOnModel, member: MemberModel): Iterable<Finding> {
  const { engine, title } = ADD_ONS[name];
  if (engine && member.engines[engine] === undefined) {
    yield finding(rules.ADD_ON_NOT_STATED, {
      place,
      value: name,
      message: `member '${member.name}' gets ${title}, and states no version of it.`,
      fix: `Set engines.${engine} of '${member.name}' or ${engine} of the fleet: the add-on follows from it.`,
    });
  }
}

function* checkNamesOnHost(addOns: readonly AddOnModel[]): Iterable<Finding> {
  for (const { place, member, by, releases } of addOns) {
    const prefix = hostPrefix(member ?? '');
    for (const { release } of by === 'flux' ? releases : []) {
      const name = `${prefix}${release}`;
      if (name.length > LABEL_LENGTH) {
        yield finding(rules.ADD_ON_LONG_NAME, {
          place,
          value: name,
          message: `the release ${release} of member '${member}' would be ${show(name)} on the host, ${name.length} characters.`,
          fix: `Let the Flux of the members install it (flux: {}), leave it out there, or give the member a name of at most ${LABEL_LENGTH - release.length - 1} characters.`,
        });
      }
    }
  }
}

function* checkFlux({ members }: FleetModel, addOns: readonly AddOnModel[]): Iterable<Finding> {
  for (const { name, preinstalled = [] } of members) {
    const ours = addOns.filter(({ member }) => member === name);
    const first = ours.find(({ by }) => by === 'flux');
    if (first && !preinstalled.includes('flux') && !ours.some((addOn) => addOn.name === 'flux')) {
      yield finding(rules.ADD_ON_FLUX_ABSENT, {
        place: first.place,
        value: name,
        message: `Flux shall install the add-ons of member '${name}', which has no Flux.`,
        fix: `Add 'flux' to also, or to preinstalled of '${name}' if it is there.`,
      });
    }
  }
}
