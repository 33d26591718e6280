import { parse } from 'yaml';
import { writeYaml } from '../../core/yaml';
import type { Access } from './connect';

/**
 * A kubeconfig with a token.
 * @param authority certificate of the authority that the server is known by, PEM; undefined: one that every machine knows
 */
export function kubeconfigOf(server: string, authority: string | undefined, user: string, token: string): string {
  const trust =
    authority === undefined ? {} : { 'certificate-authority-data': Buffer.from(authority).toString('base64') };
  return writeYaml({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': user,
    clusters: [{ name: 'cluster', cluster: { server, ...trust } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: user, context: { cluster: 'cluster', user } }],
  });
}

/** Address of the API server that is reached; undefined: the kubeconfig is not known yet, or names none. */
export function serverOf({ kubeconfig, context }: Access): string | undefined {
  let config: Kubeconfig | undefined;
  try {
    config = parse(kubeconfig) as Kubeconfig | undefined;
  } catch {
    return undefined;
  }
  const current = context ?? config?.['current-context'];
  const cluster = config?.contexts?.find(({ name }) => name === current)?.context?.cluster;
  return config?.clusters?.find(({ name }) => name === cluster)?.cluster?.server;
}

/** What is read of a kubeconfig. */
interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly contexts?: readonly { readonly name: string; readonly context?: { readonly cluster: string } }[];
  readonly clusters?: readonly { readonly name: string; readonly cluster?: { readonly server: string } }[];
}
