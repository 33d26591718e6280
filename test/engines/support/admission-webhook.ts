import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { type ApiClient, refOf } from '../../../lib/twin/client';
import { createPki } from '../../../lib/twin/pki';
import { eventually } from './eventually';
import { freePort } from './ports';

/** The ConfigMap that the webhook denies, and the one about which it says nothing. */
export const DENIED = 'denied';
export const UNANSWERED = 'unanswered';
/** What it says of the first. */
export const DENIAL = 'no such map in this cluster';

/** Validating webhooks as a cluster's owner has them, on a server of this process: one denies, the other never answers. */
export class AdmissionWebhook {
  /** Starts the server, and waits until the API server asks it. */
  public static async start(client: ApiClient): Promise<AdmissionWebhook> {
    const { ca, server: identity } = await createPki();
    const server = createServer({ cert: identity.certificate, key: identity.key }, (request, response) => {
      if (request.url?.startsWith(`/${UNANSWERED}`)) {
        return;
      }
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        const { apiVersion, kind, request: asked } = JSON.parse(body) as AdmissionReview;
        const answer = { uid: asked.uid, allowed: false, status: { message: DENIAL } };
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({ apiVersion, kind, response: answer }));
      });
    });
    const port = await freePort();
    await once(server.listen(port, '127.0.0.1'), 'listening');
    const webhook = new AdmissionWebhook(client, server, configuration(`https://127.0.0.1:${port}`, ca));
    await client.apply(webhook.manifest, 'test');
    await eventually(() => expect(client.tryApply(PROBE, 'test')).rejects.toThrow(DENIAL));
    return webhook;
  }

  private constructor(
    private readonly client: ApiClient,
    private readonly server: Server,
    private readonly manifest: ReturnType<typeof configuration>,
  ) {}

  /** Takes the webhooks away, and waits until the API server asks nobody. */
  public async stop(): Promise<void> {
    await this.client.remove(refOf(this.manifest));
    await eventually(() => this.client.tryApply(PROBE, 'test'));
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** What an API server asks, as far as it is read here. */
interface AdmissionReview {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: { readonly uid: string };
}

const PROBE = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: DENIED, namespace: 'default' } };

function configuration(url: string, ca: string) {
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] };
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'test' },
    webhooks: [DENIED, UNANSWERED].map((name) => ({
      name: `${name}.test.fleet`,
      clientConfig: { url: `${url}/${name}`, caBundle: Buffer.from(ca).toString('base64') },
      rules: [rule],
      matchConditions: [{ name: 'its-own', expression: `object.metadata.name == '${name}'` }],
      failurePolicy: 'Fail',
      timeoutSeconds: 1,
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
    })),
  };
}
