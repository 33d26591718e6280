import type { FleetModel } from '../core/model';
import { isOfMesh, type Mesh, type MeshService, readMesh, selectsPods } from '../plan/mesh';
import type { Program } from './placement';

/** What the program has anywhere in a fleet, and what it knows there to be owned elsewhere. */
export class KnownHosts {
  /** What is applied to any server of the fleet. */
  private readonly everything: Mesh;
  /** Host of a Service that others own to the members that have it; undefined where one reference leaves them open. */
  private readonly external = new Map<string, readonly string[] | undefined>();
  private readonly members: ReadonlySet<string>;

  public constructor({ targets, externals }: Program, fleet: FleetModel) {
    const objects = targets.filter(({ target }) => target.fleet === fleet.name).flatMap((target) => target.objects);
    this.everything = readMesh(objects.filter(({ manifest }) => isOfMesh(manifest)));
    for (const { ref, members } of externals.filter((one) => one.fleet === fleet.name && one.ref.kind === 'Service')) {
      const host = `${ref.name}.${ref.namespace ?? 'default'}.svc.cluster.local`;
      const others = this.external.has(host) ? this.external.get(host) : [];
      this.external.set(host, members && others && [...others, ...members]);
    }
    this.members = new Set(fleet.members.map(({ name }) => name));
  }

  /** Whether others own the Service of this host, and have it in the member, or may have. */
  public isWithOthers(host: string, member: string): boolean {
    return this.external.has(host) && (this.external.get(host)?.includes(member) ?? true);
  }

  /** Whether the program says in which members of the fleet the host is. */
  public hasHost(host: string): boolean {
    const { services, entries } = this.everything;
    return services.has(host) || entries.has(host) || this.external.has(host);
  }

  /** Whether the fleet has a VirtualService, by `namespace/name`, wherever it is. */
  public hasRoute(key: string): boolean {
    return this.everything.routes.some(({ namespace, name }) => `${namespace}/${name}` === key);
  }

  /** Whether the fleet has pods of the service, or of a subset of it, wherever they are. */
  public hasPodsOf(service: MeshService, subset?: Readonly<Record<string, string>>): boolean {
    return this.everything.pods.some((pods) => selectsPods(service, pods, subset));
  }

  public isMember(name: string | undefined): name is string {
    return name !== undefined && this.members.has(name);
  }

  /** Whether a Service of the fleet is in the namespace. */
  public hasNamespace(name: string): boolean {
    return [...this.everything.services.values()].some(({ namespace }) => namespace === name);
  }
}
