import { Construct } from 'constructs';
import type { Destination } from '../core/destination';
import { Findings } from '../core/findings';
import { type Home, homeOf, type IMember, idIn, membersIn } from '../core/fleet';
import type { MemberModel } from '../core/model';
import { reachOf } from '../core/reach';
import { PrometheusRule, ServiceMonitor } from '../l1/prometheus-operator';
import { GPU_THRESHOLDS, type GpuAlertProps, type GpuThresholds } from './gpu-alerts';
import { checkGpuMonitor } from './gpu-checks';
import { metricRelabelings, targetRelabelings } from './gpu-relabelings';
import { gpuAlerts, gpuRecordings, hasNvidiaGpus } from './gpu-rules';

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

  /**
   * @param scope a fleet, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`, `fleet/id-taken`
   */
  public constructor(scope: Home<M> | Construct, id: string, props: GpuMonitorProps<M> = {}) {
    super(scope, id);
    const home = homeOf(this);
    const names = reachOf(home, props.to, isWatchable);
    const members = membersIn(home).filter(({ memberName }) => names.includes(memberName));
    const thresholds = props.alerts === null ? undefined : { ...GPU_THRESHOLDS, ...props.alerts };
    this.members = members.map(({ memberName }) => memberName);
    const rendered = members.map((member) => {
      const at = home === member ? this : new Construct(member, idIn(member, this));
      return [member.memberName, this.render(at, id, member, props, thresholds)] as const;
    });
    this.monitors = Object.fromEntries(rendered.map(([name, { monitor }]) => [name, monitor]));
    this.rules = Object.fromEntries(rendered.map(([name, { rule }]) => [name, rule]));

    const place = this.node.path;
    Findings.of(this).addCheck(() =>
      checkGpuMonitor({
        place,
        monitorName: props.monitorName ?? id,
        home,
        names,
        to: props.to,
        members: members.map(({ model }) => model),
        interval: props.interval,
        thresholds,
      }),
    );
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

function isWatchable(model: MemberModel): boolean {
  return model.engines.prometheusOperator !== undefined && hasNvidiaGpus(model);
}
