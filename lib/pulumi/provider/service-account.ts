import type { Manifest, ManifestMetadata } from '../../core/manifest';
import { type ApiClient, refOf } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { NotYet, waitFor } from '../../twin/wait';
import type { Generation } from './generation';
import { type PolicyRule, RBAC } from './rights';

/** Seconds in which the cluster must have filled a Secret with a token. */
const TOKEN_SECONDS = 30;

/** Annotation of a Secret: whose token is to be in it. */
const ACCOUNT = 'kubernetes.io/service-account.name';

/** An identity on one API server. */
export interface ServiceAccount {
  readonly name: string;
  readonly namespace: string;
}

/** A token of a service account, and whom it may be shown to. */
export interface Credential {
  readonly token: string;
  /** Certificate of the authority of its cluster, PEM. */
  readonly ca: string;
}

/**
 * Makes a service account with rights in the whole cluster, and its namespace. The role comes first and goes last: it tells an account of
 * ours from one that others have made under the same name, as `karmadactl` does.
 */
export async function ensureServiceAccount(
  client: ApiClient,
  { name, namespace }: ServiceAccount,
  rules: readonly PolicyRule[],
): Promise<void> {
  const [role, binding] = clusterRights({ name, namespace }, rules);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
  for (const manifest of [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    role,
    account,
    binding,
  ]) {
    await client.apply(manifest, PROGRAM);
  }
}

/** What `ensureServiceAccount` has let an account do in the whole cluster; nothing if it has not made it. */
export async function rightsGiven(client: ApiClient, account: ServiceAccount): Promise<PolicyRule[]> {
  const [role] = clusterRights(account, []);
  return ((await client.read(refOf(role)))?.rules ?? []) as unknown as PolicyRule[];
}

/**
 * Removes an account with its rights and tokens. The namespace stays: others have theirs there too, and it cannot be deleted on condition that it
 * is empty. An account that `ensureServiceAccount` has not made stays.
 */
export async function removeServiceAccount(client: ApiClient, account: ServiceAccount): Promise<void> {
  const { name, namespace } = account;
  const [role, binding] = clusterRights(account, []);
  if (!(await client.read(refOf(role)))) {
    return;
  }
  for (const { generation } of await tokensOf(client, account)) {
    await removeToken(client, account, generation);
  }
  await client.remove(refOf(binding));
  await client.remove({ apiVersion: 'v1', kind: 'ServiceAccount', name, namespace });
  await client.remove(refOf(role));
}

/**
 * A token that lasts until its Secret is deleted. Karmada keeps the connections that it has opened with a token, and does not open
 * them anew when the token changes: one that expires would end them.
 */
export async function lastingToken(
  client: ApiClient,
  account: ServiceAccount,
  generation: number,
): Promise<Credential> {
  const secret = tokenName(account, generation);
  const ref = { apiVersion: 'v1', kind: 'Secret', name: secret, namespace: account.namespace };
  await client.apply(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: secret,
        namespace: account.namespace,
        annotations: { [ACCOUNT]: account.name },
      },
      type: 'kubernetes.io/service-account-token',
    },
    PROGRAM,
  );
  const look = async () => {
    const { token, 'ca.crt': ca } = ((await client.read(ref))?.data ?? {}) as Record<string, string>;
    return token && ca ? { token: decoded(token), ca: decoded(ca) } : new NotYet('it has no token yet');
  };
  return waitFor(`Secret ${account.namespace}/${secret}`, look, { seconds: TOKEN_SECONDS });
}

/** The newest token of an account, whoever has made it; undefined: it has none. */
export async function latestToken(client: ApiClient, account: ServiceAccount): Promise<Generation | undefined> {
  return (await tokensOf(client, account)).at(-1);
}

/** Ends the tokens of an account but this one and the one before. */
export async function endEarlierTokens(client: ApiClient, account: ServiceAccount, last: number): Promise<void> {
  for (const { generation } of await tokensOf(client, account)) {
    if (generation < last - 1) {
      await removeToken(client, account, generation);
    }
  }
}

/** The tokens that are there, the newest last. */
async function tokensOf(client: ApiClient, { name, namespace }: ServiceAccount): Promise<Generation[]> {
  const secrets = await client.list({ apiVersion: 'v1', kind: 'Secret', namespace });
  return secrets
    .filter(({ metadata }) => metadata.annotations?.[ACCOUNT] === name)
    .filter(({ metadata }) => metadata.name === tokenName({ name }, numberOf(metadata)))
    .map(({ metadata }) => ({ generation: numberOf(metadata), since: metadata.creationTimestamp as string }))
    .sort((a, b) => a.generation - b.generation);
}

/** The number at the end of a name; NaN: there is none. */
function numberOf({ name = '' }: ManifestMetadata): number {
  return Number(/[1-9]\d*$/.exec(name)?.[0]);
}

async function removeToken(client: ApiClient, account: ServiceAccount, generation: number): Promise<void> {
  const name = tokenName(account, generation);
  await client.remove({ apiVersion: 'v1', kind: 'Secret', name, namespace: account.namespace });
}

function tokenName({ name }: Pick<ServiceAccount, 'name'>, generation: number): string {
  return `${name}-${generation}`;
}

/** What gives an account rights in one more namespace: a Role of its name there, and who has it. */
export function rightsIn(
  namespace: string,
  account: ServiceAccount,
  rules: readonly PolicyRule[],
): [Manifest, Manifest] {
  return rightsOf('Role', { name: account.name, namespace }, account, rules);
}

function clusterRights(account: ServiceAccount, rules: readonly PolicyRule[]): [Manifest, Manifest] {
  return rightsOf('ClusterRole', { name: roleName(account.name) }, account, rules);
}

function rightsOf(
  kind: 'Role' | 'ClusterRole',
  metadata: { readonly name: string; readonly namespace?: string },
  { name, namespace }: ServiceAccount,
  rules: readonly PolicyRule[],
): [Manifest, Manifest] {
  const apiVersion = `${RBAC}/v1`;
  return [
    { apiVersion, kind, metadata, rules: rules as unknown as Manifest[] },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: RBAC, kind, name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}

/** An account and its rights, as people look for them. */
export function whatIsOf({ name, namespace }: ServiceAccount): string {
  return `ServiceAccount ${namespace}/${name} with its tokens, ClusterRole ${roleName(name)} with its binding`;
}

function roleName(account: string): string {
  return `cdk8s-fleet:${account}`;
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
