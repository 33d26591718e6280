import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ObjectRef } from './model';
import { rendered } from './rendered';
import { configurationIn } from './scheduler';

const KEEPER = Symbol.for('cdk8s-fleet.SchedulerKeeper');

/** The ConfigMap of a member's scheduler, as the two know it that may write it. */
interface Keeper {
  /** What the chart of Volcano makes, where the program installs it. */
  readonly ofChart?: Pick<ObjectRef, 'name' | 'namespace'>;
  /** What the program states. */
  readonly ofProgram?: ApiObject;
}

/**
 * Says that the program installs a chart in a member which makes this ConfigMap, whatever its values are. One object has one owner:
 * the program's own ConfigMap of that name is not applied then, and the chart gets what it says as a value.
 */
export function chartKeepsScheduler(member: IConstruct, ofChart: Keeper['ofChart']): void {
  agree(member, { ...keeperOf(member), ofChart });
}

/** Says that the program states the configuration of a member's scheduler by this ConfigMap. The first one counts. */
export function programStatesScheduler(member: IConstruct, ofProgram: ApiObject): void {
  agree(member, { ofProgram, ...keeperOf(member) });
}

/** The configuration that the program states and the chart keeps, as it is now; undefined where these are not both. */
export function handedToChart(member: IConstruct): string | undefined {
  const { ofProgram, ofChart } = keeperOf(member);
  const manifest = ofProgram && isSame(ofProgram, ofChart) ? rendered(ofProgram) : undefined;
  return manifest && configurationIn(manifest);
}

function keeperOf(member: IConstruct): Keeper {
  return (member as unknown as Record<symbol, Keeper | undefined>)[KEEPER] ?? {};
}

/** Whichever of the two came first. */
function agree(member: IConstruct, keeper: Keeper): void {
  Object.defineProperty(member, KEEPER, { value: keeper, configurable: true });
  const { ofProgram, ofChart } = keeper;
  if (ofProgram && isSame(ofProgram, ofChart)) {
    ofProgram.node.scope?.node.tryRemoveChild(ofProgram.node.id);
  }
}

function isSame({ name, metadata }: ApiObject, ofChart: Keeper['ofChart']): boolean {
  return name === ofChart?.name && metadata.namespace === ofChart.namespace;
}
