import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { AddOnName } from '../core/add-ons';
import { parseDuration } from '../core/duration';
import type { MemberModel, Taint } from '../core/model';
import { assignTarget } from '../core/target';
import type { ClusterEngineName, EngineVersionName } from '../core/versions';
import { statedEngines } from './cluster-versions';
import { type NodePoolProps, poolModel } from './node-pool';

/** One cluster of a fleet. */
export interface MemberProps {
  /** Kubernetes version, `major.minor`. */
  readonly kubernetes: string;
  /**
   * Who runs the cluster, as Karmada's field selectors match it: `alicloud`, `tencent`, `aws`, `bare-metal`, ...
   * @default - not stated
   */
  readonly provider?: string;
  /**
   * Region, in the provider's own words.
   * @default - not stated
   */
  readonly region?: string;
  /**
   * Zones that the nodes are in; Karmada places by them. EKS, ACK and TKE then need subnets by zone.
   * @default - not stated
   */
  readonly zones?: readonly string[];
  /**
   * Node pools. A member without pools has unknown capacity: it can take work without GPUs only.
   * @default - none
   */
  readonly pools?: readonly NodePoolProps[];
  /**
   * Labels of the Karmada Cluster object, by which placements choose members.
   * @default - only those that follow from groups
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Taints of the Karmada Cluster object: only work that tolerates them is placed here. Karmada knows the effects
   * `NoSchedule` and `NoExecute`.
   * @default - none
   */
  readonly taints?: readonly Taint[];
  /**
   * How Karmada reaches the member: `Push`, the control plane calls the member's API server; `Pull`, an agent in the
   * member calls the control plane.
   * @default 'Push'
   */
  readonly syncMode?: 'Push' | 'Pull';
  /**
   * Address of the member's API server as the control plane reaches it.
   * @default - filled in when the member joins
   */
  readonly apiEndpoint?: string;
  /**
   * Versions of engines in this member, `major.minor`, where they differ from the fleet's; `null` where one is absent:
   * objects of its kinds are refused in this member.
   * Flux and Cluster API are stated here only, and are not installed for that.
   * @default - the fleet's versions
   */
  readonly engines?: Readonly<Partial<Record<ClusterEngineName, string | null>>>;
  /**
   * How long the member is there, from when its cluster is made: `168h`, `7d`. It is then deleted with all that runs on it,
   * whether or not the program ever runs again.
   * @default - for as long as the program says
   */
  readonly ttl?: string;
  /**
   * Add-ons that the cluster has already and others look after, such as the GPU operator of a cloud: none of them is installed
   * a second time.
   * @default - none
   */
  readonly preinstalled?: readonly AddOnName[];
}

/** What a fleet adds to the properties of a member. */
export interface MemberContext {
  readonly fleet: string;
  readonly name: string;
  readonly engines: Readonly<Partial<Record<EngineVersionName, string>>>;
  /** Labels that follow from the groups that the member is in. */
  readonly groupLabels: Readonly<Record<string, string>>;
}

/**
 * One cluster of a fleet, and the scope of what is applied to it directly: objects created in this chart go to this
 * member's own API server, past Karmada.
 */
export class Member<M extends string = string> extends Chart {
  /** Name of the member; the name of its Karmada Cluster object. */
  public readonly memberName: M;
  /** The member as plain data. */
  public readonly model: MemberModel;

  public constructor(scope: Construct, id: string, props: MemberProps, context: MemberContext & { readonly name: M }) {
    super(scope, id);
    this.memberName = context.name;
    assignTarget(this, {
      kind: 'member',
      fleet: context.fleet,
      member: context.name,
      folder: `${context.fleet}/members/${context.name}`,
    });
    this.model = memberModel(props, context);
  }
}

function memberModel(props: MemberProps, context: MemberContext): MemberModel {
  const topology: Record<string, string> = { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
  if (props.region) {
    topology['topology.kubernetes.io/region'] = props.region;
  }
  if (props.zones?.length === 1) {
    topology['topology.kubernetes.io/zone'] = props.zones[0]!;
  }
  const ttlSeconds = props.ttl === undefined ? undefined : parseDuration(props.ttl);
  const stated = statedEngines({ ...context.engines, ...props.engines });
  return {
    name: context.name,
    ...(props.provider ? { provider: props.provider } : {}),
    ...(props.region ? { region: props.region } : {}),
    zones: [...(props.zones ?? [])],
    kubernetes: props.kubernetes,
    ...stated,
    ...(props.preinstalled ? { preinstalled: [...props.preinstalled] } : {}),
    syncMode: props.syncMode ?? 'Push',
    labels: { ...context.groupLabels, ...props.labels },
    taints: [...(props.taints ?? [])],
    pools: (props.pools ?? []).map((pool) => poolModel(pool, topology, stated.engines.volcano !== undefined)),
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
  };
}
