import type { AddOnModel, ReleaseModel } from '../core/add-ons';
import { fewOf } from '../core/errors';
import { listAt, objectAt, optionalObjectAt, textAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import { apiGroupOf, isJsonObject, type Json, type JsonObject, type Manifest } from '../core/manifest';
import type { MemberModel } from '../core/model';
import { describeRef } from '../core/object-ref';
import { podsOf } from '../core/pod-kinds';
import { refOf } from '../l1/kinds';
import { memberObjects } from '../plan/member-objects';
import { TTL_CLOUD_RESOURCES } from '../provisioning/rules';
import type { Program } from './placement';

/** What a cloud makes for objects of a cluster, as messages call it. */
const RESOURCES = ['load balancers', 'disks'] as const;

type CloudResource = (typeof RESOURCES)[number];

/** Something in a sandbox that a cloud makes something for. */
interface Owner {
  /** `Service ml/front`, `the release istio-ingressgateway`. */
  readonly name: string;
  readonly makes: CloudResource;
}

/** Sandboxes with objects and add-ons whose load balancers and disks outlive the cluster, which goes without deleting them. */
export function checkCloudResources(program: Program): Finding[] {
  if (!program.fleets.some(({ members }) => members.some(isSandboxInCloud))) {
    // as in most programs: no object need be followed to the members
    return [];
  }
  return memberObjects(program, (manifest) => resourceOf(manifest) !== undefined, 'may be')
    .filter(({ member }) => isSandboxInCloud(member))
    .flatMap(({ fleet, member, objects }) => {
      const addOns = program.addOns.filter((one) => one.fleet === fleet.name && one.member === member.name);
      const owners = [
        ...objects.flatMap(({ manifest }) => ownerOf(describeRef(refOf(manifest)), resourceOf(manifest))),
        ...addOns.flatMap(ownersIn),
      ];
      return owners.length === 0 ? [] : [told(fleet.name, member.name, owners)];
    });
}

/** Machines of one's own have no account that anything could stay in. */
function isSandboxInCloud({ ttlSeconds, provider }: MemberModel): boolean {
  return ttlSeconds !== undefined && provider !== 'bare-metal';
}

function told(place: string, member: string, owners: readonly Owner[]): Finding {
  const parts = RESOURCES.flatMap((resource) => {
    const names = new Set(owners.filter(({ makes }) => makes === resource).map(({ name }) => name));
    return names.size > 0 ? [`${resource} for ${fewOf([...names])}`] : [];
  });
  return finding(TTL_CLOUD_RESOURCES, {
    place,
    value: member,
    message: `when the time of '${member}' is up, its cluster goes, and with it all that could delete what its cloud may have made: ${parts.join(', ')}. That stays in the account, and costs, unless the objects are deleted before.`,
    fix: 'Before that, update once without them, and without the claims that StatefulSets leave; or do without them in a sandbox, as with istio: { gateway: false } of the add-ons; or acknowledge this with what deletes in the cloud what is left.',
  });
}

function ownerOf(name: string, makes: CloudResource | undefined): Owner[] {
  return makes === undefined ? [] : [{ name, makes }];
}

/** What is made for an object. Of an Ingress and a Gateway it depends on whose controller is there. */
function resourceOf(manifest: Manifest): CloudResource | undefined {
  const spec = objectAt(manifest, 'spec');
  switch (`${apiGroupOf(manifest.apiVersion)}/${manifest.kind}`) {
    case '/Service':
      return textAt(spec, 'type') === LOAD_BALANCER ? 'load balancers' : undefined;
    case 'networking.k8s.io/Ingress':
    case 'gateway.networking.k8s.io/Gateway':
      return 'load balancers';
    case '/PersistentVolumeClaim':
      return wantsDisk(spec) ? 'disks' : undefined;
    default:
      return claimsOf(manifest).some(wantsDisk) ? 'disks' : undefined;
  }
}

const LOAD_BALANCER = 'LoadBalancer';

/** Specs of the claims that controllers make for an object: a StatefulSet, a Job of Volcano, what Prometheus' operator runs, pods with volumes of their own. */
function claimsOf(manifest: Manifest): JsonObject[] {
  const spec = objectAt(manifest, 'spec');
  const storage = objectAt(spec, 'storage');
  const jobs = [spec, objectAt(objectAt(spec, 'jobTemplate'), 'spec')];
  const ownVolumes = podsOf(manifest).flatMap(({ shape }) => listAt(shape.spec, 'volumes'));
  const templated = [storage, objectAt(storage, 'ephemeral'), ...ownVolumes.map((one) => objectAt(one, 'ephemeral'))];
  return [
    ...listAt(spec, 'volumeClaimTemplates').map((template) => objectAt(template, 'spec')),
    ...jobs.flatMap((job) => listAt(job, 'volumes')).flatMap((volume) => partOf(volume, 'volumeClaim')),
    ...templated.flatMap((one) => partOf(one, 'volumeClaimTemplate')).map((template) => objectAt(template, 'spec')),
  ];
}

function partOf(of: JsonObject, key: string): JsonObject[] {
  const part = optionalObjectAt(of, key);
  return part ? [part] : [];
}

/** A claim that names its volume, or the empty class, takes one that is there already; without a class it is the cluster's own. */
function wantsDisk(claim: JsonObject): boolean {
  return claim.storageClassName !== '' && textAt(claim, 'volumeName') === undefined;
}

/** The releases of an add-on for which something is made, as far as the catalogue and their values tell. */
function ownersIn({ name: addOn, releases }: AddOnModel): Owner[] {
  return releases.flatMap((release) => {
    const name = `the release ${release.release}`;
    const balanced = isIngressGateway(addOn, release) || states(release.values, isBalanced);
    const stored = states(release.values, ({ volumeClaimTemplate: one, volumeClaimTemplates: more }) =>
      Boolean(one ?? more),
    );
    return [...ownerOf(name, balanced ? 'load balancers' : undefined), ...ownerOf(name, stored ? 'disks' : undefined)];
  });
}

/** Istio's gateway has a Service with a load balancer, unless its values say otherwise (values.yaml of its chart). */
function isIngressGateway(addOn: AddOnModel['name'], { chart, values }: ReleaseModel): boolean {
  return addOn === 'istio' && chart === 'gateway' && objectAt(values, 'service').type === undefined;
}

function isBalanced({ type }: JsonObject): boolean {
  return type === LOAD_BALANCER;
}

/** Whether something holds of values, or of a part of them. */
function states(values: Json | undefined, holds: (part: JsonObject) => boolean): boolean {
  if (Array.isArray(values)) {
    return values.some((value) => states(value, holds));
  }
  return isJsonObject(values) && (holds(values) || Object.values(values).some((value) => states(value, holds)));
}
