import type { Manifest } from '../../core/manifest';
import type { ObjectRef } from '../../core/model';
import { type ApiClient, ApiError } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { accountTaken } from '../join/failures';

/** Namespace of the accounts of people. */
export const NAMESPACE = 'cdk8s-fleet-access';

/** Keeps Karmada, where the cluster is its control plane, from making a namespace in all members (karmada pkg/controllers/namespace). */
const LABELS = { 'namespace.karmada.io/skip-auto-propagation': 'true' };

/** Annotation of an account: the mark of the resource whose account it is. */
const OWNER = 'cdk8s-fleet.dev/granted-by';

/** Marks of a resource, also of what it was before; undefined: it was there before accounts had marks. */
type Marks = readonly (string | undefined)[];

/** The account of a person. */
export function account(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'ServiceAccount', name, namespace: NAMESPACE };
}

/**
 * Makes an account this resource's, unless it is another one's: of two, each would give its tokens the rights of both, and the first that goes
 * would end the tokens of the other.
 * @throws Failure `pulumi/account-taken`
 */
export async function takeAccount(
  client: ApiClient,
  { name, owner }: { readonly name: string; readonly owner?: string },
  marks: Marks,
): Promise<void> {
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels: LABELS } }, PROGRAM);
  const { apiVersion, kind } = account(name);
  const annotations: Record<string, string> = owner === undefined ? {} : { [OWNER]: owner };
  const manifest = { apiVersion, kind, metadata: { name, namespace: NAMESPACE, annotations } };
  if ((await holderOf(client, name, marks)) !== 'own' && !(await isMade(client, manifest))) {
    throw accountTaken(client.server, `${NAMESPACE}/${name}`);
  }
  await client.apply(manifest, PROGRAM);
}

/** Whose an account is: this resource's, another one's, or nobody's, as it is not there. */
export async function holderOf(client: ApiClient, name: string, marks: Marks): Promise<'own' | 'another' | 'nobody'> {
  const there = await client.read(account(name));
  const owner = there?.metadata.annotations?.[OWNER];
  if (there === undefined) {
    return 'nobody';
  }
  return owner === undefined || marks.includes(String(owner)) ? 'own' : 'another';
}

/** Makes an account that is not there: of two resources that do so at the same time, one. */
async function isMade(client: ApiClient, manifest: Manifest): Promise<boolean> {
  try {
    await client.json('POST', `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, { body: manifest });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) {
      return false;
    }
    throw error;
  }
}
