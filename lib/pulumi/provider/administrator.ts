import type { ObjectRef } from '../../core/model';
import type { ApiClient } from '../../twin/client';
import { type PolicyRule, RBAC } from './rights';
import type { ServiceAccount } from './service-account';

/** What `karmadactl join` has let an account do in the whole cluster, beside what it is given here: all; nothing where it has not. */
export async function administratorRights(client: ApiClient, account: ServiceAccount): Promise<PolicyRule[]> {
  const { role } = rightsOf(account);
  const isBound = await isAdministrator(client, account);
  return isBound ? (((await client.read(role))?.rules ?? []) as unknown as PolicyRule[]) : [];
}

/** Takes from an account what makes it an administrator. */
export async function removeAdministrator(client: ApiClient, account: ServiceAccount): Promise<void> {
  if (await isAdministrator(client, account)) {
    const { role, binding } = rightsOf(account);
    await client.remove(binding);
    await client.remove(role);
  }
}

async function isAdministrator(client: ApiClient, account: ServiceAccount): Promise<boolean> {
  const { subjects = [] } = ((await client.read(rightsOf(account).binding)) ?? {}) as Partial<Binding>;
  return subjects.some(({ name, namespace }) => name === account.name && namespace === account.namespace);
}

/** What is read of a binding. */
interface Binding {
  readonly subjects: readonly { readonly name: string; readonly namespace?: string }[];
}

/** The role that `karmadactl join` makes for an account, and its binding (karmada pkg/util/credential.go). */
function rightsOf({ name }: ServiceAccount): { readonly role: ObjectRef; readonly binding: ObjectRef } {
  const common = { apiVersion: `${RBAC}/v1`, name: `karmada-controller-manager:${name}` };
  return { role: { ...common, kind: 'ClusterRole' }, binding: { ...common, kind: 'ClusterRoleBinding' } };
}
