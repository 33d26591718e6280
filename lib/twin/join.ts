import type { JsonObject, Manifest } from '../core/manifest';
import type { MemberModel } from '../core/model';
import type { ApiClient } from './client';
import { CLUSTER_SECRETS } from './karmada-api';
import { NotYet } from './wait';

/** Owner of the fields that a program declares. */
export const PROGRAM = 'cdk8s-fleet';
/** Owner of the fields that only the twin can know. */
const TWIN = 'cdk8s-fleet-twin';

/** Kind of what Karmada knows of a member. */
export const CLUSTER = { apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster' } as const;

/** How Karmada reaches a member of the twin. */
export interface MemberAccess {
  /** URL of the member's API server. */
  readonly url: string;
  /** Certificate of the authority that signed the server's certificate, PEM. */
  readonly ca: string;
  /** Bearer token of an administrator. */
  readonly token: string;
}

/** Whether a manifest is a Karmada Cluster. */
export function isCluster(manifest: Manifest): boolean {
  return manifest.kind === CLUSTER.kind && manifest.apiVersion.startsWith('cluster.karmada.io/');
}

/**
 * Registers a member with Karmada: its secrets first, then the Cluster object with how to reach it. What the program
 * declares about the cluster is applied under the program's own name, the secrets that it refers to are filled.
 * @param declared the program's Cluster object; made from the model where there is none
 */
export async function joinMember(
  controlPlane: ApiClient,
  memberApi: ApiClient,
  member: MemberModel,
  access: MemberAccess,
  declared: Manifest = clusterOf(member),
  signal?: AbortSignal,
): Promise<Manifest> {
  const spec = (declared.spec ?? {}) as ClusterSpec;
  const secretRef = spec.secretRef ?? { namespace: CLUSTER_SECRETS, name: member.name };
  const impersonatorSecretRef = spec.impersonatorSecretRef ?? {
    namespace: CLUSTER_SECRETS,
    name: `${member.name}-impersonator`,
  };
  const [system] = await Promise.all([
    memberApi.read({ apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' }, signal),
    controlPlane.apply(secret(secretRef, { token: access.token, caBundle: access.ca }), TWIN, signal),
    controlPlane.apply(secret(impersonatorSecretRef, { token: access.token }), TWIN, signal),
  ]);
  // Together with the program's part, or Karmada would find a cluster that it cannot reach.
  await controlPlane.apply(
    {
      ...CLUSTER,
      metadata: { name: member.name },
      spec: {
        syncMode: 'Push',
        apiEndpoint: access.url,
        id: system?.metadata.uid as string,
        secretRef: { ...secretRef },
        impersonatorSecretRef: { ...impersonatorSecretRef },
      },
    },
    TWIN,
    signal,
  );
  return controlPlane.apply(withoutAccess(declared), PROGRAM, signal);
}

/** Looks whether Karmada reaches all these members. */
export async function lookForReady(controlPlane: ApiClient, members: readonly string[]): Promise<true | NotYet> {
  for (const cluster of await controlPlane.list(CLUSTER)) {
    if (members.includes(cluster.metadata.name ?? '') && !isReady(cluster)) {
      return new NotYet(`cluster ${cluster.metadata.name} is ${readyMessage(cluster)}`);
    }
  }
  return true;
}

/** Whether Karmada's Cluster object says that the member answers. */
export function isReady(cluster: Manifest): boolean {
  return readyCondition(cluster)?.status === 'True';
}

/** How Karmada finds a member, for messages. */
export function readyMessage(cluster: Manifest): string {
  const condition = readyCondition(cluster);
  return condition ? `not ready: ${condition.reason ?? ''} ${condition.message ?? ''}`.trim() : 'not looked at yet';
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

function readyCondition(cluster: Manifest): Condition | undefined {
  const status = cluster.status as unknown as { readonly conditions?: readonly Condition[] } | undefined;
  return status?.conditions?.find(({ type }) => type === 'Ready');
}

interface SecretRef {
  readonly namespace: string;
  readonly name: string;
}

interface ClusterSpec {
  readonly secretRef?: SecretRef;
  readonly impersonatorSecretRef?: SecretRef;
}

/** How to reach the real cluster is of no use here, and no agent runs in a twin that could pull. */
function withoutAccess(declared: Manifest): Manifest {
  const {
    apiEndpoint: _endpoint,
    id: _id,
    proxyURL: _proxy,
    proxyHeader: _header,
    insecureSkipTLSVerification: _insecure,
    ...spec
  } = (declared.spec ?? {}) as JsonObject;
  return { ...declared, spec: { ...spec, syncMode: 'Push' } };
}

function clusterOf(member: MemberModel): Manifest {
  return {
    ...CLUSTER,
    metadata: { name: member.name, labels: { ...member.labels } },
    spec: {
      ...(member.provider ? { provider: member.provider } : {}),
      ...(member.region ? { region: member.region } : {}),
      ...(member.zones.length > 0 ? { zones: [...member.zones] } : {}),
      ...(member.taints.length > 0 ? { taints: member.taints.map((taint) => ({ ...taint })) } : {}),
    },
  };
}

function secret(ref: SecretRef, data: Readonly<Record<string, string>>): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: ref.name, namespace: ref.namespace },
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
  };
}
