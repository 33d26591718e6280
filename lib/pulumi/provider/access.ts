import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type * as pulumi from '@pulumi/pulumi';
import { reasonOf } from '../../core/failure';
import type { Manifest } from '../../core/manifest';
import { refKey } from '../../core/object-ref';
import { type ApiClient, type ApiError, refOf } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { type Access, connected, isForbidden, isSilence, isUnreadable } from './connect';
import { InitError } from './init-error';
import { kubeconfigOf, serverNameOf, serverOf, trustsAny } from './kubeconfig';
import { account, holderOf, NAMESPACE, takeAccount } from './person-account';

const RBAC = 'rbac.authorization.k8s.io';
const HOUR_MS = 60 * 60 * 1000;

/** The inputs of a person's access to one cluster. */
export interface AccessProps {
  readonly cluster: Access;
  /** Whether the cluster is a resource of the same program. Not known in the state of earlier versions. */
  readonly ownedCluster?: boolean;
  /** Mark of the resource, see `markOf`. Not known in the state of earlier versions, which marked no accounts. */
  readonly owner?: string;
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

/** What people have of an access that was never granted. */
const NOTHING: Granted = { kubeconfig: '', expires: new Date(0).toISOString(), grantedHours: 0 };

/** What is there: the outputs. */
interface AccessOuts extends AccessProps, Granted {
  /** Whether something has failed after the first change, or the account is gone: the next update goes on, whatever its inputs. */
  readonly unfinished?: boolean;
  /** Whether the cluster did not answer a refresh: the next update tries to reach it, and fails for this access alone. */
  readonly unanswered?: boolean;
}

const CONTENT = ['cluster', 'role', 'namespaces', 'hours', 'renewHours', 'file'] as const;

/** Gives people accounts of their own, with tokens that expire, and takes them away. */
export const access: pulumi.dynamic.ResourceProvider = {
  async diff(_id: string, olds: AccessOuts, news: AccessProps) {
    const differs = (name: (typeof CONTENT)[number]) => !isDeepStrictEqual(olds[name], news[name]);
    const replaces = [...(olds.name !== news.name ? ['name'] : []), ...(moves(olds, news) ? ['cluster'] : [])];
    const pending = olds.unfinished === true || olds.unanswered === true || isDue(olds, news);
    const changes = replaces.length > 0 || CONTENT.some(differs) || pending;
    // the new one may have the same file
    return { changes, replaces, deleteBeforeReplace: true };
  },

  async create(inputs: AccessProps) {
    const outs = await connected(inputs.cluster, async (client) => {
      await client.text('GET', '/version');
      await takeAccount(client, inputs, [inputs.owner]);
      return grant(client, inputs);
    });
    return { id: inputs.name, outs };
  },

  async update(_id: string, olds: AccessOuts, news: AccessProps) {
    const outs = await connected(news.cluster, async (client) => {
      await client.text('GET', '/version');
      await takeAccount(client, news, [news.owner, olds.owner]);
      await takeAway(client, olds, news);
      return grant(client, news, olds);
    });
    return { outs };
  },

  async read(id: string, { unanswered: _, ...props }: AccessOuts) {
    try {
      const there = await connected(props.cluster, (client) => client.read(account(props.name)));
      // its rights outlive an account, and are the next one's of its name
      return { id, props: there ? props : { ...props, unfinished: true } };
    } catch (error) {
      if (!isUnreadable(error)) {
        throw error;
      }
      // of a cluster that is gone its own resource tells; one that is owned elsewhere must not end the refresh of all others
      return { id, props: props.ownedCluster && !isForbidden(error) ? props : { ...props, unanswered: true } };
    }
  },

  async delete(_id: string, props: AccessOuts) {
    if (props.file !== undefined) {
      await rm(props.file, { force: true });
    }
    // the tokens end with the account
    await connected(props.cluster, async (client) => {
      if ((await holderOf(client, props.name, [props.owner])) !== 'another') {
        await removeBindings(client, bindings(props));
        await client.remove(account(props.name));
      }
    }).catch((error: unknown) => {
      throw isSilence(error) ? stillValid(props, error) : error;
    });
  },
};

/**
 * Gives a token, and the rights that are missing.
 * @param before what people have already, and keep should this fail
 * @throws InitError if something fails: there may be an account to take away
 */
async function grant(client: ApiClient, props: AccessProps, before: Granted = NOTHING): Promise<AccessOuts> {
  try {
    const outs = { ...props, ...(await grantedBy(client, props)) };
    if (props.file !== undefined) {
      await writePrivate(props.file, outs.kubeconfig);
    }
    return outs;
  } catch (error) {
    const { kubeconfig, expires, grantedHours } = before;
    throw new InitError(props.name, { ...props, kubeconfig, expires, grantedHours, unfinished: true }, [
      reasonOf(error),
    ]);
  }
}

/**
 * Takes away what is not wanted any more, before anything is given.
 * @throws InitError if something stays: it is known as it was
 */
async function takeAway(client: ApiClient, olds: AccessOuts, news: AccessProps): Promise<void> {
  const wanted = new Set(bindings(news).map((binding) => refKey(refOf(binding))));
  try {
    await removeBindings(
      client,
      bindings(olds).filter((binding) => !wanted.has(refKey(refOf(binding)))),
    );
    if (olds.file !== undefined && olds.file !== news.file) {
      await rm(olds.file, { force: true });
    }
  } catch (error) {
    throw new InitError(olds.name, { ...olds, unfinished: true }, [reasonOf(error)]);
  }
}

async function grantedBy(client: ApiClient, props: AccessProps): Promise<Granted> {
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
  const authority = trustsAny(props.cluster) ? await ownAuthority(client) : client.authority;
  return {
    kubeconfig: kubeconfigOf(client.server, authority, props.name, status.token, serverNameOf(props.cluster)),
    expires: status.expirationTimestamp,
    grantedHours: (Date.parse(status.expirationTimestamp) - Date.now()) / HOUR_MS,
  };
}

/** Certificate of the authority of a cluster, as it gives it to its pods, PEM. */
async function ownAuthority(client: ApiClient): Promise<string | undefined> {
  const published = await client.read({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: 'kube-root-ca.crt',
    namespace: 'kube-system',
  });
  return (published?.data as { readonly 'ca.crt'?: string } | undefined)?.['ca.crt'];
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

async function removeBindings(client: ApiClient, unwanted: readonly Manifest[]): Promise<void> {
  for (const binding of unwanted) {
    await client.remove(refOf(binding));
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

/** Writes a file that only its owner reads, whole or not at all. */
async function writePrivate(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, content, { mode: 0o600 });
  await rename(draft, file);
}
