/** Volcano, where it is not as its chart has it. */
export interface VolcanoSettings {
  /**
   * Replicas of the scheduler, the controllers and the admission webhook each; of more than one, one leads.
   * @default - the chart's: 1
   */
  readonly replicas?: number;
  /**
   * Configuration of the scheduler, as YAML: actions, tiers and plugins.
   * @default - what a VolcanoScheduler of the member states, else the chart's
   */
  readonly scheduler?: string;
}

/** Istio, where it is not as its charts have it. */
export interface IstioSettings {
  /**
   * Name of the mesh that the members form.
   * @default - the name of the fleet
   */
  readonly meshId?: string;
  /**
   * `one`: pods reach each other across members. `each`: every member is a network of its own, named like it, which others
   * reach through an east-west gateway.
   * @default 'one'
   */
  readonly networks?: 'one' | 'each';
  /**
   * Whether the members get Istio's ingress gateway, which a `FleetGateway` configures.
   * @default true
   */
  readonly gateway?: boolean;
}

/** Kyverno, where it is not as its chart has it. */
export interface KyvernoSettings {
  /**
   * Replicas of the admission controller. It runs with 1, or 3 and more.
   * @default - the chart's: 1
   */
  readonly replicas?: number;
}

/** What of kube-prometheus-stack runs besides the operator, kube-state-metrics and the node exporter. */
export interface PrometheusStackSettings {
  /**
   * A Prometheus of the chart, besides those that the program has itself.
   * @default false
   */
  readonly prometheus?: boolean;
  /** @default false */
  readonly alertmanager?: boolean;
  /** @default false */
  readonly grafana?: boolean;
}

/** What the NVIDIA GPU operator looks after. */
export interface GpuOperatorSettings {
  /**
   * The device plugin; `false` where another one says which GPUs a node has.
   * @default - the chart's: true
   */
  readonly devicePlugin?: boolean;
  /**
   * The driver; `false` where the image of the nodes has it.
   * @default - the chart's: true
   */
  readonly driver?: boolean;
  /**
   * The container toolkit; `false` where the image of the nodes has it.
   * @default - the chart's: true
   */
  readonly toolkit?: boolean;
}

/** Add-ons as far as this library knows their values; others are passed on in `values`. */
export interface AddOnSettings {
  /** @default - the chart's */
  readonly volcano?: VolcanoSettings;
  /** @default - the mesh of the fleet, one network, an ingress gateway */
  readonly istio?: IstioSettings;
  /** @default - the chart's */
  readonly kyverno?: KyvernoSettings;
  /** @default - the operator, kube-state-metrics and the node exporter */
  readonly prometheusStack?: PrometheusStackSettings;
  /** @default - the chart's */
  readonly gpuOperator?: GpuOperatorSettings;
}
