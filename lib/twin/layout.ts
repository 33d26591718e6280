import { join } from 'node:path';
import type { FleetModel, MemberModel } from '../core/model';
import { unknownName, unsuitableFleet } from './failures';
import { runsVolcano } from './needed-engines';

/** Name of the cluster that runs Karmada, among the clusters of a twin. */
export const CONTROL_PLANE = 'control-plane';
/** Name under which what all clusters share (etcd) is listed. */
export const SHARED = 'shared';

/** One process of a twin, ready to be started. */
export interface Component {
  /** A member, `control-plane` or `shared`. */
  readonly cluster: string;
  /** Name of the component, also the first argument of the multi-call binary. */
  readonly component: string;
  readonly binary: string;
  readonly args: readonly string[];
  /** Variables that the component is started with. */
  readonly env: Readonly<Record<string, string>>;
  /** Loopback ports on which it will listen. */
  readonly ports: readonly number[];
  readonly log: string;
}

/** The ports of one member. */
export interface MemberPorts {
  readonly api: number;
  readonly controllers: number;
  readonly scheduler: number;
  readonly kwok: number;
}

/** The ports of what every twin has once. */
export interface SharedPorts {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly api: number;
  readonly controllers: number;
  readonly aggregated: number;
  readonly webhook: number;
  readonly webhookHealth: number;
  readonly karmadaControllersHealth: number;
  readonly karmadaSchedulerHealth: number;
}

// Offset 0 is the anchor of the range (see PortRange).
const SHARED_OFFSET = 1;
const SHARED_PORTS = 9;
const MEMBER_OFFSET = SHARED_OFFSET + SHARED_PORTS;
// After all members comes one port for each that has Volcano.
const MEMBER_PORTS = 4;

/** Where everything of a twin lies on this machine: files below one folder, ports from one base. */
export class Layout {
  public constructor(
    public readonly folder: string,
    public readonly fleet: FleetModel,
    /** First port of the range. */
    public readonly base: number,
  ) {}

  /** Ports that a twin of this fleet needs, the anchor included. */
  public static portCount(fleet: FleetModel): number {
    return MEMBER_OFFSET + fleet.members.length * MEMBER_PORTS + fleet.members.filter(runsVolcano).length;
  }

  public get shared(): SharedPorts {
    const at = this.base + SHARED_OFFSET;
    return {
      etcd: at,
      etcdPeer: at + 1,
      api: at + 2,
      controllers: at + 3,
      aggregated: at + 4,
      webhook: at + 5,
      webhookHealth: at + 6,
      karmadaControllersHealth: at + 7,
      karmadaSchedulerHealth: at + 8,
    };
  }

  public get members(): readonly MemberModel[] {
    return this.fleet.members;
  }

  /** Names of the clusters with an API server. */
  public get clusters(): readonly string[] {
    return [CONTROL_PLANE, ...this.members.map((m) => m.name)];
  }

  public memberPorts(member: string): MemberPorts {
    const at = this.base + MEMBER_OFFSET + this.members.findIndex((m) => m.name === member) * MEMBER_PORTS;
    return { api: at, controllers: at + 1, scheduler: at + 2, kwok: at + 3 };
  }

  /** Port of Volcano's webhook, in a member that has it. */
  public volcanoWebhookPort(member: string): number {
    const index = this.members.filter(runsVolcano).findIndex((m) => m.name === member);
    return this.base + MEMBER_OFFSET + this.members.length * MEMBER_PORTS + index;
  }

  public volcanoWebhookUrl(member: string): string {
    return `https://127.0.0.1:${this.volcanoWebhookPort(member)}`;
  }

  /** @throws Failure `twin/unknown-name` */
  public expectCluster(name: string): void {
    if (!this.clusters.includes(name)) {
      throw unknownName('cluster', name, this.clusters);
    }
  }

  public apiPort(cluster: string): number {
    return cluster === CONTROL_PLANE ? this.shared.api : this.memberPorts(cluster).api;
  }

  public apiUrl(cluster: string): string {
    return `https://127.0.0.1:${this.apiPort(cluster)}`;
  }

  public get logs(): string {
    return join(this.folder, 'logs');
  }

  public log(cluster: string, component: string): string {
    return join(this.logs, `${cluster}.${component}.log`);
  }

  public get pids(): string {
    return join(this.folder, 'pids');
  }

  public pidFile(cluster: string, component: string): string {
    return join(this.pids, `${cluster}.${component}.json`);
  }

  public get kubeconfigs(): string {
    return join(this.folder, 'kubeconfigs');
  }

  public kubeconfig(cluster: string): string {
    return join(this.kubeconfigs, `${cluster}.yaml`);
  }

  /** A file of the twin's keys and certificates. */
  public secret(name: string): string {
    return join(this.folder, 'pki', name);
  }

  public get etcdData(): string {
    return join(this.folder, 'etcd');
  }

  public get kwokConfig(): string {
    return join(this.folder, 'kwok.yaml');
  }

  /**
   * Configuration of Volcano's scheduler in a member. Alone in its folder, all of which the scheduler watches: it takes
   * up a file that is moved here, and would read one that is written here before it is complete.
   */
  public schedulerConfig(member: string): string {
    return join(this.folder, 'volcano', member, 'scheduler.conf');
  }
}

/**
 * Fails if a fleet cannot be made into a twin.
 * @throws Failure `twin/unsuitable-fleet`
 */
export function expectSuitable(fleet: FleetModel): void {
  if (fleet.members.length === 0) {
    throw unsuitableFleet(
      fleet.name,
      'the fleet has no members, expected at least one.',
      'give the GpuFleet a member.',
    );
  }
  for (const { name } of fleet.members) {
    if (name === CONTROL_PLANE || name === SHARED) {
      throw unsuitableFleet(
        `${fleet.name}/${name}`,
        `"${name}" is the name of a part of every twin, expected another name for a member.`,
        'give the member another name.',
      );
    }
  }
}
