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

  /** Whether a host is that of a Service that others own. */
  public isExternal(host: string): boolean {
    return this.external.has(host);
  }

  /** Whether the program says where the host is, and it is not in this member. */
  public isElsewhere(host: string, member: string): boolean {
    const members = this.external.get(host);
    const inFleets = this.everything.services.has(host) || this.everything.entries.has(host);
    return members ? !members.includes(member) : inFleets && !this.isExternal(host);
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
