import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { type FleetApp, type JsonObject, planOf } from '../lib';

export const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };

/** What a policy by hand says. */
export interface Policy {
  readonly selects?: JsonObject;
  readonly placement?: JsonObject;
  readonly more?: JsonObject;
  readonly cluster?: boolean;
}

/** A policy as somebody wrote it by hand; it selects all Deployments if nothing else is said. */
export function policy(scope: Construct, name: string, { selects = {}, placement, more, cluster }: Policy): ApiObject {
  return new ApiObject(scope, name, {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: cluster ? 'ClusterPropagationPolicy' : 'PropagationPolicy',
    metadata: { name, ...(cluster ? {} : { namespace: 'default' }) },
    spec: { resourceSelectors: [{ ...DEPLOYMENT, ...selects }], ...(placement ? { placement } : {}), ...more },
  });
}

/** Replicas by member, by workload. */
export function splitOf(app: FleetApp) {
  return Object.fromEntries(
    Object.entries(planOf(app.compile()).workloads).map(([name, { members }]) => [
      name,
      Object.fromEntries(Object.entries(members).map(([member, { replicas }]) => [member, replicas])),
    ]),
  );
}
