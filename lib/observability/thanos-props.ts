import type { Destination } from '../core/destination';
import type { RuleGroup } from '../l1/prometheus-operator';
import type { MemberMetrics, MemberPrometheusProps } from './member-metrics';
import type { ObjectStore } from './object-store';
import type { StoringComponentProps, ThanosComponentProps } from './thanos-component';

/** The compactor, and for how long samples are kept. */
export interface CompactorProps extends Omit<StoringComponentProps, 'replicas'> {
  /**
   * How long samples are kept as they were scraped, as Prometheus writes durations; 40 hours or more, while there is downsampling.
   * @default - for ever
   */
  readonly retention?: string;
  /**
   * How long samples for every five minutes are kept; 10 days or more, while there is downsampling.
   * @default - for ever
   */
  readonly fiveMinuteRetention?: string;
  /**
   * How long samples for every hour are kept.
   * @default - for ever
   */
  readonly hourRetention?: string;
  /**
   * Whether samples for every five minutes and every hour are made of old ones, which makes queries over months possible.
   * @default true
   */
  readonly downsampling?: boolean;
}

/** What takes the samples of members that push. */
export interface ReceiveProps extends StoringComponentProps {
  /** Where members reach it, path included: `https://metrics.example.com/api/v1/receive`. */
  readonly url: string;
  /**
   * On how many replicas each series is kept.
   * @default - 3 with three replicas or more, else 1
   */
  readonly replicationFactor?: number;
  /**
   * How long samples are kept here besides the object store, as Prometheus writes durations.
   * @default '2d'
   */
  readonly retention?: string;
}

/** Splits and caches queries. */
export interface QueryFrontendProps extends ThanosComponentProps {
  /**
   * Length of the parts into which long queries are split, as Prometheus writes durations.
   * @default - that of Thanos: 24h
   */
  readonly splitInterval?: string;
  /**
   * Memory for results in each pod, with the unit of Thanos: `512MB`.
   * @default '256MB'
   */
  readonly cacheSize?: string;
}

/** Evaluates rules over all members; what one member can tell alone belongs into a PrometheusRule there. */
export interface RulerProps extends StoringComponentProps {
  /** Rules, by group, as they stand in a PrometheusRule. Those of one group are evaluated one after the other. */
  readonly groups: readonly RuleGroup[];
  /**
   * Alertmanagers that are told: `http://alertmanager.monitoring.svc:9093`.
   * @default - none: alerts are series only
   */
  readonly alertmanagers?: readonly string[];
  /**
   * How often rules are evaluated whose group does not say it.
   * @default - that of Thanos: 1m
   */
  readonly evaluationInterval?: string;
}

/** Properties of a Thanos stack over the members `M` of a fleet. */
export interface ThanosStackProps<M extends string = string> {
  /** Where all samples are kept in the end. */
  readonly objectStore: ObjectStore;
  /**
   * Members that are covered: the fleet, a group, a member, or members by name.
   * @default - all of the fleet
   */
  readonly to?: Destination<NoInfer<M>>;
  /**
   * How the samples of members reach the host that are not in `members`.
   * @default 'sidecar'
   */
  readonly mode?: MemberMetrics['mode'];
  /**
   * How the samples of each member reach the host, and what is special about its Prometheus.
   * @default - `mode` for every member
   */
  readonly members?: Readonly<Partial<Record<NoInfer<M>, MemberMetrics>>>;
  /**
   * What all members' Prometheus have in common.
   * @default - see MemberPrometheusProps
   */
  readonly prometheus?: MemberPrometheusProps;
  /**
   * What takes the samples of members that push.
   * @default - none; needed as soon as one member pushes
   */
  readonly receive?: ReceiveProps;
  /**
   * What answers queries.
   * @default - 2 replicas
   */
  readonly query?: ThanosComponentProps;
  /**
   * What splits and caches queries.
   * @default - none
   */
  readonly queryFrontend?: QueryFrontendProps;
  /**
   * What answers queries out of the object store.
   * @default - 1 replica, a volume of 20Gi
   */
  readonly store?: StoringComponentProps;
  /**
   * What compacts, downsamples and deletes; one pod, as only one may work on a bucket. `null`: another stack does it.
   * @default - a volume of 100Gi, everything is kept for ever
   */
  readonly compactor?: CompactorProps | null;
  /**
   * What evaluates rules over all members.
   * @default - none
   */
  readonly ruler?: RulerProps;
  /**
   * Namespace of everything, on the host and in the members. It must exist.
   * @default 'monitoring'
   */
  readonly namespace?: string;
  /**
   * Image of Thanos. Its flags are those of the release that this package knows.
   * @default - the release that the engine tests run, from where the project publishes it
   */
  readonly image?: string;
  /**
   * Annotations of the service account on the host, by which clouds tie it to a role of theirs.
   * @default - none
   */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
  /**
   * Begins the names of all objects, and names each member's Prometheus.
   * @default - the construct id
   */
  readonly stackName?: string;
}
