import { ApiObject } from 'cdk8s';
import { FleetApp, GpuFleet, WholePropagation } from '../../../lib';
import type { Compilation } from '../../../lib/core/compilation';
import type { ClusterAccessArgs, JoinedClustersArgs } from '../../../lib/pulumi';
import { deployment, gpuMember } from '../../support';

export const INFER = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'infer', namespace: 'default' };
export const OWN = { apiVersion: 'v1', kind: 'ConfigMap', name: 'own', namespace: 'default' };
export const QUOTA = { apiVersion: 'v1', kind: 'ResourceQuota', name: 'quota', namespace: 'default' };
export const TUNING = { apiVersion: 'v1', kind: 'ConfigMap', name: 'tuning', namespace: 'default' };

/** A member of the program: one that Karmada calls, one whose agent calls Karmada, and one more that is called. */
export type MemberName = 'pushed' | 'pulled' | 'spare';

/** What differs from one update to the next. */
export interface Variant {
  /** Name of the `JoinedClusters`. */
  readonly name?: string;
  /** Whether the member that pulls is called instead. */
  readonly called?: boolean;
  /** @default pushed and pulled */
  readonly members?: readonly MemberName[];
  /** Members that are other clusters of the twin than those of their names. */
  readonly at?: Readonly<Partial<Record<MemberName, MemberName>>>;
  /** A member that Cluster API makes on another member of the twin. @default none */
  readonly made?: { readonly member: MemberName; readonly host: MemberName };
  readonly replicas?: number;
  /** Nodes that the program states of each member. @default 1, and so many the twin has */
  readonly nodes?: number;
  /** Whether Karmada carries two more kinds, one that a policy selects and one that it makes itself, and scales by what pods use. */
  readonly tuned?: boolean;
  /** Version that the program states of the member that pulls. */
  readonly kubernetes?: string;
  readonly joined?: Partial<JoinedClustersArgs>;
  /** Access of `ada` to the member that is pushed. @default none */
  readonly access?: Partial<ClusterAccessArgs>;
  readonly allowed?: readonly string[];
}

export function compile(variant: Variant): Compilation {
  const { members = ['pushed', 'pulled'], replicas = 2, nodes = 1, called, tuned, kubernetes = '1.36' } = variant;
  const app = new FleetApp();
  const props = {
    pushed: gpuMember(nodes, 1, { kubernetes: '1.36' }),
    pulled: gpuMember(nodes, 1, { kubernetes, syncMode: called ? 'Push' : 'Pull' }),
    spare: gpuMember(nodes, 1, { kubernetes: '1.36' }),
  };
  const fleet = new GpuFleet(app, 'fleet', { members: Object.fromEntries(members.map((name) => [name, props[name]])) });
  new WholePropagation(fleet, 'everywhere', {
    of: deployment(fleet, 'infer', replicas),
    to: members,
    copies: 'every-member',
  });
  if (tuned) {
    const { apiVersion, kind, ...metadata } = TUNING;
    const of = new ApiObject(fleet, 'tuning', { apiVersion, kind, metadata });
    new WholePropagation(fleet, 'tunings', { of, to: members, copies: 'every-member' });
    const quota = (gpus: number) => ({ 'requests.nvidia.com/gpu': String(gpus) });
    new ApiObject(fleet, 'quota', {
      apiVersion: 'policy.karmada.io/v1alpha1',
      kind: 'FederatedResourceQuota',
      metadata: { name: QUOTA.name, namespace: QUOTA.namespace },
      spec: {
        overall: quota(members.length),
        staticAssignments: members.map((clusterName) => ({ clusterName, hard: quota(1) })),
      },
    });
    const { namespace, ...scaleTargetRef } = INFER;
    new ApiObject(fleet, 'scaling', {
      apiVersion: 'autoscaling.karmada.io/v1alpha1',
      kind: 'FederatedHPA',
      metadata: { name: 'scaling', namespace },
      spec: { scaleTargetRef, minReplicas: 2, maxReplicas: 9 },
    });
  }
  for (const name of members) {
    const { apiVersion, kind, ...metadata } = OWN;
    new ApiObject(fleet.member(name), 'own', { apiVersion, kind, metadata });
  }
  return app.compile();
}
