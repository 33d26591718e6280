import { Construct } from 'constructs';
import { type Destination, memberNames } from '../core/destination';
import { closest, listOf, show } from '../core/errors';
import { type Finding, Findings, finding } from '../core/findings';
import { type IFleet, type IMember, isMember } from '../core/fleet';
import { dnsLabelProblem } from '../core/names';
import { PrometheusRule, ServiceMonitor } from '../l1/prometheus-operator';
import { GPU_THRESHOLDS, type GpuAlertProps, type GpuThresholds } from './gpu-alerts';
import { metricRelabelings, targetRelabelings } from './gpu-relabelings';
import { gpuAlerts, gpuRecordings, nvidiaGpus } from './gpu-rules';
import * as rules from './rules';

/** The Service of dcgm-exporter in the members. */
export interface GpuExporterProps {
  /**
   * Namespace of the Service.
   * @default 'gpu-operator'
   */
  readonly namespace?: string;
  /**
   * Labels of the Service.
   * @default - those that the GPU operator gives it: app=nvidia-dcgm-exporter
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Name of its port.
   * @default 'gpu-metrics'
   */
  readonly port?: string;
}

/** Properties of a GPU monitor, in a fleet of the members `M` or in one member. */
export interface GpuMonitorProps<M extends string = string> {
  /**
   * Members whose GPUs are watched; for a monitor in the scope of a member, that member.
   * @default - all with NVIDIA GPUs in their node pools and the Prometheus operator
   */
  readonly to?: Destination<NoInfer<M>>;
  /**
   * Where dcgm-exporter is found.
   * @default - as the GPU operator installs it
   */
  readonly exporter?: GpuExporterProps;
  /**
   * How often GPUs are read, as Prometheus writes durations.
   * @default '15s'
   */
  readonly interval?: string;
  /**
   * When alerts fire. `null`: no alerts, only recorded series.
   * @default - see GpuAlertProps
   */
  readonly alerts?: GpuAlertProps | null;
  /**
   * Namespace of the monitor and the rules.
   * @default 'monitoring'
   */
  readonly namespace?: string;
  /**
   * Labels of the monitor and the rules, by which a Prometheus picks them up.
   * @default - none: a Prometheus of ThanosStack takes all
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Name of the objects.
   * @default - the construct id
   */
  readonly monitorName?: string;
}

/**
 * Watches the NVIDIA GPUs of members: a ServiceMonitor for dcgm-exporter, and recording and alerting rules.
 *
 * Each series says cluster, node, gpu and model, and namespace and pod of whoever holds the GPU; queue and job_name too, where the
 * exporter adds labels of pods.
 */
export class GpuMonitor<const M extends string = string> extends Construct {
  /** Names of the members whose GPUs are watched. */
  public readonly members: readonly string[];
  /** The ServiceMonitor of each member, by name. */
  public readonly monitors: Readonly<Record<string, ServiceMonitor>>;
  /** The rules of each member, by name. */
  public readonly rules: Readonly<Record<string, PrometheusRule>>;

  /** @param scope a fleet, or one member */
  public constructor(scope: IFleet<M> | IMember<M>, id: string, props: GpuMonitorProps<M> = {}) {
    super(scope, id);
    const all: readonly IMember[] = isMember(scope) ? [scope] : scope.members;
    const names: readonly string[] = isMember(scope)
      ? [scope.memberName]
      : props.to
        ? memberNames(props.to)
        : capable(all);
    const members = all.filter(({ memberName }) => names.includes(memberName));
    const thresholds = props.alerts === null ? undefined : { ...GPU_THRESHOLDS, ...props.alerts };
    this.members = members.map(({ memberName }) => memberName);
    const rendered = members.map((member) => {
      const inMember = scope === member;
      return [
        member.memberName,
        this.render(inMember ? this : new Construct(member, id), id, member, props, thresholds),
      ] as const;
    });
    this.monitors = Object.fromEntries(rendered.map(([name, { monitor }]) => [name, monitor]));
    this.rules = Object.fromEntries(rendered.map(([name, { rule }]) => [name, rule]));

    const place = this.node.path;
    Findings.of(this).addCheck(() => checkGpuMonitor(place, props.monitorName ?? id, names, all, members, thresholds));
  }

  private render(
    scope: Construct,
    id: string,
    { memberName, model }: IMember,
    props: GpuMonitorProps<M>,
    thresholds: GpuThresholds | undefined,
  ): { readonly monitor: ServiceMonitor; readonly rule: PrometheusRule } {
    const { namespace: exporterNamespace, labels, port } = props.exporter ?? {};
    const metadata = {
      name: props.monitorName ?? id,
      namespace: props.namespace ?? 'monitoring',
      ...(props.labels ? { labels: props.labels } : {}),
    };
    const monitor = new ServiceMonitor(scope, 'Resource', {
      metadata,
      spec: {
        selector: { matchLabels: labels ?? { app: 'nvidia-dcgm-exporter' } },
        namespaceSelector: { matchNames: [exporterNamespace ?? 'gpu-operator'] },
        endpoints: [
          {
            port: port ?? 'gpu-metrics',
            interval: props.interval ?? '15s',
            relabelings: targetRelabelings(memberName),
            metricRelabelings: metricRelabelings(),
          },
        ],
      },
    });
    const rule = new PrometheusRule(scope, 'Rules', {
      metadata,
      spec: { groups: [gpuRecordings(), ...(thresholds ? [gpuAlerts(model, thresholds)] : [])] },
    });
    return { monitor, rule };
  }
}

function capable(members: readonly IMember[]): string[] {
  return members
    .filter(({ model }) => model.engines.prometheusOperator && nvidiaGpus(model) > 0)
    .map(({ memberName }) => memberName);
}

function* checkGpuMonitor(
  place: string,
  name: string,
  asked: readonly string[],
  all: readonly IMember[],
  members: readonly IMember[],
  thresholds: GpuThresholds | undefined,
): Iterable<Finding> {
  const problem = dnsLabelProblem(name);
  if (problem) {
    yield finding(rules.GPU_MONITOR_BAD_NAME, {
      place,
      value: name,
      message: `the name ${show(name)} is not usable: ${problem}.`,
      fix: 'Give the construct an id that is a DNS label, or set monitorName.',
    });
  }
  const known = all.map(({ memberName }) => memberName);
  for (const unknown of asked.filter((one) => !known.includes(one))) {
    const near = closest(unknown, known);
    yield finding(rules.GPU_MONITOR_UNKNOWN_MEMBER, {
      place,
      value: unknown,
      message: `to names ${show(unknown)}, which is no member of the fleet (${listOf(known)}).`,
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
  for (const { model } of members) {
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
