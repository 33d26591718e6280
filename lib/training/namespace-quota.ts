import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { deviceClassIn } from '../core/gpu-sharing';
import { FederatedResourceQuota } from '../l1/karmada';
import { quantitiesOf, type Resources } from './quota';

/** What Kubernetes adds to the name of a DeviceClass (k8s.io/api core/v1, ResourceClaimsPerClass). */
const CLAIMED_DEVICES = '.deviceclass.resource.k8s.io/devices';

/** Most that the pods of a namespace may request. */
export interface NamespaceLimits {
  readonly namespace: string;
  readonly quotaName: string;
  /** Amounts by member and resource. */
  readonly members: Readonly<Record<string, Resources>>;
}

/**
 * Limits a namespace in several members by one object of the control plane, from which Karmada makes a ResourceQuota in each of them, and which
 * tells what is used in all of them together.
 */
export function limitEverywhere(scope: Construct, id: string, limits: NamespaceLimits): ApiObject {
  const { namespace, quotaName: name, members } = limits;
  const overall: Record<string, number> = {};
  for (const [resource, amount] of Object.values(members).flatMap((resources) => Object.entries(resources))) {
    overall[resource] = (overall[resource] ?? 0) + amount;
  }
  return new FederatedResourceQuota(scope, id, {
    metadata: { name, namespace },
    spec: {
      overall: requestsOf(overall),
      staticAssignments: Object.entries(members).map(([clusterName, resources]) => ({
        clusterName,
        hard: requestsOf(resources),
      })),
    },
  });
}

/** Limits a namespace of one member. */
export function limitHere(
  scope: Construct,
  id: string,
  { namespace, quotaName: name, members }: NamespaceLimits,
): ApiObject {
  const [resources = {}] = Object.values(members);
  return new ApiObject(scope, id, {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name, namespace },
    spec: { hard: requestsOf(resources) },
  });
}

/** Amounts as a ResourceQuota counts them: extended resources can only be counted by requests, claimed cards by their class. */
function requestsOf(resources: Resources): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(quantitiesOf(resources)).map(([resource, amount]) => {
      const deviceClass = deviceClassIn(resource);
      const counted = deviceClass === undefined ? `requests.${resource}` : `${deviceClass}${CLAIMED_DEVICES}`;
      return [counted, amount];
    }),
  );
}
