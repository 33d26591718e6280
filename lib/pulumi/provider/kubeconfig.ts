import { parse } from 'yaml';
import { writeYaml } from '../../core/yaml';
import type { Access } from './connect';

/**
 * A kubeconfig with a token.
 * @param authority certificate of the authority that the server is known by, PEM; undefined: one that every machine knows
 * @param serverName that the certificate of the server is for; undefined: that of its address
 */
export function kubeconfigOf(
  server: string,
  authority: string | undefined,
  user: string,
  token: string,
  serverName?: string,
): string {
  const cluster = {
    server,
    ...(serverName === undefined ? {} : { 'tls-server-name': serverName }),
    ...(authority === undefined ? {} : { 'certificate-authority-data': Buffer.from(authority).toString('base64') }),
  };
  return writeYaml({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': user,
    clusters: [{ name: 'cluster', cluster }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: user, context: { cluster: 'cluster', user } }],
  });
}

/** Address of the API server that is reached; undefined: the kubeconfig is not known yet, or names none. */
export function serverOf(access: Access): string | undefined {
  return clusterIn(access)?.server;
}

/** Proxy through which an API server is reached; undefined: none is stated. */
export function proxyOf(access: Access): string | undefined {
  return clusterIn(access)?.['proxy-url'];
}

/** The name that the certificate of an API server is for; undefined: that of its address. */
export function serverNameOf(access: Access): string | undefined {
  return clusterIn(access)?.['tls-server-name'];
}

/** Whether any certificate is taken for that of the server. Who is given access by it verifies the server by the cluster's own authority. */
export function trustsAny(access: Access): boolean {
  return clusterIn(access)?.['insecure-skip-tls-verify'] === true;
}

function clusterIn({ kubeconfig, context }: Access): Cluster | undefined {
  let config: Kubeconfig | undefined;
  try {
    config = parse(kubeconfig) as Kubeconfig | undefined;
  } catch {
    return undefined;
  }
  const current = context ?? config?.['current-context'];
  const cluster = config?.contexts?.find(({ name }) => name === current)?.context?.cluster;
  return config?.clusters?.find(({ name }) => name === cluster)?.cluster;
}

/** What is read of a kubeconfig. */
interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly contexts?: readonly { readonly name: string; readonly context?: { readonly cluster: string } }[];
  readonly clusters?: readonly { readonly name: string; readonly cluster?: Cluster }[];
}

interface Cluster {
  readonly server: string;
  readonly 'proxy-url'?: string;
  readonly 'tls-server-name'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
}
