import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type * as pulumi from '@pulumi/pulumi';
import { reasonOf } from '../../core/failure';
import type { Manifest } from '../../core/manifest';
import { type ApiClient, ApiError } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { type Access, connected } from './connect';
import { InitError } from './init-error';
import { kubeconfigOf, serverOf } from './kubeconfig';

/** Namespace of the accounts of people. */
const NAMESPACE = 'cdk8s-fleet-access';
const RBAC = 'rbac.authorization.k8s.io';
const HOUR_MS = 60 * 60 * 1000;

/** The inputs of a person's access to one cluster. */
export interface AccessProps {
  readonly cluster: Access;
  /** Name of the account. */
  readonly name: string;
  /** The ClusterRole that it gets. */
  readonly role: string;
  /** Namespaces in which it gets it; absent: everywhere. */
  readonly namespaces?: readonly string[];
  /** Hours that a token shall last, and how many must be left when an update looks at it. */
  readonly hours: number;
  readonly renewHours: number;
  /** File that the kubeconfig is written to. */
  readonly file?: string;
}

/** What the server has given. */
interface Granted {
  readonly kubeconfig: string;
  /** ISO 8601. */
  readonly expires: string;
  /** Hours that the token was given: a server may give less than it was asked for. */
  readonly grantedHours: number;
}

type AccessOuts = AccessProps & Granted;

const CONTENT = ['cluster', 'role', 'namespaces', 'hours', 'renewHours', 'file'] as const;

/** Gives people accounts of their own, with tokens that expire, and takes them away. */
export const access: pulumi.dynamic.ResourceProvider = {
  async diff(_id: string, olds: AccessOuts, news: AccessProps) {
    const differs = (name: (typeof CONTENT)[number]) => !isDeepStrictEqual(olds[name], news[name]);
    const replaces = [...(olds.name !== news.name ? ['name'] : []), ...(moves(olds, news) ? ['cluster'] : [])];
    const changes = replaces.length > 0 || CONTENT.some(differs) || isDue(olds, news);
    // the new one may have the same file
    return { changes, replaces, deleteBeforeReplace: true };
  },

  async create(inputs: AccessProps) {
    return { id: inputs.name, outs: await grant(inputs) };
  },

  async update(_id: string, olds: AccessOuts, news: AccessProps) {
    await connected(news.cluster, (client) => removeBindings(client, olds));
    if (olds.file !== undefined && olds.file !== news.file) {
      await rm(olds.file, { force: true });
    }
    return { outs: await grant(news) };
  },

  async read(id: string, props: AccessOuts) {
    const there = await connected(props.cluster, (client) => client.read(account(props.name)));
    return there ? { id, props } : {};
  },

  async delete(_id: string, props: AccessOuts) {
    if (props.file !== undefined) {
      await rm(props.file, { force: true });
    }
    // the tokens end with the account
    await connected(props.cluster, async (client) => {
      await removeBindings(client, props);
      await client.remove(account(props.name));
    }).catch((error: unknown) => {
      throw error instanceof ApiError && error.status === 0 ? stillValid(props, error) : error;
    });
  },
};

/** @throws InitError if something fails after the first change: from then on there is an account to take away */
async function grant(props: AccessProps): Promise<AccessOuts> {
  return connected(props.cluster, async (client) => {
    await client.text('GET', '/version');
    try {
      const outs = { ...props, ...(await grantedBy(client, props)) };
      if (props.file !== undefined) {
        await writePrivate(props.file, outs.kubeconfig);
      }
      return outs;
    } catch (error) {
      const nothing = { kubeconfig: '', expires: new Date(0).toISOString(), grantedHours: 0 };
      throw new InitError(props.name, { ...props, ...nothing }, [reasonOf(error)]);
    }
  });
}

async function grantedBy(client: ApiClient, props: AccessProps): Promise<Granted> {
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }, PROGRAM);
  const metadata = { name: props.name, namespace: NAMESPACE };
  await client.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata }, PROGRAM);
  for (const binding of bindings(props)) {
    await client.apply(binding, PROGRAM);
  }
  const { status } = await client.json<{ status: { token: string; expirationTimestamp: string } }>(
    'POST',
    `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${props.name}/token`,
    {
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: Math.round((props.hours * HOUR_MS) / 1000) },
      },
    },
  );
  return {
    kubeconfig: kubeconfigOf(client.server, client.authority, props.name, status.token),
    expires: status.expirationTimestamp,
    grantedHours: (Date.parse(status.expirationTimestamp) - Date.now()) / HOUR_MS,
  };
}

/** Whether an update should make a new token: of one that was given for less time than `renewHours`, half is enough. */
function isDue({ expires, grantedHours }: AccessOuts, { renewHours }: AccessProps): boolean {
  return Date.parse(expires) - Date.now() < Math.min(renewHours, grantedHours / 2) * HOUR_MS;
}

/** Whether the account is to be in another cluster; new credentials of the same administrator are no other cluster. */
function moves(olds: AccessProps, news: AccessProps): boolean {
  const [from, to] = [serverOf(olds.cluster), serverOf(news.cluster)];
  return from !== undefined && to !== undefined && from !== to;
}

function stillValid({ name, expires }: AccessOuts, cause: ApiError): Error {
  return new Error(
    `account ${NAMESPACE}/${name} could not be taken away: ${cause.message}. Its token is good until ${expires}. Run the same command when the ` +
      'cluster answers again, or, if it never will, remove the resource from the state (pulumi state delete).',
    { cause },
  );
}

async function removeBindings(client: ApiClient, props: AccessProps): Promise<void> {
  for (const { apiVersion, kind, metadata } of bindings(props)) {
    await client.remove({ apiVersion, kind, name: metadata.name ?? '', namespace: metadata.namespace });
  }
}

function bindings({ name, role, namespaces }: AccessProps): Manifest[] {
  const common = {
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name, namespace: NAMESPACE }],
  };
  const bound = `cdk8s-fleet:${name}:${role}`;
  return namespaces === undefined
    ? [{ apiVersion: `${RBAC}/v1`, kind: 'ClusterRoleBinding', metadata: { name: bound }, ...common }]
    : namespaces.map((namespace) => ({
        apiVersion: `${RBAC}/v1`,
        kind: 'RoleBinding',
        metadata: { name: bound, namespace },
        ...common,
      }));
}

function account(name: string) {
  return { apiVersion: 'v1', kind: 'ServiceAccount', name, namespace: NAMESPACE };
}

/** Writes a file that only its owner reads, whole or not at all. */
async function writePrivate(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, content, { mode: 0o600 });
  await rename(draft, file);
}
