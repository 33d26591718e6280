import type { RemoteWrite } from '../l1/prometheus-operator';

/** What a program may say about the Prometheus of a member. */
export interface MemberPrometheusProps {
  /**
   * Pods. Each scrapes everything; queries take two series that differ only in the replica for one.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * How long the member itself keeps its samples, as Prometheus writes durations.
   * @default '24h'
   */
  readonly retention?: string;
  /**
   * How often targets are scraped that do not say it themselves.
   * @default '30s'
   */
  readonly scrapeInterval?: string;
  /**
   * Size of one pod's volume as a Kubernetes quantity.
   * @default '50Gi'
   */
  readonly storage?: string;
  /**
   * StorageClass of the volumes.
   * @default - that of the cluster
   */
  readonly storageClassName?: string;
  /**
   * Cores that one pod requests.
   * @default - not stated
   */
  readonly cpu?: number;
  /**
   * Memory of one pod as a Kubernetes quantity, requested and limited.
   * @default - not stated
   */
  readonly memory?: string;
  /**
   * Labels that monitors, probes, scrape configurations and rules must have to be picked up.
   * @default - none: all of the member, in all namespaces
   */
  readonly selector?: Readonly<Record<string, string>>;
  /**
   * Annotations of the service account, by which clouds tie it to a role of theirs.
   * @default - none
   */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
}

/** A member whose blocks go to the object store, and which queries ask for what is newer. */
export interface SidecarMetrics extends MemberPrometheusProps {
  readonly mode: 'sidecar';
  /**
   * Where the host reaches the gRPC port of the sidecar: `host:port`, with `dns+` before it where the name stands for several
   * addresses; one for each replica, where they have addresses of their own.
   * @default - none: queries see what is uploaded, about two hours late (a warning)
   */
  readonly endpoint?: string | readonly string[];
}

/** A member that pushes its samples to the host, for clusters that nobody reaches from outside. */
export interface ReceiveMetrics extends MemberPrometheusProps {
  readonly mode: 'receive';
  /**
   * Anything else of the remote write: authorization, TLS, queue, relabelling.
   * @default - nothing
   */
  readonly remoteWrite?: Omit<RemoteWrite, 'url'>;
}

/** How the samples of a member reach the host: one way or the other, never both. */
export type MemberMetrics = SidecarMetrics | ReceiveMetrics;
