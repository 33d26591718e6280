import type { CompiledTarget } from '../core/compilation';
import { listAt, objectAt, optionalObjectAt, textAt } from '../core/fields';
import { selects } from '../core/label-selector';
import { type JsonObject, kindKey, type Manifest } from '../core/manifest';
import type { FleetModel, LabelSelector, MemberModel, ObjectRef } from '../core/model';
import { refOf } from '../l1/kinds';
import { membersThatFit } from './cluster-affinity';
import { withOverriders } from './overriders';
import { PreferredVersions } from './preferred-versions';
import { type Labels, Match } from './selection';

const GROUP = 'policy.karmada.io/';
const NAMESPACED = 'OverridePolicy';
const CLUSTER_WIDE = 'ClusterOverridePolicy';

/** An object as one member gets it. */
export interface MemberCopy {
  readonly manifest: Manifest;
  /** Whether it is known which rules are for the member; those of which it is not known are left out. */
  readonly isKnown: boolean;
}

/** What the override policies of one control plane make of the copies that members get of its objects. */
export class Overrides {
  private readonly policies: readonly Manifest[];
  private readonly versions: PreferredVersions;

  public constructor(
    controlPlane: CompiledTarget,
    private readonly fleet: FleetModel,
  ) {
    this.policies = controlPlane.objects.map(({ manifest }) => manifest).filter(isOverridePolicy);
    this.versions = new PreferredVersions(controlPlane);
  }

  /** An object as each of some members gets it, by member name. */
  public copies(manifest: Manifest, members: readonly MemberModel[]): ReadonlyMap<string, MemberCopy> {
    const rules = this.rulesFor(manifest);
    return new Map(members.map((member) => [member.name, this.copyFor(member, manifest, rules)]));
  }

  private copyFor(member: MemberModel, manifest: Manifest, rules: readonly JsonObject[]): MemberCopy {
    const meant = rules.map((rule) => [rule, isFor(member, rule, this.fleet)] as const);
    return {
      manifest: meant
        .filter(([, isMeant]) => isMeant)
        .reduce((copy, [rule]) => withOverriders(copy, objectAt(rule, 'overriders')), manifest),
      isKnown: meant.every(([, isMeant]) => isMeant !== undefined),
    };
  }

  /**
   * In the order in which Karmada applies them: policies of the cluster before those of the namespace, then the closer match
   * later, then by name (karmada v1.18.2 pkg/util/overridemanager, getOverridersFromOverridePolicies).
   */
  private rulesFor(manifest: Manifest): JsonObject[] {
    const object = { ...refOf(manifest), apiVersion: this.versions.of(manifest) };
    return this.policies
      .flatMap((policy) => {
        const match = matchOf(policy, object, manifest.metadata.labels ?? {});
        return match === undefined ? [] : [{ policy, match }];
      })
      .sort(
        (a, b) =>
          rankOf(a.policy) - rankOf(b.policy) ||
          a.match - b.match ||
          ((a.policy.metadata.name ?? '') < (b.policy.metadata.name ?? '') ? -1 : 1),
      )
      .flatMap(({ policy }) => rulesOf(objectAt(policy, 'spec')));
  }
}

/** Whether an object changes the copies that members get of others. */
function isOverridePolicy({ apiVersion, kind }: Manifest): boolean {
  return (kind === NAMESPACED || kind === CLUSTER_WIDE) && apiVersion.startsWith(GROUP);
}

function rankOf({ kind }: Manifest): number {
  return kind === CLUSTER_WIDE ? 0 : 1;
}

/** Policies of an old form are one rule themselves. */
function rulesOf(spec: JsonObject): JsonObject[] {
  const rules = listAt(spec, 'overrideRules');
  return rules.length > 0 ? rules : [spec];
}

/** How closely a policy selects an object; a policy without selectors is for all. */
function matchOf(policy: Manifest, object: ObjectRef, labels: Labels): Match | undefined {
  if (policy.kind === NAMESPACED && (policy.metadata.namespace ?? 'default') !== object.namespace) {
    return undefined;
  }
  const selectors = listAt(objectAt(policy, 'spec'), 'resourceSelectors');
  const matches = selectors.flatMap((selector) => selectorMatch(selector, object, labels) ?? []);
  return selectors.length === 0 ? Match.Kind : matches.sort((a, b) => b - a)[0];
}

function selectorMatch(selector: JsonObject, object: ObjectRef, labels: Labels): Match | undefined {
  const namespace = textAt(selector, 'namespace') ?? object.namespace;
  if (kindKey(selector as Manifest) !== kindKey(object) || namespace !== object.namespace) {
    return undefined;
  }
  const name = textAt(selector, 'name');
  const wanted = optionalObjectAt(selector, 'labelSelector') as LabelSelector | undefined;
  if (name !== undefined) {
    return name === object.name ? Match.Name : undefined;
  }
  if (wanted === undefined) {
    return Match.Kind;
  }
  return selects(wanted, labels) ? Match.Labels : undefined;
}

/** Whether a rule is for a member; undefined where that is not known. */
function isFor(member: MemberModel, rule: JsonObject, fleet: FleetModel): boolean | undefined {
  const members = membersThatFit(optionalObjectAt(rule, 'targetCluster'), fleet);
  return 'type' in members ? undefined : members.includes(member);
}
