import { apiGroupOf } from '../core/manifest';
import { ApiError, ifThere } from './api-error';

/** What an API server says of a kind. */
export interface Resource {
  /** What it is called in paths: `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** The kinds of one version of a group, as the server lists them, with subresources among them. */
interface ResourceList {
  readonly resources: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

interface GroupVersion {
  /** `apps/v1` */
  readonly groupVersion: string;
}

interface Group {
  readonly versions: readonly GroupVersion[];
  readonly preferredVersion: GroupVersion;
}

/** Which kinds an API server has, and in which versions. */
export class Discovery {
  private readonly discovered = new Map<string, Promise<ReadonlyMap<string, Resource>>>();

  /** @param get asks the server, and throws ApiError */
  public constructor(
    private readonly server: string,
    private readonly get: <T>(path: string) => Promise<T>,
  ) {}

  /** A kind in this version. @throws ApiError 404 if the server does not have it */
  public async resource(apiVersion: string, kind: string): Promise<Resource> {
    const known = this.discovered.get(apiVersion);
    const resource = known && (await known.catch(() => undefined))?.get(kind);
    if (resource) {
      return resource;
    }
    // Not seen yet: the kind may be younger than the last look.
    const looked = this.discover(apiVersion);
    this.discovered.set(apiVersion, looked);
    const found = (await looked).get(kind);
    if (!found) {
      throw this.unknownKind(apiVersion, kind);
    }
    return found;
  }

  /**
   * The version in which a kind is served: this one, or another one of the group where the server has that no more. The objects are the same in all.
   * @throws ApiError 404 if the server has the kind in none
   */
  public async servedVersion(apiVersion: string, kind: string): Promise<string> {
    if (await ifThere(() => this.resource(apiVersion, kind))) {
      return apiVersion;
    }
    for (const other of await this.versionsOf(apiGroupOf(apiVersion))) {
      if (other !== apiVersion && (await ifThere(() => this.resource(other, kind)))) {
        return other;
      }
    }
    throw this.unknownKind(apiVersion, kind);
  }

  /** Versions of a group, the preferred one first; none where the group is not served. */
  private async versionsOf(group: string): Promise<ReadonlySet<string>> {
    // the core group has one version
    const found = group === '' ? undefined : await ifThere(() => this.get<Group>(`/apis/${group}`));
    const versions = found ? [found.preferredVersion, ...found.versions] : [];
    return new Set(versions.map(({ groupVersion }) => groupVersion));
  }

  private async discover(apiVersion: string): Promise<ReadonlyMap<string, Resource>> {
    const { resources } = await this.get<ResourceList>(apiRoot(apiVersion));
    return new Map(
      resources
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]),
    );
  }

  private unknownKind(apiVersion: string, kind: string): ApiError {
    const message = `the API server at ${this.server} has no kind ${apiVersion}/${kind}`;
    return new ApiError(404, 'UnknownKind', message, this.server);
  }
}

/** Where the kinds of a version are. */
export function apiRoot(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
