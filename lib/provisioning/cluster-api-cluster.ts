import { Construct } from 'constructs';
import { writeDuration } from '../core/duration';
import { Findings } from '../core/findings';
import type { IMember } from '../core/fleet';
import type { MemberModel } from '../core/model';
import { targetOf } from '../core/target';
import { Cluster, type Deletion, KubeadmControlPlane, MachineHealthCheck } from '../l1/cluster-api';
import { checkCluster } from './cluster-checks';
import { HostPreparation } from './host-preparation';
import { type Infrastructure, type ResolvedInfrastructure, refTo, resolveInfrastructure } from './infrastructure';
import { MEMBER_LABEL, TTL_LABEL } from './labels';
import { controlPlaneHealth, type MachineHealth, workerHealth } from './machine-health';
import { WorkerPool } from './worker-pool';

/** Machines of a control plane. */
export interface ControlPlaneProps {
  /** Template of the machines: `Metal3MachineTemplate`, `VSphereMachineTemplate`, ... */
  readonly machines: Infrastructure;
  /**
   * Machines: an odd number, as etcd runs on them.
   * @default 3
   */
  readonly replicas?: number;
  /**
   * Machines above that number while they are replaced: 1, or 0 where there is no spare one.
   * @default 1
   */
  readonly maxSurge?: 0 | 1;
  /**
   * How long a machine waits for its pods to leave, in seconds, before it goes all the same.
   * @default - for ever
   */
  readonly drainTimeoutSeconds?: number;
}

/** Properties of a cluster that Cluster API makes. */
export interface ClusterApiClusterProps {
  /** The member of the fleet that the cluster becomes. Its node pools say how many machines there are, and of what kind. */
  readonly member: IMember;
  /** Kubernetes version with its patch: `v1.34.2`. Another one replaces all machines, the control plane first. */
  readonly version: string;
  /** The cluster as the infrastructure knows it: `Metal3Cluster`, `VSphereCluster`, ... */
  readonly infrastructure: Infrastructure;
  /** Machines of the control plane. */
  readonly controlPlane: ControlPlaneProps;
  /** Template of the machines of each node pool, by the pool's name. */
  readonly workers: Readonly<Record<string, Infrastructure | undefined>>;
  /**
   * How machines are prepared before they become nodes.
   * @default - as every node needs it: `new HostPreparation()`
   */
  readonly host?: HostPreparation;
  /**
   * When a machine is taken to be broken, and replaced; `null`: never.
   * @default - workers after five minutes without a ready node, at most 40 % of them at a time; one of the control plane
   */
  readonly health?: MachineHealth | null;
  /**
   * Host name or address of the API server, where the infrastructure makes none.
   * @default - told by the infrastructure
   */
  readonly endpointHost?: string;
  /**
   * Port of the API server, with `endpointHost`.
   * @default 6443
   */
  readonly endpointPort?: number;
  /**
   * Ranges of pod addresses, in CIDR notation.
   * @default - told by the network add-on
   */
  readonly podCidrs?: readonly string[];
  /**
   * Ranges of service addresses, in CIDR notation.
   * @default - kubeadm's: 10.96.0.0/12
   */
  readonly serviceCidrs?: readonly string[];
  /**
   * Namespace of all objects, and of the infrastructure's.
   * @default - the chart's, else `default`
   */
  readonly namespace?: string;
  /**
   * Name of the Cluster; begins the names of the other objects.
   * @default - the member's name
   */
  readonly clusterName?: string;
}

const CONTROL_PLANE_REPLICAS = 3;
const API_PORT = 6443;

/**
 * A member of the fleet that Cluster API makes on any infrastructure: bare metal, a private cloud, a public one. Created in
 * `fleet.host`, where Cluster API runs.
 *
 * Each node pool of the member becomes a MachineDeployment with the pool's number, labels, taints, autoscaling limits and way of
 * upgrading. Only the templates of machines are the infrastructure's own, and are passed as they are. A `ttl` of the member
 * becomes a label of the Cluster, by which Kyverno deletes it; see `SandboxCleanup`.
 */
export class ClusterApiCluster extends Construct {
  /** Name of the Cluster. */
  public readonly clusterName: string;
  /** The member that the cluster becomes. */
  public readonly member: MemberModel;
  /** Where Cluster API puts the kubeconfig of the cluster's administrator when it is ready. */
  public readonly kubeconfigSecret: { readonly name: string; readonly namespace: string; readonly key: string };
  /** The control plane. */
  public readonly controlPlane: KubeadmControlPlane;
  /** The machines of each pool, by its name. */
  public readonly workers: Readonly<Record<string, WorkerPool>>;

  /**
   * @param scope `fleet.host`, or a chart of objects for another cluster that runs Cluster API
   * @throws FindingsError `fleet/no-object`
   */
  public constructor(scope: Construct, id: string, props: ClusterApiClusterProps) {
    super(scope, id);
    const { member, controlPlane, version, namespace, health = {} } = props;
    this.member = member.model;
    this.clusterName = props.clusterName ?? member.memberName;
    const { clusterName } = this;
    // of two pools with one name, which the fleet reports, the last
    const pools = [...new Map(this.member.pools.map((pool) => [pool.name, pool])).values()];
    const host = props.host ?? new HostPreparation();

    const infrastructure = resolveInfrastructure(props.infrastructure);
    const machines = resolveInfrastructure(controlPlane.machines);
    const templates = new Map(
      Object.entries(props.workers).flatMap(([pool, template]) =>
        template ? [[pool, resolveInfrastructure(template)] as const] : [],
      ),
    );

    this.controlPlane = this.renderControlPlane(props, machines, host);
    this.workers = Object.fromEntries(
      pools.flatMap((pool) => {
        const template = templates.get(pool.name);
        const spec = { clusterName, namespace, version, pool, host };
        return template
          ? [[pool.name, new WorkerPool(this, `Pool-${pool.name}`, { ...spec, machines: template })]]
          : [];
      }),
    );
    if (health !== null) {
      this.renderHealth(health, namespace);
    }
    const cluster = this.renderCluster(props, infrastructure);
    this.kubeconfigSecret = {
      name: `${clusterName}-kubeconfig`,
      namespace: cluster.metadata.namespace ?? 'default',
      key: 'value',
    };

    Findings.of(this).addCheck(() =>
      checkCluster({
        place: this.node.path,
        target: targetOf(this),
        clusterName,
        version,
        namespace: cluster.metadata.namespace,
        member: this.member,
        host,
        health,
        cidrs: { podCidrs: props.podCidrs ?? [], serviceCidrs: props.serviceCidrs ?? [] },
        infrastructure,
        controlPlane: { ...controlPlane, replicas: controlPlane.replicas ?? CONTROL_PLANE_REPLICAS, machines },
        templates,
      }),
    );
  }

  private renderCluster(props: ClusterApiClusterProps, infrastructure: ResolvedInfrastructure): Cluster {
    const { clusterName, member } = this;
    const { endpointHost, endpointPort = API_PORT, podCidrs, serviceCidrs } = props;
    const { ttlSeconds } = member;
    return new Cluster(this, 'Resource', {
      metadata: {
        name: clusterName,
        namespace: props.namespace,
        labels: {
          [MEMBER_LABEL]: member.name,
          ...(ttlSeconds === undefined ? {} : { [TTL_LABEL]: writeDuration(ttlSeconds) }),
        },
      },
      spec: {
        clusterNetwork: (podCidrs || serviceCidrs) && {
          pods: podCidrs && { cidrBlocks: podCidrs },
          services: serviceCidrs && { cidrBlocks: serviceCidrs },
        },
        controlPlaneEndpoint: endpointHost === undefined ? undefined : { host: endpointHost, port: endpointPort },
        controlPlaneRef: refTo(this.controlPlane),
        infrastructureRef: refTo(infrastructure),
      },
    });
  }

  private renderControlPlane(
    { controlPlane, namespace, version }: ClusterApiClusterProps,
    machines: ResolvedInfrastructure,
    host: HostPreparation,
  ): KubeadmControlPlane {
    const { preparation, node } = host.kubeadm();
    const { replicas = CONTROL_PLANE_REPLICAS, maxSurge, drainTimeoutSeconds } = controlPlane;
    const deletion: Deletion | undefined =
      drainTimeoutSeconds === undefined ? undefined : { nodeDrainTimeoutSeconds: drainTimeoutSeconds };
    return new KubeadmControlPlane(this, 'ControlPlane', {
      metadata: { name: `${this.clusterName}-control-plane`, namespace },
      spec: {
        version,
        replicas,
        rollout:
          maxSurge === undefined ? undefined : { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge } } },
        machineTemplate: { spec: { infrastructureRef: refTo(machines), deletion } },
        kubeadmConfigSpec: { ...preparation, initConfiguration: node, joinConfiguration: node },
      },
    });
  }

  private renderHealth(health: MachineHealth, namespace: string | undefined): void {
    const { clusterName } = this;
    if (Object.keys(this.workers).length > 0) {
      new MachineHealthCheck(this, 'WorkerHealth', {
        metadata: { name: `${clusterName}-workers`, namespace },
        spec: workerHealth(clusterName, health, this.member.pools),
      });
    }
    new MachineHealthCheck(this, 'ControlPlaneHealth', {
      metadata: { name: `${clusterName}-control-plane`, namespace },
      spec: controlPlaneHealth(clusterName, health),
    });
  }
}
