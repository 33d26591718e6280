import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/**
 * Where objects are applied: the API server of the Karmada control plane, of the host cluster, of one member, or -
 * for charts that belong to no fleet - wherever their reader decides.
 */
export interface Target {
  readonly kind: 'control-plane' | 'host' | 'member' | 'chart';
  /** The fleet's name; absent for a chart outside every fleet. */
  readonly fleet?: string;
  /** The member's name, where kind is `member`. */
  readonly member?: string;
  /** The folder of this target below the output folder, `/` between its parts; `''` is the output folder itself. */
  readonly folder: string;
}

const TARGET = Symbol.for('cdk8s-fleet.Target');

/** The target of charts outside every fleet: files straight in the output folder, as cdk8s writes them. */
const LOOSE: Target = { kind: 'chart', folder: '' };

/** Says where everything in the scope of `chart` is applied. */
export function assignTarget(chart: Chart, target: Target): void {
  Object.defineProperty(chart, TARGET, { value: target });
}

/** Where things in this scope are applied: the target of the nearest chart that has one. */
export function targetOf(scope: IConstruct): Target {
  for (let at: IConstruct | undefined = scope; at; at = at.node.scope) {
    if (Chart.isChart(at) && TARGET in at) {
      return (at as unknown as Record<symbol, Target>)[TARGET] as Target;
    }
  }
  return LOOSE;
}
