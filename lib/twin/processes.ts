import { isRunning } from './identity';
import { type Component, type Layout, SHARED } from './layout';
import {
  expectRunning,
  killProcesses,
  type ProcessRecord,
  type StartedProcess,
  startProcess,
  stopProcesses,
} from './process';
import { readRecords, removeRecord, writeRecord } from './state';

/** Seconds that components may take to end in order before they are killed. */
const STOP_SECONDS = 5;

/** The processes of one twin, whoever started them: on record in its folder, so that others find them. */
export class Processes {
  private readonly started: StartedProcess[] = [];

  public constructor(private readonly layout: Layout) {}

  /** Starts a component; its ports must be free. @throws Failure `twin/engine-died` */
  public async start(component: Component): Promise<void> {
    const started = await startProcess(component, this.layout.folder);
    this.disown(this.own.filter((own) => own.cluster === component.cluster && own.component === component.component));
    this.started.push(started);
    await writeRecord(this.layout, started.record);
  }

  /** What this process started. */
  public get own(): readonly ProcessRecord[] {
    return this.started.map(({ record }) => record);
  }

  /** Every component that was started and not stopped. */
  public records(): Promise<ProcessRecord[]> {
    return readRecords(this.layout);
  }

  /** Fails if something that this process started has ended. @throws Failure `twin/engine-died` */
  public expectOwnRunning(): void {
    expectRunning(this.own);
  }

  /** Fails if something that is on record has ended. @throws Failure `twin/engine-died` */
  public async expectAllRunning(): Promise<void> {
    expectRunning(await this.records());
  }

  /** Forgets the components of a cluster that have ended without having been stopped. */
  public async forgetDead(cluster: string): Promise<void> {
    const dead = (await this.records()).filter((record) => record.cluster === cluster && !isRunning(record));
    this.disown(dead);
    await this.forget(dead);
  }

  /** Ends components at once and forgets them. */
  public async kill(records: readonly ProcessRecord[]): Promise<void> {
    this.disown(records);
    await killProcesses(records);
    await this.forget(records);
  }

  /** Stops everything, etcd last, because everything else writes to it. */
  public async stopAll(): Promise<void> {
    const records = await this.records();
    // Started, and not on record yet.
    const unrecorded = this.own.filter((own) => !records.some((record) => record.pid === own.pid));
    const all = [...records, ...unrecorded];
    const shared = all.filter((record) => record.cluster === SHARED);
    const others = all.filter((record) => record.cluster !== SHARED);
    this.disown(all);
    await stopProcesses(others, STOP_SECONDS);
    await stopProcesses(shared, STOP_SECONDS);
    await this.forget(all);
  }

  /** Lets everything that this process started run on without it. */
  public async release(): Promise<void> {
    await Promise.all(this.started.map((started) => started.release()));
    this.started.length = 0;
  }

  /** Components of a cluster that are on record and run. */
  public async running(cluster: string): Promise<ProcessRecord[]> {
    return (await this.records()).filter((record) => record.cluster === cluster && isRunning(record));
  }

  private disown(records: readonly ProcessRecord[]): void {
    const pids = new Set(records.map(({ pid }) => pid));
    const kept = this.started.filter(({ record }) => !pids.has(record.pid));
    this.started.splice(0, this.started.length, ...kept);
  }

  private async forget(records: readonly ProcessRecord[]): Promise<void> {
    await Promise.all(records.map((record) => removeRecord(this.layout, record)));
  }
}
