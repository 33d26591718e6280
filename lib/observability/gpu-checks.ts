import type { Destination } from '../core/destination';
import { parseDuration } from '../core/duration';
import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { Home } from '../core/fleet';
import type { MemberModel } from '../core/model';
import { checkObjectName, checkReach, type ReachRules } from '../core/reach';
import type { GpuThresholds } from './gpu-alerts';
import { hasNvidiaGpus } from './gpu-rules';
import * as rules from './rules';

const GPU_MONITOR_REACH: ReachRules = {
  nowhere: rules.GPU_MONITOR_NO_MEMBERS,
  noEngine: rules.NO_PROMETHEUS_OPERATOR,
  unknown: rules.GPU_MONITOR_UNKNOWN_MEMBER,
  oneMember: rules.GPU_MONITOR_ONE_MEMBER,
};

/** What the checks need to know of a GPU monitor. */
export interface GpuMonitorFacts {
  readonly place: string;
  readonly monitorName: string;
  readonly home: Home;
  /** Names of the members that are to be watched. */
  readonly names: readonly string[];
  /** What the program states of them. */
  readonly to: Destination | undefined;
  /** Those among them that there are. */
  readonly members: readonly MemberModel[];
  readonly interval: string | undefined;
  readonly thresholds: GpuThresholds | undefined;
}

/** What is wrong with a GPU monitor. */
export function* checkGpuMonitor(facts: GpuMonitorFacts): Iterable<Finding> {
  const { place, monitorName, home, names, to, members, interval, thresholds } = facts;
  yield* checkObjectName(rules.GPU_MONITOR_BAD_NAME, { place, property: 'monitorName', name: monitorName });
  yield* checkReach(
    { place, what: 'the monitor', home, names, engine: 'prometheusOperator', given: { to } },
    GPU_MONITOR_REACH,
  );
  for (const model of members) {
    // what a member without pools has is not known
    if (model.pools.length > 0 && !hasNvidiaGpus(model)) {
      yield finding(rules.GPU_MONITOR_NO_GPUS, {
        place,
        value: model.name,
        message: `the monitor goes to member '${model.name}', whose node pools have no NVIDIA GPUs.`,
        fix: `Leave '${model.name}' out of to, or correct its pools.`,
      });
    }
  }
  if (interval !== undefined && parseDuration(interval) === undefined) {
    yield finding(rules.BAD_DURATION, {
      place,
      value: interval,
      message: `interval is ${show(interval)}; expected a duration such as '15s'.`,
      fix: 'Write whole numbers with the units y, w, d, h, m, s and ms, the longest first.',
    });
  }
  yield* checkThresholds(place, thresholds);
}

function* checkThresholds(place: string, thresholds: GpuThresholds | undefined): Iterable<Finding> {
  for (const [property, value] of Object.entries(thresholds ?? {})) {
    const share = property !== 'temperatureAbove';
    if (!(value > 0 && (share ? value < 1 : value < Number.POSITIVE_INFINITY))) {
      yield finding(rules.GPU_MONITOR_BAD_THRESHOLD, {
        place,
        value,
        message: `alerts.${property} is ${show(value)}; expected ${share ? 'a share between 0 and 1' : 'degrees Celsius above 0'}.`,
        fix: share ? 'Write 0.95 for 95 %.' : 'Write a temperature such as 85.',
      });
    }
  }
}
