import type { AddOnModel } from '../core/add-ons';
import type { CompiledObject } from '../core/compilation';
import { fewOf, listOf } from '../core/errors';
import { type Finding, finding, type Rule } from '../core/findings';
import { kindKey, type Manifest } from '../core/manifest';
import type { ClusterVersions } from '../core/model';
import { compareVersions, ENGINE_TITLES, isMinorVersion } from '../core/versions';
import { introducedIn, isOffByDefault } from '../l1/introduced';
import { memberObjects } from '../plan/member-objects';
import { additionsIn } from './engine-additions';
import { removalOf } from './engine-removals';
import type { Program } from './placement';
import * as rules from './rules';

/**
 * Every object against the versions of each cluster that gets it: Kubernetes, and the engine that serves its kind. What goes to
 * members through the control plane is held against the control plane, too: it must store what it sends on.
 */
export function checkVersions(program: Program): Finding[] {
  if (!program.targets.some(({ objects }) => objects.some(({ manifest }) => isOfInterest(manifest)))) {
    // as in most programs: no object need be followed to the members
    return [];
  }
  const lacks = new Map<string, Lack>();
  for (const cluster of clustersOf(program)) {
    for (const { path, manifest } of cluster.objects) {
      for (const need of needsOf(manifest, cluster.versions)) {
        const key = `${cluster.fleet}|${path}|${need.of}|${need.rule.id}`;
        const lack = lacks.get(key) ?? { path, manifest, need, clusters: [] };
        lack.clusters.push(cluster);
        lacks.set(key, lack);
      }
    }
  }
  return [...lacks.values()].map(told);
}

/** A cluster, and what of the objects that it gets is of interest. */
interface Cluster {
  readonly fleet: string;
  readonly kind: 'control-plane' | 'host' | 'member';
  /** Of a member. */
  readonly name?: string;
  readonly versions: ClusterVersions;
  readonly objects: readonly CompiledObject[];
}

/** One thing that an object needs, and the clusters that lack it. */
interface Lack {
  readonly path: string;
  readonly manifest: Manifest;
  readonly need: Need;
  readonly clusters: Cluster[];
}

/** What an object needs of a cluster, and how a finding tells it. */
interface Need {
  readonly rule: Rule;
  /** What is needed: `Kubernetes 1.34`, `a version of Flux before 2.8`. */
  readonly of: string;
  /** Fields that are new, where the kind itself is not. */
  readonly fields: readonly string[];
  readonly source?: string;
  readonly fix: string | ((cluster: Cluster) => string);
}

function clustersOf(program: Program): Cluster[] {
  const { targets, fleets, addOns } = program;
  const members = memberObjects(program, isOfInterest);
  return fleets.flatMap((fleet): Cluster[] => {
    const { name, karmada, controlPlane = UNKNOWN, host = UNKNOWN } = fleet;
    const objectsOf = (kind: Cluster['kind']) =>
      targets
        .filter(({ target }) => target.fleet === name && target.kind === kind)
        .flatMap(({ objects }) => objects.filter(({ manifest }) => isOfInterest(manifest)));
    return [
      {
        fleet: name,
        kind: 'control-plane',
        versions: { ...controlPlane, engines: { ...controlPlane.engines, karmada } },
        objects: objectsOf('control-plane'),
      },
      { fleet: name, kind: 'host', versions: host, objects: objectsOf('host') },
      ...members
        .filter((one) => one.fleet === fleet)
        .map(({ member, objects }): Cluster => {
          const installed = addOns.filter((addOn) => addOn.fleet === name && addOn.member === member.name);
          const versions = { ...member, engines: { ...fluxIn(installed), ...member.engines } };
          return { fleet: name, kind: 'member', name: member.name, versions, objects };
        }),
    ];
  });
}

const UNKNOWN: ClusterVersions = { engines: {} };

/** The version of Flux is known by the add-on as well: no engine that members state. */
function fluxIn(addOns: readonly AddOnModel[]): ClusterVersions['engines'] {
  const version = addOns.find(({ name }) => name === 'flux')?.version;
  return version ? { flux: version } : {};
}

/** Most objects need nothing that not all have; only the others are followed to the members. */
function isOfInterest(manifest: Manifest): boolean {
  return (
    introducedIn(manifest) !== undefined ||
    isOffByDefault(manifest) ||
    additionsIn(manifest).length > 0 ||
    removalOf(manifest) !== undefined
  );
}

function* needsOf(manifest: Manifest, { kubernetes, engines }: ClusterVersions): Iterable<Need> {
  const since = introducedIn(manifest);
  if (since !== undefined && isOlder(kubernetes, since)) {
    yield {
      rule: rules.VERSION_KIND,
      of: `Kubernetes ${since}`,
      fields: [],
      fix: (cluster) => kubernetesFix(cluster, since),
    };
  } else if (isOffByDefault(manifest)) {
    yield {
      rule: rules.VERSION_OFF_BY_DEFAULT,
      of: `an API server that is told to serve ${manifest.apiVersion}`,
      fields: [],
      fix: 'Use a stable version of the kind, or acknowledge with the reason why the API servers serve this one.',
    };
  }
  for (const { addition, fields } of additionsIn(manifest)) {
    if (!isOlder(engines[addition.engine], addition.since)) {
      continue;
    }
    const of = `${ENGINE_TITLES[addition.engine]} ${addition.since}`;
    const isKind = fields.length === 0;
    yield {
      rule: isKind ? rules.VERSION_KIND : rules.VERSION_FIELD,
      of,
      fields,
      source: addition.source,
      fix: isKind
        ? `Upgrade to ${of} and state it, or use a kind that the older version has.`
        : `Upgrade to ${of} and state it, or leave ${listOf(fields)} out.`,
    };
  }
  const removal = removalOf(manifest);
  if (removal && isNotOlder(engines[removal.engine], removal.since)) {
    yield {
      rule: rules.VERSION_KIND,
      of: `a version of ${ENGINE_TITLES[removal.engine]} before ${removal.since}`,
      fields: [],
      source: removal.source,
      fix: `Write it as ${removal.instead}, whose fields may differ.`,
    };
  }
}

function kubernetesFix({ kind, versions: { kubernetes } }: Cluster, since: string): string {
  switch (kind) {
    case 'control-plane':
      return `The control plane's API server is of Kubernetes ${kubernetes}: let it be ${since} and state it as controlPlane.kubernetes, or create the object in the scope of members.`;
    case 'host':
      return `The host has Kubernetes ${kubernetes}: let it be ${since} and state it as host.kubernetes, or use an older version of the kind.`;
    default:
      return `Send it only to members with Kubernetes ${since} or later; in the scope of others, create it in an older version of the kind.`;
  }
}

function told({ path, manifest, need, clusters }: Lack): Finding {
  const what = need.fields.length === 0 ? kindKey(manifest) : `${listOf(need.fields)} of ${kindKey(manifest)}`;
  const { rule, source, fix } = need;
  const fixes = clusters.map((cluster) => (typeof fix === 'string' ? fix : fix(cluster)));
  return finding(source === undefined ? rule : { ...rule, source }, {
    place: path,
    value: manifest.apiVersion,
    message: `${what} needs ${need.of}, which ${namesOf(clusters)} ${clusters.length === 1 ? 'does' : 'do'} not have.`,
    fix: [...new Set(fixes)].join(' '),
  });
}

/** `the control plane and members a, b and 3 more` */
function namesOf(clusters: readonly Cluster[]): string {
  const members = clusters.flatMap(({ name }) => name ?? []);
  return listOf([
    ...clusters.flatMap(({ kind }) => (kind === 'member' ? [] : `the ${kind.replace('-', ' ')}`)),
    ...(members.length > 0 ? [`${members.length === 1 ? 'member' : 'members'} ${fewOf(members)}`] : []),
  ]);
}

/** Of a version that is not known, or not written as one, neither this nor its opposite holds. */
function isOlder(version: string | undefined, than: string): boolean {
  return version !== undefined && isMinorVersion(version) && compareVersions(version, than) < 0;
}

function isNotOlder(version: string | undefined, than: string): boolean {
  return version !== undefined && isMinorVersion(version) && compareVersions(version, than) >= 0;
}
