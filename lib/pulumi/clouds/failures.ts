import { writeDuration } from '../../core/duration';
import { closest, fewOf, listOf, show } from '../../core/errors';
import { Failure } from '../../core/failure';
import type { MemberModel } from '../../core/model';
import type { PoolUpgrade } from '../../fleet/pool-upgrade';
import { butOf, CLOUDS, providersWith } from '../../fleet/providers';
import type { Cloud } from './cloud';
import type { Unkept } from './upgrade-steps';

/** Nobody makes the cluster of a member. */
export function noProvider({ name, provider }: MemberModel, known: readonly string[]): Failure {
  const like = provider === undefined ? undefined : closest(provider, known);
  return new Failure({
    id: 'pulumi/no-provider',
    place: `members/${name}`,
    message:
      provider === undefined
        ? 'it states no provider, and no kubeconfig is given: nobody makes its cluster.'
        : `nobody makes clusters of the provider "${provider}"${like ? `; did you mean "${like}"?` : '.'}`,
    fix:
      provider === undefined
        ? `state provider, or give the clusters members: { '${name}': { kubeconfig } }.`
        : `give the clusters providers: { ${keyOf(provider)}: ... }, or members: { '${name}': { kubeconfig } } where it exists.`,
  });
}

/** A member is in no region for which its provider knows a network. */
export function noRegion({ name, region }: MemberModel, provider: string, known: readonly string[]): Failure {
  return new Failure({
    id: 'pulumi/no-region',
    place: `members/${name}`,
    message:
      region === undefined
        ? 'it states no region, so its cluster has no place.'
        : `it is in ${region}; ${provider} has a network in ${listOf(known) || 'no region'}.`,
    fix: region === undefined ? 'state region.' : `give ${provider} regions: { '${region}': { ... } }.`,
  });
}

/** A member is made by a cloud that has no such region. */
export function wrongRegion(member: string, region: string, { name, provider }: Cloud): Failure {
  const { title, region: shape } = CLOUDS[name];
  return new Failure({
    id: 'pulumi/wrong-region',
    place: `members/${member}`,
    message: `its region is ${show(region)}, which is none of ${title}${butOf(providersWith('region', region))}; ${provider} is to make its cluster.`,
    fix: `write the region as ${title} calls it ('${shape.example}'), or have another provider make the cluster.`,
  });
}

/** A member is in a zone of which its provider knows no network. */
export function noZone(
  { name, region }: MemberModel,
  zone: string,
  property: string,
  known: readonly string[],
  { provider }: Cloud,
): Failure {
  return new Failure({
    id: 'pulumi/no-zone',
    place: `members/${name}`,
    message: `it is in the zone ${zone}; ${provider} has ${property} of ${region} in ${listOf(known) || 'no zone'}.`,
    fix: `give ${provider} ${property}: { '${zone}': [...] } beside them, or correct zones.`,
  });
}

/** A member is in some zones of a region, and nobody says which of its networks are there. */
export function subnetsWithoutZones(
  { name, region, zones }: MemberModel,
  property: string,
  { provider }: Cloud,
): Failure {
  return new Failure({
    id: 'pulumi/no-zone',
    place: `members/${name}`,
    message: `its zones are ${listOf(zones)}, and ${provider} has ${property} of ${region} without zones: its nodes would be in any.`,
    fix: `state them by zone, ${property}: { '${zones[0]}': [...] }, or leave zones out.`,
  });
}

/** Nodes are to be made by a cloud that has no such machines. */
export function wrongInstanceType(member: string, pool: string, type: string, { name, provider }: Cloud): Failure {
  const { title, instanceType } = CLOUDS[name];
  return new Failure({
    id: 'pulumi/wrong-instance-type',
    place: `members/${member}`,
    message: `the machine type of its node pool ${pool} is ${show(type)}, which is none of ${title}${butOf(providersWith('instanceType', type))}; ${provider} is to make it.`,
    fix: `write a machine type of ${title} ('${instanceType.example}'), or have another provider make the cluster.`,
  });
}

/** It is not known what a cloud calls a Kubernetes version. */
export function noVersion({ name, kubernetes }: MemberModel, provider: string, example: string): Failure {
  return new Failure({
    id: 'pulumi/no-version',
    place: `members/${name}`,
    message: `it wants Kubernetes ${kubernetes}, and the cloud asks for a patch version, of which there may be several.`,
    fix: `give ${provider} versions: { '${kubernetes}': '${kubernetes}${example}' }, with one that the cloud has.`,
  });
}

/** Nodes are to be made, and it is not said on which machines. */
export function noInstanceType(member: string, pool: string): Failure {
  return new Failure({
    id: 'pulumi/no-instance-type',
    place: `members/${member}`,
    message: `its node pool ${pool} states no machine type.`,
    fix: 'state instanceType.',
  });
}

/** Nodes are to have ARM processors, and there is an image for others only. */
export function noNodeOs(member: string, pool: string, provider: string): Failure {
  return new Failure({
    id: 'pulumi/no-node-os',
    place: `members/${member}`,
    message: `its node pool ${pool} has ARM processors, and nodeOs of ${provider} is an image for others.`,
    fix: `give ${provider} nodeOsArm64: an image that the cloud has for them.`,
  });
}

/** A cloud does not upgrade nodes as a program states it. */
export function unkeptSetting(
  member: string,
  pool: string,
  stated: PoolUpgrade,
  { setting, because, fix }: Unkept,
): Failure {
  return new Failure({
    id: 'pulumi/upgrade-setting',
    place: `members/${member}`,
    message: `the upgrade of its node pool ${pool} states ${setting}: ${show(stated[setting])}, and ${because}.`,
    fix,
  });
}

/** A release of EKS's images is for another Kubernetes version, or is none. */
export function wrongRelease(kubernetes: string, release: string): Failure {
  return new Failure({
    id: 'pulumi/wrong-release',
    place: 'EksProvider',
    message: `releaseVersions has ${show(release)} for Kubernetes ${kubernetes}.`,
    fix: `write one of its releases: '${kubernetes}.1-20251112', from github.com/awslabs/amazon-eks-ami/releases.`,
  });
}

/** A name is longer than the cloud takes. */
export function longName(member: string, what: string, name: string, max: number): Failure {
  return new Failure({
    id: 'pulumi/long-name',
    place: `members/${member}`,
    message: `the name of its ${what} ${name} has ${name.length} characters, and the cloud takes ${max}.`,
    fix: 'shorten the name.',
  });
}

/** GKE puts the same number of nodes into each zone. */
export function unevenZones(member: string, pool: string, count: number, zones: number): Failure {
  return new Failure({
    id: 'pulumi/uneven-zones',
    place: `members/${member}`,
    message: `its node pool ${pool} has ${count} nodes for ${zones} zones, and GKE puts the same number into each.`,
    fix: `make nodes a multiple of ${zones}, or name fewer zones.`,
  });
}

/** GKE does not say how this GPU is called. */
export function noAccelerator(member: string, pool: string, gpu: string, known: readonly string[]): Failure {
  return new Failure({
    id: 'pulumi/no-accelerator',
    place: `members/${member}`,
    message: `its node pool ${pool} has GPUs of ${gpu}; those of GKE are ${listOf(known)}.`,
    fix: 'choose another gpu.',
  });
}

/** A stack is to end at one time, and has clusters that do not. */
export function notASandbox(place: string, members: readonly MemberModel[]): Failure {
  const ends = members.map(
    ({ name, ttlSeconds }) => `${name} ${ttlSeconds === undefined ? 'never' : `after ${writeDuration(ttlSeconds)}`}`,
  );
  return new Failure({
    id: 'pulumi/not-a-sandbox',
    place,
    message: `a stack goes as a whole, and of its members end: ${fewOf(ends)}.`,
    fix: 'give sandboxes that end at the same time a program and a stack of their own.',
  });
}

/** Nobody keeps the time of a stack whose state is in a backend of its own. */
export function noPulumiCloud(place: string): Failure {
  return new Failure({
    id: 'pulumi/no-pulumi-cloud',
    place,
    message: 'the state of the stack is not in Pulumi Cloud, which would destroy it in time.',
    fix: 'log in to Pulumi Cloud (pulumi login), or make the sandbox with Cluster API, where Kyverno keeps the time.',
  });
}

/** The Pulumi package of a cloud is not installed. */
export function packageMissing(name: string, cause: unknown): Failure {
  return new Failure({
    id: 'pulumi/package-missing',
    place: name,
    message: 'it makes the clusters of this program, and is not installed.',
    fix: `npm install ${name}.`,
    cause,
  });
}

/** A key as it is written in code. */
function keyOf(name: string): string {
  return /^\w+$/.test(name) ? name : `'${name}'`;
}
