import { fewOf, listOf } from '../core/errors';
import { type Finding, finding, type Rule } from '../core/findings';
import { kindKey, type Manifest } from '../core/manifest';
import type { MemberModel } from '../core/model';
import { compareVersions, ENGINE_TITLES, isMinorVersion } from '../core/versions';
import { introducedIn, isOffByDefault } from '../l1/introduced';
import { memberObjects } from '../plan/member-objects';
import { additionsIn } from './engine-additions';
import type { Program } from './placement';
import * as rules from './rules';

/** Every object against the versions of each cluster that gets it: Kubernetes, and the engine that serves its kind. */
export function checkVersions(program: Program): Finding[] {
  if (!program.targets.some(({ objects }) => objects.some(({ manifest }) => isOfInterest(manifest)))) {
    // as in most programs: no object need be followed to the members
    return [];
  }
  return [...controlPlaneFindings(program), ...memberFindings(program)];
}

/** One thing that an object needs, and the members that lack it. */
interface Lack {
  readonly path: string;
  readonly manifest: Manifest;
  readonly need: Need;
  readonly members: string[];
}

/** What an object needs of a cluster, and how a finding tells it. */
interface Need {
  readonly rule: Rule;
  /** What is needed: `Kubernetes 1.34`. */
  readonly of: string;
  /** Fields that are new, where the kind itself is not. */
  readonly fields: readonly string[];
  readonly source?: string;
  readonly fix: string;
}

function memberFindings(program: Program): Finding[] {
  const lacks = new Map<string, Lack>();
  for (const { fleet, member, objects } of memberObjects(program, isOfInterest)) {
    for (const { path, manifest } of objects) {
      for (const need of needsOf(manifest, member)) {
        const key = `${fleet.name}|${path}|${need.of}|${need.rule.id}`;
        const lack = lacks.get(key) ?? { path, manifest, need, members: [] };
        lack.members.push(member.name);
        lacks.set(key, lack);
      }
    }
  }
  return [...lacks.values()].map(({ path, manifest, need, members }) =>
    told(path, manifest, need, `${members.length === 1 ? 'member' : 'members'} ${fewOf(members)}`),
  );
}

/** What the control plane itself reads: its own kinds. */
function controlPlaneFindings({ targets, fleets }: Program): Finding[] {
  return targets
    .filter(({ target }) => target.kind === 'control-plane')
    .flatMap(({ target, objects }) => {
      const fleet = fleets.find(({ name }) => name === target.fleet);
      return fleet
        ? objects.flatMap(({ path, manifest }) =>
            additionNeeds(manifest, 'karmada', fleet.karmada).map((need) =>
              told(path, manifest, need, `the control plane of fleet '${fleet.name}'`),
            ),
          )
        : [];
    });
}

/** Most objects need nothing that not all have; only the others are followed to the members. */
function isOfInterest(manifest: Manifest): boolean {
  return introducedIn(manifest) !== undefined || isOffByDefault(manifest) || additionsIn(manifest).length > 0;
}

function* needsOf(manifest: Manifest, { kubernetes, engines }: MemberModel): Iterable<Need> {
  const since = introducedIn(manifest);
  if (since !== undefined && isOlder(kubernetes, since)) {
    yield {
      rule: rules.VERSION_KIND,
      of: `Kubernetes ${since}`,
      fields: [],
      fix: `Send it only to members with Kubernetes ${since} or later, or use an older version of the kind.`,
    };
  } else if (isOffByDefault(manifest)) {
    yield {
      rule: rules.VERSION_OFF_BY_DEFAULT,
      of: `an API server that is told to serve ${manifest.apiVersion}`,
      fields: [],
      fix: 'Use a stable version of the kind, or acknowledge with the reason why the API servers serve this one.',
    };
  }
  for (const engine of Object.keys(ENGINE_TITLES) as (keyof typeof ENGINE_TITLES)[]) {
    yield* additionNeeds(manifest, engine, engines[engine]);
  }
}

/** What an object needs of an engine, where the cluster has an older one; that it has none is told elsewhere. */
function additionNeeds(
  manifest: Manifest,
  engine: keyof typeof ENGINE_TITLES | 'karmada',
  version: string | undefined,
): Need[] {
  return additionsIn(manifest)
    .filter(({ addition }) => addition.engine === engine && version !== undefined && isOlder(version, addition.since))
    .map(({ addition, fields }) => {
      const of = `${engine === 'karmada' ? 'Karmada' : ENGINE_TITLES[engine]} ${addition.since}`;
      const isKind = fields.length === 0;
      return {
        rule: isKind ? rules.VERSION_KIND : rules.VERSION_FIELD,
        of,
        fields,
        source: addition.source,
        fix: isKind
          ? `Upgrade to ${of} and state it, or use a kind that the older version has.`
          : `Upgrade to ${of} and state it, or leave ${listOf(fields)} out.`,
      };
    });
}

function told(path: string, manifest: Manifest, need: Need, where: string): Finding {
  const what = need.fields.length === 0 ? kindKey(manifest) : `${listOf(need.fields)} of ${kindKey(manifest)}`;
  const { rule, source } = need;
  return finding(source === undefined ? rule : { ...rule, source }, {
    place: path,
    value: manifest.apiVersion,
    message: `${what} needs ${need.of}, which ${where} ${/^members /.test(where) ? 'do' : 'does'} not have.`,
    fix: need.fix,
  });
}

function isOlder(version: string, than: string): boolean {
  return isMinorVersion(version) && compareVersions(version, than) < 0;
}
