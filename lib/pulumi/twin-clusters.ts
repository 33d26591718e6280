import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type * as pulumi from '@pulumi/pulumi';
import type { CompiledTarget } from '../core/compilation';
import { kindKey, type Manifest } from '../core/manifest';
import type { Target } from '../core/target';
import { mountedConfigurations } from '../plan/scheduler';
import { isCluster } from '../twin/join';
import { CONTROL_PLANE } from '../twin/layout';
import { runningPart } from '../twin/running-part';
import type { ClusterConnection, IFleetClusters } from './clusters';
import { DynamicResource } from './dynamic-resource';
import { textOf } from './late-inputs';
import { compiled, type FleetProgram, fleetOf } from './program';

/** A fleet on this machine. */
export interface TwinClustersArgs {
  readonly program: FleetProgram;
  /** Which of its fleets. @default the only one */
  readonly fleet?: string;
  /** Names of the members that run. @default - those that the fleet names for its twins, else all */
  readonly members?: readonly string[];
  /** Folder of the twin. @default .cdk8s-fleet/pulumi-twin */
  readonly state?: string;
}

/**
 * The clusters of a fleet as a local twin: real control planes, nodes that only pretend to run pods. It is started with the first
 * update and runs on; destroying the stack stops it. A twin that was stopped by others is started anew by the next update that
 * refreshes, and everything is applied to it. Objects for the host go to the control plane.
 */
export class TwinClusters extends DynamicResource implements IFleetClusters {
  public readonly joinMembers = true;
  public readonly haveEngines = true;
  /** Content of a kubeconfig for each cluster: the members, and `control-plane`. */
  declare public readonly kubeconfigs: pulumi.Output<Readonly<Record<string, string>>>;

  private readonly running: readonly string[];

  /** @throws FindingsError if the program has errors; Failure `pulumi/which-fleet`, `twin/unknown-name` */
  public constructor(name: string, args: TwinClustersArgs, opts: pulumi.CustomResourceOptions = {}) {
    const compilation = compiled(args.program);
    const fleet = fleetOf(compilation, args.fleet, name);
    const members = runningPart(fleet, args.members).fleet.members.map((member) => member.name);
    const targets = compilation.targets.filter(({ target }) => target.fleet === fleet.name);
    const shares = sharesOf(targets, members);
    const props = {
      fleet,
      members,
      state: resolve(args.state ?? '.cdk8s-fleet/pulumi-twin'),
      clusters: clusterObjects(targets, members),
      kinds: mapValues(shares, kindsOf),
      namespaces: mapValues(shares, namespacesOf),
      schedulers: mapValues(ofRunning(mountedConfigurations(compilation, fleet.name), members), textOf),
      kubeconfigs: undefined,
    };
    super('Twin', name, 'twin', props, { ...opts, additionalSecretOutputs: ['kubeconfigs'] });
    this.running = members;
  }

  public connectionTo(target: Target): ClusterConnection | undefined {
    const cluster = clusterOf(target);
    if (cluster !== CONTROL_PLANE && !this.running.includes(cluster)) {
      return undefined;
    }
    const kubeconfig = this.kubeconfigs.apply((all) => all[cluster] ?? '');
    // a twin that is started anew has another authority, and lies in the same folder
    return { kubeconfig, cluster: this, identity: kubeconfig.apply(digest), runsPods: cluster !== CONTROL_PLANE };
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The cluster of a twin that stands for a target. */
function clusterOf({ kind, member = '' }: Target): string {
  return kind === 'member' ? member : CONTROL_PLANE;
}

/** The Cluster objects of the members that run. */
function clusterObjects(targets: readonly CompiledTarget[], members: readonly string[]): Manifest[] {
  return targets
    .filter(({ target }) => target.kind === 'control-plane')
    .flatMap(({ objects }) => objects.map(({ manifest }) => manifest))
    .filter((manifest) => isCluster(manifest) && members.includes(manifest.metadata.name ?? ''));
}

/** What each API server gets, by cluster. */
function sharesOf(targets: readonly CompiledTarget[], members: readonly string[]): Record<string, Manifest[]> {
  const shares: Record<string, Manifest[]> = {};
  for (const { target, objects } of targets) {
    const cluster = clusterOf(target);
    if (cluster === CONTROL_PLANE || members.includes(cluster)) {
      shares[cluster] = [...(shares[cluster] ?? []), ...objects.map(({ manifest }) => manifest)];
    }
  }
  return shares;
}

/** One object of each kind, without content. */
function kindsOf(objects: readonly Manifest[]): Manifest[] {
  const byKind = new Map(objects.map((object) => [kindKey(object), object]));
  return [...byKind.values()].map(({ apiVersion, kind }) => ({ apiVersion, kind, metadata: {} }));
}

/** Namespaces that the program uses and does not hold: on real clusters somebody else has made them. */
function namespacesOf(objects: readonly Manifest[]): string[] {
  const held = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
  const used = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  return [...used].filter((name) => !held.includes(name));
}

function ofRunning<T>(byMember: Readonly<Record<string, T>>, members: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(byMember).filter(([member]) => members.includes(member)));
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
