/** Components of Thanos that run on the host. */
export type ThanosComponentName = 'query' | 'query-frontend' | 'store' | 'compact' | 'receive' | 'rule';

/** Flags by name, without the dashes. `true` stands alone, a list repeats the flag, `undefined` is left out. */
export type ThanosFlags = Readonly<Record<string, string | number | true | readonly string[] | undefined>>;

/** What a process of Thanos is started with. */
export interface ThanosCommand {
  readonly component: ThanosComponentName;
  readonly flags: ThanosFlags;
}

/** Ports of every component. */
export const PORTS = { grpc: 10901, http: 10902, remoteWrite: 19291 } as const;

/** Paths in the containers. */
export const PATHS = {
  objstore: '/etc/thanos/objstore',
  config: '/etc/thanos/config',
  data: '/var/thanos',
} as const;

/** Names of the files in the configuration of the components that have one. */
export const FILES = { endpoints: 'endpoints.yaml', hashrings: 'hashrings.json', rules: 'rules.yaml' } as const;

/** The command line after the program. */
export function argsOf({ component, flags }: ThanosCommand): string[] {
  const args = Object.entries(flags).flatMap(([name, value]) => {
    if (value === undefined) {
      return [];
    }
    if (value === true) {
      return [`--${name}`];
    }
    return [value].flat().map((one) => `--${name}=${one}`);
  });
  return [component, ...args];
}

const HTTP = { 'http-address': `0.0.0.0:${PORTS.http}` };
const LISTEN = { 'grpc-address': `0.0.0.0:${PORTS.grpc}`, ...HTTP };
const OBJSTORE = { 'objstore.config-file': `${PATHS.objstore}/objstore.yml` };

/** Answers queries over all endpoints in a file; series that differ only in a replica label become one. */
export function queryCommand(settings: { readonly replicaLabels: readonly string[] }): ThanosCommand {
  return {
    component: 'query',
    flags: {
      ...LISTEN,
      'endpoint.sd-config-file': `${PATHS.config}/${FILES.endpoints}`,
      'query.replica-label': settings.replicaLabels,
      'query.auto-downsampling': true,
    },
  };
}

/** Splits long queries and keeps results in memory. */
export function queryFrontendCommand(settings: {
  readonly downstream: string;
  readonly splitInterval?: string;
  readonly cacheSize: string;
}): ThanosCommand {
  const cache = JSON.stringify({ type: 'IN-MEMORY', config: { max_size: settings.cacheSize } });
  return {
    component: 'query-frontend',
    flags: {
      ...HTTP,
      'query-frontend.downstream-url': settings.downstream,
      'query-frontend.compress-responses': true,
      'query-range.split-interval': settings.splitInterval,
      'query-range.response-cache-config': cache,
      'labels.response-cache-config': cache,
    },
  };
}

/** Answers queries out of the object store. */
export function storeCommand(): ThanosCommand {
  return { component: 'store', flags: { ...LISTEN, ...OBJSTORE, 'data-dir': PATHS.data } };
}

/** How long samples of each resolution are kept; absent: for ever. */
export interface Retention {
  readonly raw?: string;
  readonly fiveMinutes?: string;
  readonly oneHour?: string;
}

/** Compacts blocks, makes coarser samples of old ones, and deletes what is too old. */
export function compactCommand(settings: {
  readonly retention: Retention;
  readonly downsampling: boolean;
}): ThanosCommand {
  const { retention, downsampling } = settings;
  return {
    component: 'compact',
    flags: {
      ...HTTP,
      ...OBJSTORE,
      'data-dir': PATHS.data,
      wait: true,
      'retention.resolution-raw': retention.raw,
      'retention.resolution-5m': retention.fiveMinutes,
      'retention.resolution-1h': retention.oneHour,
      'downsampling.disable': downsampling ? undefined : true,
    },
  };
}

/** Takes what Prometheus pushes. Series are spread over the replicas by the ketama hashring. */
export function receiveCommand(settings: {
  readonly localEndpoint: string;
  readonly replica: string;
  readonly replicationFactor: number;
  readonly retention: string;
}): ThanosCommand {
  return {
    component: 'receive',
    flags: {
      ...LISTEN,
      ...OBJSTORE,
      'remote-write.address': `0.0.0.0:${PORTS.remoteWrite}`,
      'tsdb.path': PATHS.data,
      'tsdb.retention': settings.retention,
      label: `${RECEIVE_REPLICA}="${settings.replica}"`,
      'receive.local-endpoint': settings.localEndpoint,
      'receive.hashrings-file': `${PATHS.config}/${FILES.hashrings}`,
      // the default, hashmod, sends every series elsewhere when a replica is added
      'receive.hashrings-algorithm': 'ketama',
      'receive.replication-factor': settings.replicationFactor,
    },
  };
}

/** Evaluates rules over the series of all members. */
export function ruleCommand(settings: {
  readonly query: string;
  readonly replica: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly evaluationInterval?: string;
  readonly alertmanagers: readonly string[];
}): ThanosCommand {
  const labels = { ...settings.labels, [RULE_REPLICA]: settings.replica };
  return {
    component: 'rule',
    flags: {
      ...LISTEN,
      ...OBJSTORE,
      'data-dir': PATHS.data,
      query: settings.query,
      'rule-file': `${PATHS.config}/${FILES.rules}`,
      'eval-interval': settings.evaluationInterval,
      label: Object.entries(labels).map(([name, value]) => `${name}="${value}"`),
      'alert.label-drop': RULE_REPLICA,
      'alertmanagers.url': settings.alertmanagers,
    },
  };
}

/** Labels that tell replicas apart, over which queries deduplicate. */
export const REPLICA = 'replica';
export const RECEIVE_REPLICA = 'receive_replica';
export const RULE_REPLICA = 'rule_replica';

/** Annotation of a compactor: the store that it works on. */
export const STORE_ANNOTATION = 'cdk8s-fleet.dev/object-store';
