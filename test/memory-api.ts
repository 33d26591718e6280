import type { Manifest } from '../lib/core/manifest';
import type { ObjectRef } from '../lib/core/model';
import { ApiClient, ApiError, type Method, type RequestOptions, refOf } from '../lib/twin/client';

/**
 * An API server without a server: it keeps what is applied, fills Secrets of tokens, and does what Karmada does with Cluster objects.
 * For the wiring of providers; what real servers do with it is tested on the engines.
 */
export class MemoryApi {
  /** Lets `connected` reach these instead of servers, each by the text that is its kubeconfig. */
  public static serve(apis: Readonly<Record<string, MemoryApi>>): void {
    jest
      .spyOn(ApiClient, 'fromConfig')
      .mockImplementation(async (kubeconfig) => apis[kubeconfig] as unknown as ApiClient);
  }

  public readonly server = 'https://127.0.0.1:1';
  public authority: string | undefined = 'a certificate';
  public answers = true;
  /** Whether it takes credentials for good. */
  public trusts = true;
  /** Whether Karmada finds members ready. */
  public ready = true;
  /** Whether Karmada removes the work of members that leave. */
  public lets = true;
  /** Hours that tokens are given, however many are asked for. */
  public mostHours = Number.POSITIVE_INFINITY;
  /** When what is applied was made, ISO 8601. */
  public time = '2026-01-01T00:00:00Z';
  /** A kind whose objects are refused. */
  public refuses = '';
  /** What tells it from others. */
  public uid = 'a uid';
  /** What nobody may delete, as `Kind namespace/name`. */
  public keeps = '';
  /** What nobody may read, in the same form. */
  public hides = '';
  private readonly objects = new Map<string, Manifest>();

  /** What is there, as `Kind namespace/name`. */
  public get held(): string[] {
    return [...this.objects.keys()].sort();
  }

  public close(): void {}

  public async text(method: Method, path: string): Promise<string> {
    this.expectAnswer(`${method} ${path}`);
    return 'ok';
  }

  public async json<T>(method: Method, path: string, { body }: RequestOptions = {}): Promise<T> {
    this.expectAnswer(`${method} ${path}`);
    if (path === '/version') {
      return { major: '1', minor: '34' } as T;
    }
    if (path.endsWith('/serviceaccounts')) {
      await this.make(body as Manifest);
      return body as T;
    }
    const { spec } = body as { readonly spec: { readonly expirationSeconds: number } };
    const ms = Math.min(spec.expirationSeconds * 1000, this.mostHours * 3600_000);
    return { status: { token: 'a token', expirationTimestamp: new Date(Date.now() + ms).toISOString() } } as T;
  }

  public async apply(manifest: Manifest): Promise<Manifest> {
    this.expectAnswer(`PATCH ${keyOf(refOf(manifest))}`);
    if (manifest.kind === this.refuses) {
      // as webhooks do that tell what they have seen
      throw new ApiError(403, 'Forbidden', `nobody may have this: ${JSON.stringify(manifest)}`, this.server);
    }
    if (manifest.kind === 'Cluster') {
      const name = `karmada-es-${manifest.metadata.name}`;
      await this.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    }
    const data = { token: 'dG9rZW4=', 'ca.crt': 'Y2E=' };
    const status = {
      conditions: [{ type: 'Ready', status: this.ready ? 'True' : 'False', reason: 'ClusterNotReachable' }],
    };
    const filled = manifest.kind === 'Cluster' ? { status } : manifest.type ? { data } : {};
    const { deletionTimestamp } = this.objects.get(keyOf(refOf(manifest)))?.metadata ?? {};
    const metadata = {
      creationTimestamp: this.time,
      ...manifest.metadata,
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    };
    this.objects.set(keyOf(refOf(manifest)), { ...manifest, metadata, ...filled });
    return manifest;
  }

  /** Annotations only: nothing else is merged here. */
  public async merge(ref: ObjectRef, patch: Pick<Manifest, 'metadata'>): Promise<void> {
    this.expectAnswer(`PATCH ${ref.name}`);
    const there = this.objects.get(keyOf(ref))!;
    const annotations = { ...there.metadata.annotations, ...patch.metadata.annotations };
    this.objects.set(keyOf(ref), { ...there, metadata: { ...there.metadata, annotations } });
  }

  private async make(manifest: Manifest): Promise<void> {
    if (this.objects.has(keyOf(refOf(manifest)))) {
      throw new ApiError(409, 'AlreadyExists', 'it is there already', this.server);
    }
    await this.apply(manifest);
  }

  public async read(ref: ObjectRef): Promise<Manifest | undefined> {
    this.expectAnswer(`GET ${ref.name}`);
    if (keyOf(ref) === this.hides) {
      throw new ApiError(403, 'Forbidden', 'nobody may read this', this.server);
    }
    const metadata = { name: 'kube-system', uid: this.uid };
    return ref.name === 'kube-system' ? { ...ref, metadata } : this.objects.get(keyOf(ref));
  }

  public async list({ kind, namespace }: { readonly kind: string; readonly namespace?: string }): Promise<Manifest[]> {
    this.expectAnswer(`GET ${kind}`);
    const start = namespace === undefined ? `${kind} ` : `${kind} ${namespace}/`;
    return [...this.objects].filter(([key]) => key.startsWith(start)).map(([, object]) => object);
  }

  public async remove(ref: ObjectRef): Promise<void> {
    this.expectAnswer(`DELETE ${ref.name}`);
    if (keyOf(ref) === this.keeps) {
      throw new ApiError(403, 'Forbidden', 'nobody may delete this', this.server);
    }
    if (ref.kind === 'Cluster' && !this.lets) {
      return;
    }
    this.objects.delete(keyOf(ref));
    if (ref.kind === 'Cluster') {
      // the namespace of its works goes with all that is in it
      for (const key of [...this.objects.keys()].filter((one) => one.includes(`karmada-es-${ref.name}`))) {
        this.objects.delete(key);
      }
    }
  }

  public async resourceName(_apiVersion: string, kind: string): Promise<string> {
    return `${kind.toLowerCase()}s`;
  }

  private expectAnswer(request: string): void {
    if (!this.answers) {
      throw new ApiError(0, 'Unreachable', `${request}: connection refused`, this.server);
    }
    if (!this.trusts) {
      throw new ApiError(401, 'Unauthorized', 'Unauthorized', this.server);
    }
  }
}

function keyOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
