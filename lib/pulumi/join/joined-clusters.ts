import * as pulumi from '@pulumi/pulumi';
import type { Compilation } from '../../core/compilation';
import type { Manifest } from '../../core/manifest';
import type { FleetModel, MemberModel } from '../../core/model';
import type { Target } from '../../core/target';
import { isCluster } from '../../twin/join';
import type { ClusterConnection, ClusterOrigin, IFleetClusters } from '../clusters';
import { DynamicResource, typeOf } from '../dynamic-resource';
import { requireNumber, requireSeconds } from '../numbers';
import { compiled, type FleetProgram, fleetOf } from '../program';
import { asAccess } from '../secrets';
import { markOf, stackMark } from '../urn';
import { type CarriedKind, carriedKinds, mergedKinds } from './carried-kinds';
import { joinedTwice } from './failures';

/** How members join. */
export interface JoinedClustersArgs {
  readonly program: FleetProgram;
  /** Which of its fleets. @default the only one */
  readonly fleet?: string;
  /**
   * The clusters as administrators reach them: the members must be reachable, also those that pull. Not clusters that join members
   * already, as a twin does.
   */
  readonly clusters: IFleetClusters;
  /**
   * What Karmada may carry to the members: `carried`, the kinds that policies of the program select; `all`, everything, as
   * `karmadactl join` gives it; or more kinds than the program's, also such as Karmada only reads there.
   * @default 'carried'
   */
  readonly rights?: 'carried' | 'all' | { readonly carriedAnd: readonly CarriedKind[] };
  /**
   * Whether people reach members through the control plane (`kubectl --raw /apis/cluster.karmada.io/.../proxy`). Karmada then gives
   * rights in the members, and may do so for everybody.
   * @default false
   */
  readonly proxy?: boolean;
  /**
   * An update renews credentials that are older; with 0 each one does. The last ones stay valid until the next time: restart Karmada's
   * controllers in between.
   * @default - never
   */
  readonly rotateDays?: number;
  /**
   * Nodes that must be ready before a member with node pools joins.
   * @default 1
   */
  readonly readyNodes?: number;
  /**
   * Seconds until Karmada must reach a member, or hear of its agent: the image of an agent is pulled in that time.
   * @default 120
   */
  readonly readySeconds?: number;
  /**
   * Members that may change between `Push` and `Pull`: they leave and join again, and all that Karmada carries there is deleted in between, with
   * all that is in the namespaces which it has made there. Say it for one update.
   * @default none: such a change is refused (`pulumi/member-rejoins`), in previews too
   */
  readonly rejoins?: readonly string[];
  /** The agent of members that pull. */
  readonly agent?: {
    /** @default - docker.io/karmada/karmada-agent of the fleet's version, patch 0 */
    readonly image?: string;
    /** Where members reach the control plane. @default - where the program does */
    readonly controlPlaneUrl?: string;
  };
}

/**
 * Members that join the control plane, and leave it when they leave the program.
 *
 * `Push`: Karmada gets an account in the member, with the rights that its work needs, and its token in the Secrets that the Cluster object
 * names. `Pull`: an agent in the member gets an account on the control plane that sees its own member only. A member joins when it answers,
 * runs the stated version of Kubernetes and has ready nodes. When it leaves, Karmada removes first what it carried there.
 */
export class JoinedClusters extends pulumi.ComponentResource implements IFleetClusters {
  public readonly joinMembers = true;
  public readonly haveEngines: boolean;
  /** By member: its objects come after it, and go before it. */
  public readonly joins: Readonly<Record<string, pulumi.Resource>>;
  private readonly clusters: IFleetClusters;

  /**
   * @throws FindingsError if the program has errors
   * @throws Failure `pulumi/joined-twice`, `pulumi/bad-number`, `pulumi/which-fleet`, `pulumi/no-connection`
   */
  public constructor(name: string, args: JoinedClustersArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cdk8s-fleet:index:JoinedClusters', name, {}, opts);
    if (args.clusters.joinMembers) {
      throw joinedTwice(name);
    }
    requireNumber(name, 'rotateDays', args.rotateDays, { least: 0 });
    requireNumber(name, 'readyNodes', args.readyNodes, { least: 0, whole: true });
    requireSeconds(name, 'readySeconds', args.readySeconds);
    const compilation = compiled(args.program);
    const fleet = fleetOf(compilation, args.fleet, name);
    this.clusters = args.clusters;
    this.haveEngines = args.clusters.haveEngines ?? false;
    const controlPlane = this.clusters.connectionTo({ kind: 'control-plane', fleet: fleet.name, folder: '' });
    const declared = clusterObjects(compilation, fleet);
    const common = { controlPlane, fleet, kinds: kindsOf(compilation, fleet, args.rights), args };
    const joins = fleet.members.flatMap((model) => {
      const member = this.clusters.connectionTo({ kind: 'member', member: model.name, fleet: fleet.name, folder: '' });
      const cluster = declared.get(model.name);
      return member && controlPlane && cluster
        ? [
            [
              model.name,
              new JoinedMember(`${name}/${model.name}`, inputsOf({ ...common, member, model, cluster }), {
                parent: this,
                dependsOn: [...(member.dependsOn ?? [])],
              }),
            ] as const,
          ]
        : [];
    });
    this.joins = Object.fromEntries(joins);
  }

  /** To a member that joins, after it has joined: one that cannot stops nothing but what is sent to itself. */
  public connectionTo(target: Target): ClusterConnection | undefined {
    const connection = this.clusters.connectionTo(target);
    const join = target.kind === 'member' ? this.joins[target.member ?? ''] : undefined;
    return connection && join ? { ...connection, dependsOn: [...(connection.dependsOn ?? []), join] } : connection;
  }
}

/** One member that joins. */
class JoinedMember extends DynamicResource {
  public constructor(name: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    const owner = markOf({ type: typeOf('Join'), name, opts });
    super('Join', name, 'join', { ...inputs, owner, stack: stackMark() }, opts);
  }
}

interface Joining {
  readonly controlPlane: ClusterConnection | undefined;
  readonly member: ClusterConnection;
  readonly model: MemberModel;
  readonly fleet: FleetModel;
  readonly cluster: Manifest;
  readonly kinds: readonly CarriedKind[] | 'all';
  readonly args: JoinedClustersArgs;
}

function inputsOf({ controlPlane, member, model, fleet, cluster, kinds, args }: Joining): pulumi.Inputs {
  const { proxy = false, rotateDays, readyNodes = 1, readySeconds = 120, rejoins = [], agent = {} } = args;
  const { image = `docker.io/karmada/karmada-agent:v${fleet.karmada}.0`, controlPlaneUrl } = agent;
  return {
    member: asAccess(member),
    controlPlane: asAccess(controlPlane!),
    owned: { member: member.cluster !== undefined, controlPlane: controlPlane!.cluster !== undefined },
    ...(member.origin ? { origin: originOf(model.name, member.origin) } : {}),
    cluster,
    kinds,
    proxy,
    ...(rotateDays === undefined ? {} : { rotateDays }),
    expected: { kubernetes: model.kubernetes, readyNodes: model.pools.length > 0 ? readyNodes : 0 },
    readySeconds,
    rejoins: rejoins.includes(model.name),
    agent: { image, ...(controlPlaneUrl === undefined ? {} : { controlPlaneUrl }) },
    generation: undefined,
    since: undefined,
    joined: undefined,
    kept: undefined,
    takesBack: undefined,
    former: undefined,
    refused: undefined,
    memberId: undefined,
    controlPlaneId: undefined,
  };
}

function originOf(member: string, { host, uid }: ClusterOrigin): pulumi.Inputs {
  return { host: asAccess(host), member, uid };
}

function kindsOf(
  compilation: Compilation,
  fleet: FleetModel,
  rights: JoinedClustersArgs['rights'] = 'carried',
): readonly CarriedKind[] | 'all' {
  if (rights === 'all') {
    return 'all';
  }
  const more = rights === 'carried' ? [] : rights.carriedAnd;
  return mergedKinds([...carriedKinds(compilation, fleet.name), ...more]);
}

/** The program's Cluster objects, by the names of their members. */
function clusterObjects({ targets }: Compilation, fleet: FleetModel): ReadonlyMap<string, Manifest> {
  const objects = targets
    .filter(({ target }) => target.fleet === fleet.name && target.kind === 'control-plane')
    .flatMap((target) => target.objects.map(({ manifest }) => manifest));
  return new Map(objects.filter(isCluster).map((manifest) => [manifest.metadata.name ?? '', manifest]));
}
