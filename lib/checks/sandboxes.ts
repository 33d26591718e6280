import type { CompiledObject, CompiledTarget } from '../core/compilation';
import { listAt, textsAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import { apiGroupOf, isIdentified, type Manifest } from '../core/manifest';
import type { FleetModel, MemberModel } from '../core/model';
import type { Target } from '../core/target';
import { CLEANUP_ROLE_LABEL, CLUSTER_API, MEMBER_LABEL, TTL_LABEL } from '../provisioning/labels';
import { TTL_NO_ACCESS, TTL_NO_KYVERNO, TTL_NOTHING_REMOVES } from '../provisioning/rules';
import type { Program } from './placement';

/** What the cleanup controller asks for before it looks at a kind (kyverno pkg/controllers/ttl/utils.go). */
const VERBS = ['list', 'watch', 'delete'];

/** Members that are there for a time: whether something, typed or plain, deletes their cluster when it is up. */
export function checkSandboxes(program: Program): Finding[] {
  const { fleets, targets, outside = [] } = program;
  const makers = [...targets.filter(({ target }) => target.kind !== 'control-plane'), ...outside];
  return fleets.flatMap((fleet) =>
    fleet.members
      .filter(({ ttlSeconds }) => ttlSeconds !== undefined)
      .flatMap((member) => checkSandbox(program, fleet, member, makers)),
  );
}

/** Whether an object of a chart outside every fleet, which may be for another cluster that runs Cluster API, has to do with sandboxes. */
export function concernsSandboxes(manifest: Manifest): boolean {
  return isIdentified(manifest) && (isCluster(manifest) || letsCleanUp(manifest));
}

function checkSandbox(
  program: Program,
  fleet: FleetModel,
  member: MemberModel,
  makers: readonly CompiledTarget[],
): Finding[] {
  const made = makers
    .filter(({ target }) => target.fleet === undefined || target.fleet === fleet.name)
    .flatMap((maker) =>
      maker.objects.filter(({ manifest }) => makes(manifest, member)).map((object) => ({ maker, object })),
    );
  if (made.length === 0) {
    return [
      finding(TTL_NOTHING_REMOVES, {
        place: fleet.name,
        value: member.name,
        message: `member '${member.name}' has a ttl, and no Cluster of this program that would be deleted with it.`,
        fix: `Make it with a ClusterApiCluster in fleet.host; or add a SandboxExpiry to the Pulumi stack that makes it, and acknowledge this with what deletes it in time; or leave ttl out.`,
      }),
    ];
  }
  return made.flatMap(({ maker, object }) => [
    ...checkMaker(member, maker, object),
    ...checkKyverno(program, fleet, member, maker.target, object),
  ]);
}

function checkMaker(member: MemberModel, { objects }: CompiledTarget, { path, manifest }: CompiledObject): Finding[] {
  if (manifest.metadata.labels?.[TTL_LABEL] === undefined) {
    return [
      finding(TTL_NOTHING_REMOVES, {
        place: path,
        value: member.name,
        message: `member '${member.name}' has a ttl, and the Cluster that makes it lacks the label ${TTL_LABEL}.`,
        fix: `Add the label, make the cluster with a ClusterApiCluster, or leave ttl out.`,
      }),
    ];
  }
  return objects.some(({ manifest: role }) => letsCleanUp(role))
    ? []
    : [
        finding(TTL_NO_ACCESS, {
          place: path,
          value: member.name,
          message: `the Cluster of member '${member.name}' is to be deleted when its time is up, and no ClusterRole beside it lets Kyverno's cleanup controller do so.`,
          fix: "Install Kyverno on the host, and add new SandboxCleanup(fleet.host, 'sandboxes').",
        }),
      ];
}

/** Where the label is, somebody must read it. Of a cluster outside the fleet nothing is known. */
function checkKyverno(
  { addOns }: Program,
  fleet: FleetModel,
  member: MemberModel,
  target: Target,
  { path, manifest }: CompiledObject,
): Finding[] {
  if (manifest.metadata.labels?.[TTL_LABEL] === undefined || target.fleet === undefined) {
    return [];
  }
  const maker = fleet.members.find(({ name }) => name === target.member);
  const { engines = {} } = maker ?? fleet.host ?? {};
  const isThere =
    engines.kyverno !== undefined ||
    maker?.preinstalled?.includes('kyverno') ||
    addOns.some(({ name, ...on }) => name === 'kyverno' && on.fleet === fleet.name && on.member === target.member);
  const where = maker ? `member '${maker.name}'` : 'the host';
  return isThere
    ? []
    : [
        finding(TTL_NO_KYVERNO, {
          place: path,
          value: member.name,
          message: `the Cluster of member '${member.name}' is to be deleted when its time is up by Kyverno's cleanup controller, and nothing says that ${where} has Kyverno.`,
          fix: `Install Kyverno on ${where}, and state its version ${maker ? 'in its engines' : 'as host.engines.kyverno of the fleet'}; or acknowledge this with what else deletes the Cluster in time.`,
        }),
      ];
}

/** Whether an object is the Cluster of Cluster API that becomes a member. */
function makes(manifest: Manifest, { name }: MemberModel): boolean {
  const { labels, name: ownName } = manifest.metadata;
  return isCluster(manifest) && (labels?.[MEMBER_LABEL] ?? ownName) === name;
}

function isCluster({ apiVersion, kind }: Manifest): boolean {
  return kind === 'Cluster' && apiGroupOf(apiVersion) === CLUSTER_API;
}

/** Whether an object is a ClusterRole by which the cleanup controller may delete Clusters. */
function letsCleanUp(manifest: Manifest): boolean {
  return (
    manifest.kind === 'ClusterRole' &&
    manifest.metadata.labels?.[CLEANUP_ROLE_LABEL] === 'true' &&
    listAt(manifest, 'rules').some(
      (rule) =>
        has(rule, 'apiGroups', CLUSTER_API) &&
        has(rule, 'resources', 'clusters') &&
        VERBS.every((verb) => has(rule, 'verbs', verb)),
    )
  );
}

function has(rule: Parameters<typeof textsAt>[0], key: string, wanted: string): boolean {
  return textsAt(rule, key).some((text) => text === wanted || text === '*');
}
