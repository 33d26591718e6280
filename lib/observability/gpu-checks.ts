import { parseDuration } from '../core/duration';
import { closest, fewOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MemberModel } from '../core/model';
import { dnsLabelProblem } from '../core/names';
import type { GpuThresholds } from './gpu-alerts';
import { nvidiaGpus } from './gpu-rules';
import * as rules from './rules';

/** What the checks need to know of a GPU monitor. */
export interface GpuMonitorFacts {
  readonly place: string;
  readonly monitorName: string;
  /** Members of the fleet. */
  readonly known: readonly string[];
  /** Members that are to be watched. */
  readonly asked: readonly string[];
  /** Those among them that the fleet has. */
  readonly members: readonly MemberModel[];
  readonly interval: string | undefined;
  readonly thresholds: GpuThresholds | undefined;
}

/** What is wrong with a GPU monitor. */
export function* checkGpuMonitor(facts: GpuMonitorFacts): Iterable<Finding> {
  const { place, monitorName, known, asked, members, interval, thresholds } = facts;
  const problem = dnsLabelProblem(monitorName);
  if (problem) {
    yield finding(rules.GPU_MONITOR_BAD_NAME, {
      place,
      value: monitorName,
      message: `the name ${show(monitorName)} is not usable: ${problem}.`,
      fix: 'Give the construct an id that is a DNS label, or set monitorName.',
    });
  }
  for (const unknown of asked.filter((one) => !known.includes(one))) {
    const near = closest(unknown, known);
    yield finding(rules.GPU_MONITOR_UNKNOWN_MEMBER, {
      place,
      value: unknown,
      message: `to names ${show(unknown)}, which is no member of the fleet (${fewOf(known)}).`,
      fix: near ? `Did you mean '${near}'?` : 'Name members of the fleet only.',
    });
  }
  if (asked.length === 0) {
    yield finding(rules.GPU_MONITOR_NO_GPUS, {
      place,
      value: [],
      message: 'no member has NVIDIA GPUs in its node pools and the Prometheus operator.',
      fix: 'Declare pools and prometheusOperator of the members, or leave the monitor out.',
    });
  }
  for (const model of members) {
    if (!model.engines.prometheusOperator) {
      yield finding(rules.NO_PROMETHEUS_OPERATOR, {
        place,
        value: model.name,
        message: `the monitor goes to member '${model.name}', which does not run the Prometheus operator.`,
        fix: `Set engines.prometheusOperator of '${model.name}' or prometheusOperator of the fleet, or leave the member out of to.`,
      });
    }
    // what a member without pools has is not known
    if (model.pools.length > 0 && nvidiaGpus(model) === 0) {
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
