import { resolve } from 'node:path';
import type { CompiledTarget } from '../core/compilation';
import type { Manifest } from '../core/manifest';
import type { FleetModel, MemberModel, ObjectRef } from '../core/model';
import { behind } from './api-failure';
import { type AppliedObject, applyObjects } from './apply';
import { type BootContext, boot, bootMember, contextOf, join } from './boot';
import type { ApiClient } from './client';
import { Clients } from './clients';
import { memberComponents } from './components';
import { notRunning, stateInUse, unknownName } from './failures';
import { readSecrets, writeFiles } from './files';
import { isRunning } from './identity';
import { isCluster, lookForReady } from './join';
import { CONTROL_PLANE, expectSuitable, Layout } from './layout';
import { mountSchedulerConfig, mountSchedulerText } from './mounted-config';
import { expectEngines } from './needed-engines';
import { type Expectation, type ObservedWorkload, observeUntil } from './observe';
import type { AppliedTarget, ObserveOptions, ReviveOptions, TwinOptions } from './options';
import { createPki } from './pki';
import { PortRange } from './ports';
import { Processes } from './processes';
import { runningPart } from './running-part';
import { serveKinds } from './serve-kinds';
import { sharesOf } from './shares';
import { claimState, readState, releaseState, removeState, type TwinState, writeState } from './state';
import { type TwinStatus, twinStatus } from './status';
import { waitFor } from './wait';

/** Seconds until workloads must run as expected. */
const OBSERVE_SECONDS = 60;

/**
 * A fleet on this machine: real control planes, real Karmada, and nodes that only pretend to run pods. It listens on
 * loopback only and keeps everything in one folder. It ends with the process that started it, however that ends,
 * unless `detach` is called.
 *
 * All clusters run the one Kubernetes version that is pinned, whatever the model says; objects for the host go to
 * the control plane; members are joined in push mode, because no agent runs in them.
 */
export class Twin {
  /**
   * Starts a twin and waits until all its members are ready in Karmada. When it fails, everything is stopped and the logs
   * stay in the state folder.
   * @throws Failure `twin/unknown-name`, `twin/unsuitable-fleet`, `twin/engine-missing`, `twin/state-in-use`, `twin/state-foreign`,
   * `twin/state-not-writable`, `twin/port-in-use`, `twin/engine-died`, `twin/not-ready`, `twin/member-refused`,
   * `twin/api-unreachable`, `twin/api-refused`
   */
  public static async up(fleet: FleetModel, options: TwinOptions): Promise<Twin> {
    const began = Date.now();
    const part = runningPart(fleet, options.members);
    expectSuitable(part.fleet);
    expectEngines(part.fleet, options.engines);
    const folder = resolve(options.state);
    const count = Layout.portCount(part.fleet);
    const ports = await (options.port === undefined ? PortRange.find(count) : PortRange.at(options.port, count));
    try {
      const { engines } = options;
      await claimState({ ...part, base: ports.base, engines }, folder);
      const twin = new Twin(folder, await readState(folder));
      await twin.start(ports, options, began);
      return twin;
    } finally {
      await ports.close();
    }
  }

  /**
   * Takes up a twin that another process started.
   * @throws Failure `twin/not-running`, `twin/state-unreadable`
   */
  public static async attach(state: string): Promise<Twin> {
    const folder = resolve(state);
    const twin = new Twin(folder, await readState(folder));
    if (!(await twin.processes.records()).some(isRunning)) {
      throw notRunning(folder);
    }
    return twin;
  }

  private readonly layout: Layout;
  private readonly processes: Processes;
  private readonly clients: Clients;

  private constructor(
    /** Folder of everything that the twin writes. */
    public readonly folder: string,
    private state: TwinState,
  ) {
    this.layout = new Layout(folder, state.fleet, state.base);
    this.processes = new Processes(this.layout);
    this.clients = new Clients(this.layout);
  }

  /** The fleet that this is the twin of, with the members that run. */
  public get fleet(): FleetModel {
    return this.state.fleet;
  }

  /** Names of the fleet's members that do not run. */
  public get absent(): readonly string[] {
    return this.state.absent;
  }

  /** Folder of the logs, one file for each component. */
  public get logs(): string {
    return this.layout.logs;
  }

  /** Number of the other process with which the twin ends, and which has it to itself; undefined where there is none. */
  public get holder(): number | undefined {
    const { owner } = this.state;
    return owner && owner.pid !== process.pid && isRunning(owner) ? owner.pid : undefined;
  }

  /** Path of a kubeconfig with an administrator's rights. @throws Failure `twin/unknown-name` */
  public kubeconfig(cluster: string): string {
    this.layout.expectCluster(cluster);
    return this.layout.kubeconfig(cluster);
  }

  /** A client of one API server: a member's, or the control plane's. @throws Failure `twin/unknown-name` */
  public client(cluster: string = CONTROL_PLANE): Promise<ApiClient> {
    this.layout.expectCluster(cluster);
    return this.clients.of(cluster);
  }

  /**
   * An object as it is on an API server; undefined where it is not there.
   * @throws Failure `twin/unknown-name`, `twin/engine-died`, `twin/api-unreachable`
   */
  public async read(ref: ObjectRef, cluster: string = CONTROL_PLANE): Promise<Manifest | undefined> {
    const client = await this.client(cluster);
    return this.asking(() => client.read(ref));
  }

  /** What runs, what does not, and where to look. */
  public async status(): Promise<TwinStatus> {
    return twinStatus(this.layout, this.state, await this.processes.records(), (cluster) => this.client(cluster));
  }

  /**
   * Applies a compiled program: every target to its API server, the host's to the control plane's. Charts outside the
   * fleet have no place in a twin and are left out; so are the objects of members that do not run, which are counted.
   * @throws Failure as `applyTo` does
   */
  public async apply(targets: readonly CompiledTarget[], signal?: AbortSignal): Promise<AppliedTarget[]> {
    const applied: AppliedTarget[] = [];
    for (const { cluster, manifests, absent } of sharesOf(targets, this.state)) {
      const objects = manifests.length > 0 ? await this.applyTo(cluster, manifests, signal) : [];
      applied.push({ cluster, objects, ...(absent > 0 ? { absent } : {}) });
    }
    return applied;
  }

  /**
   * Applies objects to one API server, in the order given.
   * @throws Failure `twin/unknown-name`, `twin/engine-died`, `twin/not-ready`, `twin/api-unreachable`, `twin/api-refused`
   */
  public async applyTo(
    cluster: string,
    manifests: readonly Manifest[],
    signal?: AbortSignal,
  ): Promise<AppliedObject[]> {
    const client = await this.client(cluster);
    await this.serve(cluster, manifests, signal);
    const secrets = await readSecrets(this.layout);
    const members = new Map(this.fleet.members.map((member) => [member.name, member]));
    const applied = await applyObjects(client, manifests, {
      signal,
      special: (manifest) => {
        const member = members.get(manifest.metadata.name ?? '');
        return cluster === CONTROL_PLANE && isCluster(manifest) && member
          ? () => join({ ...this.context({ signal }), secrets, objects: [manifest] }, client, member)
          : undefined;
      },
    });
    await mountSchedulerConfig(this.layout, cluster, manifests);
    return applied;
  }

  /**
   * Makes an API server ready for objects that somebody else will apply: the kinds that engines of the members bring are there.
   * @throws Failure `twin/unknown-name`, `twin/engine-died`, `twin/not-ready`, `twin/api-unreachable`, `twin/api-refused`
   */
  public async serve(cluster: string, manifests: readonly Manifest[], signal?: AbortSignal): Promise<void> {
    await this.client(cluster);
    const context = { ...this.context({ signal }), client: (name: string) => this.client(name) };
    await this.asking(() => serveKinds(cluster, manifests, context));
  }

  /**
   * Gives Volcano's scheduler of a member its configuration, when somebody else applies the ConfigMap, or a chart would make it. What
   * `apply` applies is there already. In a member without Volcano nothing happens.
   * @throws Failure `twin/unknown-name`
   */
  public async configureScheduler(member: string, text: string): Promise<void> {
    await mountSchedulerText(this.layout, this.expectMember(member).name, text);
  }

  /**
   * Waits until workloads run as expected, and tells what was seen last when time is up.
   * @throws Failure `twin/engine-died`
   */
  public async observe(
    expectations: readonly Expectation[],
    options: ObserveOptions = {},
  ): Promise<ObservedWorkload[]> {
    await this.processes.expectAllRunning();
    const members = this.fleet.members.map(({ name }) => name);
    return observeUntil(expectations, members, (cluster) => this.client(cluster), {
      seconds: options.timeoutSeconds ?? OBSERVE_SECONDS,
      signal: options.signal,
      guard: () => this.processes.expectOwnRunning(),
    });
  }

  /**
   * Ends a member, or one component of it, at once, as a power cut would.
   * @returns the components that were ended
   * @throws Failure `twin/unknown-name`
   */
  public async kill(member: string, component?: string): Promise<string[]> {
    const known = this.componentsOf(this.expectMember(member));
    if (component !== undefined && !known.includes(component)) {
      throw unknownName(`component of ${member}`, component, known);
    }
    const running = await this.processes.running(member);
    const victims = running.filter((record) => component === undefined || record.component === component);
    await this.processes.kill(victims);
    await this.clients.close([member]);
    return victims.map((record) => record.component);
  }

  /**
   * Starts what does not run of a member, and waits until it is ready in Karmada.
   * @throws Failure `twin/unknown-name`, `twin/port-in-use`, `twin/engine-died`, `twin/not-ready`, `twin/api-unreachable`; `twin/state-in-use`
   * when another process holds the twin, with which the member would not end
   */
  public async revive(member: string, options: ReviveOptions = {}): Promise<void> {
    const model = this.expectMember(member);
    if (this.holder !== undefined) {
      throw stateInUse(this.folder, `process ${this.holder}, which must revive the member itself`);
    }
    await this.processes.forgetDead(member);
    const context = { ...this.context(options), secrets: await readSecrets(this.layout) };
    await this.asking(() => bootMember(context, model, false));
    const controlPlane = await this.client();
    await waitFor(`${member} to be ready in Karmada`, () => lookForReady(controlPlane, [member]), {
      seconds: context.timeoutSeconds,
      signal: options.signal,
      guard: () => this.processes.expectOwnRunning(),
      logs: this.logs,
    });
    if (!this.state.owner) {
      await this.processes.release();
    }
  }

  /** Lets the twin run on when this process ends. A twin that another process holds still ends with that process. */
  public async detach(): Promise<void> {
    const { owner, ...state } = this.state;
    if (owner?.pid === process.pid) {
      await writeState(this.folder, state);
      this.state = state;
    }
    await this.processes.release();
    await this.clients.close();
  }

  /** Stops everything and leaves the state folder with its logs, for whoever looks for a reason; the next start clears it. */
  public async stop(): Promise<void> {
    await this.clients.close();
    await this.processes.stopAll();
    await releaseState(this.folder, this.state);
  }

  /** Stops everything and removes the state folder. */
  public async down(): Promise<void> {
    await this.clients.close();
    await this.processes.stopAll();
    await removeState(this.folder);
  }

  private async start(ports: PortRange, options: TwinOptions, began: number): Promise<void> {
    const onStep = (step: string) => options.onStep?.({ step, seconds: (Date.now() - began) / 1000 });
    try {
      const pki = await createPki();
      await writeFiles(this.layout, pki);
      onStep('keys and certificates');
      await boot({
        ...this.context(options),
        ports,
        onStep,
        secrets: { ca: pki.ca, token: pki.token },
        objects: options.controlPlane ?? [],
      });
      this.state = { ...this.state, ready: true };
      await writeState(this.folder, this.state);
    } catch (error) {
      const failure = await behind(error, this.layout, this.processes);
      await this.processes.stopAll();
      await releaseState(this.folder, this.state);
      throw failure;
    }
  }

  /** Does something with API servers, whose errors become failures. */
  private async asking<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw await behind(error, this.layout, this.processes);
    }
  }

  private context(options: ReviveOptions): BootContext {
    return contextOf({ layout: this.layout, engines: this.state.engines, processes: this.processes }, options);
  }

  private componentsOf(member: MemberModel): string[] {
    return memberComponents(this.layout, this.state.engines, member).map(({ component }) => component);
  }

  private expectMember(name: string): MemberModel {
    const { members } = this.fleet;
    const member = members.find((candidate) => candidate.name === name);
    if (!member) {
      const known = members.map((one) => one.name);
      throw unknownName('member', name, known);
    }
    return member;
  }
}
