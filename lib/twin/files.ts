import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Engine } from '../engines';
import type { Layout } from './layout';
import type { Pki } from './pki';
import { kwokConfig } from './stages';

/** Writes what the components read: keys and certificates, a kubeconfig for each cluster, kwok's configuration. */
export async function writeFiles(layout: Layout, pki: Pki): Promise<void> {
  const files: Record<string, string> = {
    [layout.secret('ca.crt')]: pki.ca,
    [layout.secret('server.crt')]: pki.server.certificate,
    [layout.secret('server.key')]: pki.server.key,
    [layout.secret('admin.crt')]: pki.admin.certificate,
    [layout.secret('admin.key')]: pki.admin.key,
    [layout.secret('front-proxy-ca.crt')]: pki.frontProxyCa,
    [layout.secret('front-proxy.crt')]: pki.frontProxy.certificate,
    [layout.secret('front-proxy.key')]: pki.frontProxy.key,
    [layout.secret('service-account.key')]: pki.serviceAccount.key,
    [layout.secret('service-account.pub')]: pki.serviceAccount.publicKey,
    [layout.secret('token')]: pki.token,
    // token, user, uid, groups: the format of --token-auth-file
    [layout.secret('tokens.csv')]: `${pki.token},karmada,karmada,"system:masters"\n`,
    [layout.kwokConfig]: kwokConfig(),
  };
  for (const cluster of layout.clusters) {
    files[layout.kubeconfig(cluster)] = kubeconfig(cluster, layout.apiUrl(cluster), pki);
  }
  await Promise.all(Object.entries(files).map(([path, text]) => writeFile(path, text, { mode: 0o600 })));
}

/** What Karmada needs to reach the members. */
export async function readSecrets(layout: Layout): Promise<{ readonly ca: string; readonly token: string }> {
  const [ca, token] = await Promise.all(['ca.crt', 'token'].map((name) => readFile(layout.secret(name), 'utf8')));
  return { ca: ca as string, token: token as string };
}

/** Gives Volcano's scheduler in a member the configuration that an installation has by default. */
export async function writeSchedulerConfig(layout: Layout, volcano: Engine, member: string): Promise<void> {
  const file = layout.schedulerConfig(member);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await copyFile(join(volcano.assets, 'scheduler.conf'), file);
}

function kubeconfig(cluster: string, server: string, pki: Pki): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: cluster, cluster: { server, 'certificate-authority-data': base64(pki.ca) } }],
      users: [
        {
          name: 'admin',
          user: {
            'client-certificate-data': base64(pki.admin.certificate),
            'client-key-data': base64(pki.admin.key),
          },
        },
      ],
      contexts: [{ name: cluster, context: { cluster, user: 'admin' } }],
      'current-context': cluster,
    },
    { lineWidth: 0 },
  );
}
