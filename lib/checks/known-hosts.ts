import { isOfMesh, type Mesh, type MeshService, readMesh, selectsPods } from '../plan/mesh';
import type { Program } from './placement';

/** What the program has anywhere, and what it knows to be owned elsewhere. */
export class KnownHosts {
  /** What is applied to any server of a fleet. */
  private readonly everything: Mesh;
  /** Host of a Service that others own to the members that have it, where they are known. */
  private readonly external: ReadonlyMap<string, readonly string[] | undefined>;
  private readonly members: ReadonlySet<string>;

  public constructor({ targets, fleets, externals }: Program) {
    const objects = targets.flatMap((target) => target.objects);
    this.everything = readMesh(objects.filter(({ manifest }) => isOfMesh(manifest)));
    this.external = new Map(
      externals
        .filter(({ ref }) => ref.kind === 'Service')
        .map(({ ref, members }) => [`${ref.name}.${ref.namespace ?? 'default'}.svc.cluster.local`, members] as const),
    );
    this.members = new Set(fleets.flatMap((fleet) => fleet.members.map(({ name }) => name)));
  }

  /** Whether others own the Service of this host, and have it in the member, or may have. */
  public isWithOthers(host: string, member: string): boolean {
    return this.external.has(host) && (this.external.get(host)?.includes(member) ?? true);
  }

  /** Whether the program says in which members the host is. */
  public hasHost(host: string): boolean {
    const { services, entries } = this.everything;
    return services.has(host) || entries.has(host) || this.external.has(host);
  }

  /** Whether the program has a VirtualService, by `namespace/name`, wherever it is. */
  public hasRoute(key: string): boolean {
    return this.everything.routes.some(({ namespace, name }) => `${namespace}/${name}` === key);
  }

  /** Whether the program has pods of the service, wherever they are. */
  public hasPodsOf(service: MeshService): boolean {
    return this.everything.pods.some((pods) => selectsPods(service, pods));
  }

  public isMember(name: string | undefined): name is string {
    return name !== undefined && this.members.has(name);
  }

  /** Whether a Service of the program is in the namespace. */
  public hasNamespace(name: string): boolean {
    return [...this.everything.services.values()].some(({ namespace }) => namespace === name);
  }
}
