import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';
import { isJsonObject, type JsonObject, type Manifest } from '../lib/core/manifest';
import type { Pki } from '../lib/twin/pki';

const KINDS = [
  { name: 'namespaces', kind: 'Namespace', namespaced: false },
  { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
  { name: 'secrets', kind: 'Secret', namespaced: true },
];
const JOBS = [{ name: 'jobs', kind: 'Job', namespaced: true }];

/** What an API server may do that no real one can be made to do at once. */
export interface Behaviour {
  /** What it says when it refuses an object, which may be one that it does not have. @default it refuses none */
  readonly refuses?: (object: Manifest, isNew: boolean) => string | undefined;
  /** Whether it takes an object, and gives no answer. @default it answers */
  readonly drops?: (object: Manifest) => boolean;
  /** Whether it lets nobody delete an object. @default it keeps none */
  readonly keeps?: (name: string) => boolean;
  /** Whether it lets nobody read an object. @default it hides none */
  readonly hides?: (name: string) => boolean;
  /** What a controller makes of an object that is applied. @default nothing */
  readonly becomes?: (object: Manifest) => JsonObject;
}

/**
 * An API server of a few kinds, which keeps what is applied and deletes what has no finalizers: the order of requests, and nothing of
 * what servers check.
 */
export class FakeApi {
  public static async start(pki: Pki, uid: string, behaviour: Behaviour = {}): Promise<FakeApi> {
    const api = new FakeApi(pki, behaviour);
    api.objects.set('/api/v1/namespaces/kube-system', { metadata: { name: 'kube-system', uid } });
    api.server.listen(0, '127.0.0.1');
    await once(api.server, 'listening');
    return api;
  }

  /** What changed something, in the order of the requests: `PATCH first`. */
  public readonly changes: string[] = [];
  /** Names of objects that were read, each time. */
  public readonly looks: string[] = [];
  /** How objects were deleted, by name. */
  public readonly propagation: Record<string, string | null> = {};
  /** Kinds by the path of their version. */
  public readonly served = new Map<string, object[]>([
    ['/api/v1', KINDS],
    ['/apis/batch/v1', JOBS],
  ]);
  /** Whether it takes credentials for good. */
  public trusts = true;
  /** What it says to every request instead of an answer: 503. */
  public broken: number | undefined;
  /** With what status it refuses objects: 500, where the webhook does not answer that it asks. */
  public refusesWith = 403;
  /** By path. */
  public readonly objects = new Map<string, JsonObject>();
  private readonly server: Server;

  private constructor(
    private readonly pki: Pki,
    private readonly behaviour: Behaviour,
  ) {
    this.server = createServer({ cert: pki.server.certificate, key: pki.server.key }, async (request, response) => {
      const content = await text(request);
      const { status, body } = this.answer(request, content);
      if (request.method === 'PATCH' && this.behaviour.drops?.(JSON.parse(content) as Manifest)) {
        request.socket.destroy();
        return;
      }
      response.writeHead(status).end(JSON.stringify(body));
    });
  }

  public get kubeconfig(): string {
    const cluster = {
      server: `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      'certificate-authority-data': Buffer.from(this.pki.ca).toString('base64'),
    };
    return stringify({
      clusters: [{ name: 'here', cluster }],
      users: [{ name: 'nobody', user: {} }],
      contexts: [{ name: 'here', context: { cluster: 'here', user: 'nobody' } }],
      'current-context': 'here',
    });
  }

  /** Names of what is there. */
  public get names(): string[] {
    return [...this.objects.values()].map(nameOf).filter((name) => name !== 'kube-system');
  }

  /** Ends the finalizers of an object that is being deleted. */
  public finish(name: string): void {
    for (const [path, object] of this.objects) {
      if (nameOf(object) === name) {
        this.objects.delete(path);
      }
    }
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer(
    { method, url = '', headers }: IncomingMessage,
    content: string,
  ): { readonly status: number; readonly body: JsonObject } {
    if (this.broken !== undefined) {
      return { status: this.broken, body: { message: 'it is broken' } };
    }
    if (!this.trusts) {
      return { status: 401, body: { message: 'Unauthorized' } };
    }
    const { pathname: path, searchParams } = new URL(url, 'https://server');
    const versions = [...this.served.keys()].filter((version) => version.startsWith(`${path}/`));
    if (path.startsWith('/apis/') && path.split('/').length === 3 && versions.length > 0) {
      const groups = versions.map((version) => ({ groupVersion: version.slice('/apis/'.length) }));
      return { status: 200, body: { versions: groups, preferredVersion: groups[0] } as JsonObject };
    }
    const resources = this.served.get(path);
    if (resources) {
      return { status: 200, body: { resources } as JsonObject };
    }
    if (method === 'PATCH' && headers['content-type']?.includes('merge-patch')) {
      const live = this.objects.get(path);
      if (!live) {
        return { status: 404, body: { message: 'not found' } };
      }
      const merged = merge(live, JSON.parse(content) as JsonObject);
      this.changes.push(`MERGE ${nameOf(live)}`);
      this.objects.set(path, merged);
      return { status: 200, body: merged };
    }
    if (method === 'PATCH') {
      const object = JSON.parse(content) as Manifest;
      const message = this.behaviour.refuses?.(object, !this.objects.has(path));
      const applied = { ...object, ...this.behaviour.becomes?.(object) };
      const isDry = searchParams.has('dryRun');
      if (!isDry) {
        this.changes.push(`PATCH ${nameOf(object)}`);
      }
      if (message !== undefined) {
        return { status: this.refusesWith, body: { message } };
      }
      const stored = withManager(applied, this.objects.get(path), searchParams.get('fieldManager') ?? '');
      if (!isDry) {
        this.objects.set(path, stored);
      }
      return { status: 200, body: isDry ? applied : stored };
    }
    if (method === 'POST' && searchParams.has('dryRun')) {
      const object = JSON.parse(content) as Manifest;
      const message = this.behaviour.refuses?.(object, true);
      if (message !== undefined) {
        return { status: 403, body: { message } };
      }
      return this.objects.has(`${path}/${nameOf(object)}`)
        ? { status: 409, body: { reason: 'AlreadyExists', message: 'already exists' } }
        : { status: 201, body: object };
    }
    const object = this.objects.get(path);
    if (object && method === 'GET') {
      this.looks.push(nameOf(object));
      if (this.behaviour.hides?.(nameOf(object))) {
        return { status: 403, body: { message: `nobody may read ${nameOf(object)}` } };
      }
    }
    if (object && method === 'DELETE' && this.behaviour.keeps?.(nameOf(object))) {
      return { status: 403, body: { message: `nobody may delete ${nameOf(object)}` } };
    }
    if (object && method === 'DELETE') {
      this.changes.push(`DELETE ${nameOf(object)}`);
      this.propagation[nameOf(object)] = searchParams.get('propagationPolicy');
      const metadata = object.metadata as JsonObject;
      if (metadata.finalizers === undefined) {
        this.objects.delete(path);
      } else {
        this.objects.set(path, { ...object, metadata: { ...metadata, deletionTimestamp: 'now' } });
      }
    }
    return object ? { status: 200, body: object } : { status: 404, body: { message: 'not found' } };
  }
}

/** What is applied, with who has applied it and the annotations that others own. */
function withManager(applied: Manifest, live: JsonObject | undefined, manager: string): JsonObject {
  const before = (live?.metadata ?? {}) as JsonObject;
  const annotations = { ...(before.annotations as JsonObject | undefined), ...applied.metadata.annotations };
  const others = ((before.managedFields ?? []) as { manager: string }[]).filter((entry) => entry.manager !== manager);
  const { deletionTimestamp, finalizers } = before;
  const going = deletionTimestamp === undefined ? {} : { deletionTimestamp, ...(finalizers ? { finalizers } : {}) };
  return {
    ...applied,
    metadata: { ...applied.metadata, ...going, annotations, managedFields: [...others, { manager }] },
  };
}

function merge(live: JsonObject, patch: JsonObject): JsonObject {
  const fields = Object.entries(patch).map(
    ([key, value]) => [key, isJsonObject(value) ? merge((live[key] ?? {}) as JsonObject, value) : value] as const,
  );
  const merged = { ...live, ...Object.fromEntries(fields) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

function nameOf({ metadata }: JsonObject): string {
  return String((metadata as JsonObject).name);
}
