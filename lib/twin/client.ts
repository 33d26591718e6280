import { readFileSync } from 'node:fs';
import type * as Kubernetes from '@kubernetes/client-node';
import { reasonOf } from '../core/failure';
import type { JsonObject, Manifest } from '../core/manifest';
import type { ObjectRef } from '../core/model';
import { ApiError, ifThere, isUnauthorized, mayAnswerYet, refusal } from './api-error';
import { Credentials, CurrentCredentials } from './credentials';
import { apiRoot, Discovery } from './discovery';
import { type ConfigOptions, readKubeconfig } from './kubeconfig';

export { ApiError };

/** Seconds that one request may take, unless told otherwise. */
const REQUEST_SECONDS = 15;
/** Seconds that a request may take that changes something: several webhooks may be asked, each for 10 s; the server gives up after as many. */
const CHANGE_SECONDS = 60;
/** How often a read is sent until there is an answer. What changes something may have done so, and is sent once. */
const READ_ATTEMPTS = 2;

/** HTTP methods that the Kubernetes API knows. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * What becomes of objects that a deleted one owns: the garbage collector deletes them before it is gone, or after. Nothing is left to the
 * server, which orphans the pods of Jobs where nobody says otherwise (kubernetes pkg/registry/batch/job/strategy.go).
 */
export type Propagation = 'Foreground' | 'Background';

/** Everything that a request may carry. */
export interface RequestOptions {
  /** Parameters behind the path. @default none */
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as it is; everything but a string as JSON. @default none */
  readonly body?: unknown;
  /** @default application/json */
  readonly contentType?: string;
  /** Seconds to wait for the answer; a read that gets none is sent once more and waits as long again. @default 15, and 60 for what changes something */
  readonly timeoutSeconds?: number;
  /** Ends the request. @default none */
  readonly signal?: AbortSignal;
}

/**
 * A client of one API server for objects of any kind. Manifests go out and come back as they are: the typed clients of
 * @kubernetes/client-node drop the fields that they do not know, and with them what strict validation would find.
 */
export class ApiClient {
  /** A client for the current context of a kubeconfig file. */
  public static async fromKubeconfig(file: string): Promise<ApiClient> {
    return ApiClient.fromConfig(readFileSync(file, 'utf8'), { place: `the kubeconfig ${file}` });
  }

  /** A client for a context of a kubeconfig. @throws Error if it cannot be read, has no such context, or names no server */
  public static async fromConfig(kubeconfig: string, options: ConfigOptions = {}): Promise<ApiClient> {
    // An ES module that takes half a second to load: only who talks to an API server pays for it.
    const library = await import('@kubernetes/client-node');
    const read = () => readKubeconfig(new library.KubeConfig(), kubeconfig, options);
    const config = read();
    const { server } = config.getCurrentCluster() as Kubernetes.Cluster;
    // read anew each time: a config keeps what its commands have said
    const credentials = new CurrentCredentials(await Credentials.of(config), () => Credentials.of(read()));
    return new ApiClient(library, server.replace(/\/$/, ''), credentials);
  }

  private readonly http: Kubernetes.HttpLibrary;
  private readonly discovery: Discovery;

  private constructor(
    private readonly library: typeof Kubernetes,
    /** `https://127.0.0.1:PORT` */
    public readonly server: string,
    private readonly credentials: CurrentCredentials,
  ) {
    this.http = new library.IsomorphicFetchHttpLibrary();
    this.discovery = new Discovery(server, (path) => this.json('GET', path));
  }

  /** Certificate of the authority that the server is known by, PEM; undefined: one that every machine knows. */
  public get authority(): string | undefined {
    return this.credentials.current.authority;
  }

  /** Closes idle connections. */
  public close(): void {
    this.credentials.close();
  }

  /**
   * Sends one request and returns the body of the answer.
   * @throws ApiError on any answer but success, and when there is none in time
   */
  public async text(method: Method, path: string, options: RequestOptions = {}): Promise<string> {
    for (let attempt = method === 'GET' ? 1 : READ_ATTEMPTS; ; attempt++) {
      try {
        return await this.send(method, path, options);
      } catch (error) {
        if (attempt === READ_ATTEMPTS || !mayAnswerYet(error)) {
          throw error;
        }
      }
    }
  }

  /** Sends a request, and once more with other credentials where the server refuses those: it has done nothing then. */
  private async send(method: Method, path: string, options: RequestOptions): Promise<string> {
    const { current } = this.credentials;
    try {
      return await this.sendWith(current, method, path, options);
    } catch (error) {
      const others = isUnauthorized(error) ? await this.insteadOf(current, error) : undefined;
      if (!others) {
        throw error;
      }
      return this.sendWith(others, method, path, options);
    }
  }

  private async insteadOf(current: Credentials, { status, reason, message }: ApiError) {
    return this.credentials.insteadOf(current).catch((cause: unknown) => {
      const why = `${message}, and no other credentials can be had: ${reasonOf(cause)}`;
      throw new ApiError(status, reason, why, this.server, { cause });
    });
  }

  private async sendWith(
    { agent, headers }: Credentials,
    method: Method,
    path: string,
    options: RequestOptions,
  ): Promise<string> {
    const request = new this.library.RequestContext(`${this.server}${path}`, method as Kubernetes.HttpMethod);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      request.setQueryParam(name, value);
    }
    request.setHeaderParam('Accept', 'application/json');
    for (const [name, value] of Object.entries(headers)) {
      request.setHeaderParam(name, value);
    }
    if (options.body !== undefined) {
      request.setHeaderParam('Content-Type', options.contentType ?? 'application/json');
      request.setBody(typeof options.body === 'string' ? options.body : JSON.stringify(options.body));
    }
    const seconds = options.timeoutSeconds ?? (method === 'GET' ? REQUEST_SECONDS : CHANGE_SECONDS);
    const timeout = AbortSignal.timeout(seconds * 1000);
    request.setSignal(options.signal ? AbortSignal.any([timeout, options.signal]) : timeout);
    request.setAgent(agent);
    let status: number;
    let body: string;
    try {
      const response = await this.http.send(request).toPromise();
      status = response.httpStatusCode;
      body = await response.body.text();
    } catch (error) {
      options.signal?.throwIfAborted();
      const why = timeout.aborted ? `no answer within ${seconds} s` : reasonOf(error);
      throw new ApiError(0, 'Unreachable', `${method} ${this.server}${path}: ${why}`, this.server, {
        cause: error,
      });
    }
    if (status >= 400) {
      throw refusal(status, body, `${method} ${path}`, this.server);
    }
    return body;
  }

  /** Like `text`, the body read as JSON. */
  public async json<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
    return JSON.parse(await this.text(method, path, options)) as T;
  }

  /**
   * The object as it is on the server; undefined when it, its namespace or its kind does not exist. Where the version is not served any
   * more, it is the object in another one.
   */
  public async read(ref: ObjectRef, signal?: AbortSignal): Promise<Manifest | undefined> {
    return ifThere(async () => this.json<Manifest>('GET', await this.servedPathOf(ref), { signal }));
  }

  /** Creates an object; its status goes with it where the kind allows that. */
  public async create(manifest: Manifest, signal?: AbortSignal): Promise<Manifest> {
    return this.json(
      'POST',
      await this.collectionOf(manifest.apiVersion, manifest.kind, inNamespace(manifest.metadata)),
      {
        body: manifest,
        signal,
      },
    );
  }

  /**
   * Server-side apply. Unknown and duplicate fields are errors.
   * @param manager who owns the fields; takes them over from whoever owned them before
   */
  public async apply(manifest: Manifest, manager: string, signal?: AbortSignal): Promise<Manifest> {
    return this.serverSideApply(manifest, { fieldManager: manager }, signal);
  }

  /** What `apply` would make of the object; nothing is changed. */
  public async tryApply(manifest: Manifest, manager: string, signal?: AbortSignal): Promise<Manifest> {
    return this.serverSideApply(manifest, { fieldManager: manager, dryRun: 'All' }, signal);
  }

  /**
   * Asks whether the server would take a new object of this name; nothing is changed.
   * @throws ApiError 409 `AlreadyExists` where one is there and nothing else is against it
   */
  public async tryCreate(manifest: Manifest): Promise<Manifest> {
    const { apiVersion, kind, metadata } = manifest;
    return this.json('POST', await this.collectionOf(apiVersion, kind, inNamespace(metadata)), {
      query: { dryRun: 'All', fieldValidation: 'Strict' },
      body: manifest,
    });
  }

  /** Changes these fields of an object that is there, and removes those that are null. @param manager who owns them then */
  public async merge(ref: ObjectRef, patch: JsonObject, manager: string): Promise<Manifest> {
    return this.json('PATCH', await this.servedPathOf(ref), {
      query: { fieldManager: manager },
      contentType: 'application/merge-patch+json',
      body: patch,
    });
  }

  /** All objects of a kind, in one namespace or in all. */
  public async list(
    of: { readonly apiVersion: string; readonly kind: string; readonly namespace?: string },
    query: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<Manifest[]> {
    const path = await this.collectionOf(of.apiVersion, of.kind, of);
    return (await this.json<{ items: Manifest[] }>('GET', path, { query, signal })).items;
  }

  /** Deletes an object, if it exists in any version, and what it owns. */
  public async remove(ref: ObjectRef, propagationPolicy: Propagation = 'Background'): Promise<void> {
    await ifThere(async () => this.text('DELETE', await this.servedPathOf(ref), { query: { propagationPolicy } }));
  }

  /** What a kind is called in paths and in rights, `deployments`. @throws ApiError 404 if the server does not have it */
  public async resourceName(apiVersion: string, kind: string): Promise<string> {
    return (await this.discovery.resource(apiVersion, kind)).plural;
  }

  /** Whether objects of this kind live in a namespace. */
  public async isNamespaced(apiVersion: string, kind: string): Promise<boolean> {
    return (await this.discovery.resource(apiVersion, kind)).namespaced;
  }

  private async serverSideApply(
    manifest: Manifest,
    query: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Manifest> {
    return this.json('PATCH', await this.pathOf(refOf(manifest)), {
      query: { ...query, fieldValidation: 'Strict', force: 'true' },
      contentType: 'application/apply-patch+yaml',
      body: manifest,
      signal,
    });
  }

  private async pathOf(ref: ObjectRef): Promise<string> {
    return `${await this.collectionOf(ref.apiVersion, ref.kind, inNamespace(ref))}/${encodeURIComponent(ref.name)}`;
  }

  /** Path of an object in its version, or in another one where the server does not have that any more. */
  private async servedPathOf(ref: ObjectRef): Promise<string> {
    return this.pathOf({ ...ref, apiVersion: await this.discovery.servedVersion(ref.apiVersion, ref.kind) });
  }

  private async collectionOf(apiVersion: string, kind: string, at: { readonly namespace?: string }): Promise<string> {
    const { plural, namespaced } = await this.discovery.resource(apiVersion, kind);
    const namespace = namespaced && at.namespace ? `/namespaces/${encodeURIComponent(at.namespace)}` : '';
    return `${apiRoot(apiVersion)}${namespace}/${plural}`;
  }
}

/** What identifies the object that a manifest describes. */
export function refOf({ apiVersion, kind, metadata }: Manifest): ObjectRef {
  const { name = '', namespace } = metadata;
  return namespace === undefined ? { apiVersion, kind, name } : { apiVersion, kind, name, namespace };
}

/** An object that states no namespace is in `default`, as for every client of Kubernetes. */
function inNamespace({ namespace }: { readonly namespace?: string }): { readonly namespace: string } {
  return { namespace: namespace ?? 'default' };
}
