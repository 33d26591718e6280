import { writeYaml } from '../../core/yaml';

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
