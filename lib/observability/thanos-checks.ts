import { parseDuration } from '../core/duration';
import { fewOf, show } from '../core/errors';
import { type Finding, finding, type Rule } from '../core/findings';
import type { IFleet } from '../core/fleet';
import { checkKnown, checkObjectName, checkReach, type ReachRules } from '../core/reach';
import type { MemberMetrics } from './member-metrics';
import { LOCAL_RETENTION } from './member-prometheus';
import type { ObjectStore } from './object-store';
import { checkGroups } from './rule-checks';
import * as rules from './rules';
import type { RulerProps, ThanosStackProps } from './thanos-props';

/** Room for `-query-frontend` and what Kubernetes adds to names of pods. */
const LONGEST_NAME = 36;

const REACH: ReachRules = {
  nowhere: rules.THANOS_NO_MEMBERS,
  noEngine: rules.NO_PROMETHEUS_OPERATOR,
  unknown: rules.THANOS_UNKNOWN_MEMBER,
};

const MODES: readonly string[] = ['sidecar', 'receive'];

const HOUR = 3600;
const LEAST_RAW = 40 * HOUR;
const LEAST_FIVE_MINUTES = 10 * 24 * HOUR;
const LEAST_LOCAL = 6 * HOUR;

/** What the checks need to know of a stack. */
export interface ThanosFacts {
  readonly place: string;
  readonly stackName: string;
  readonly namespace: string;
  readonly fleet: IFleet;
  /** Members that the program asks for in `to`. */
  readonly asked: readonly string[];
  readonly members: Readonly<Record<string, MemberMetrics>>;
  readonly objectStore: ObjectStore;
  readonly props: ThanosStackProps;
}

/** What is wrong with a stack by itself. What it is beside others is looked at in the manifests. */
export function* checkThanosStack(facts: ThanosFacts): Iterable<Finding> {
  const { place, stackName, members, props } = facts;
  const report: Report = (rule, value, message, fix) => finding(rule, { place, value, message, fix });
  yield* checkObjectName(rules.THANOS_BAD_NAME, { place, property: 'stackName', name: stackName, max: LONGEST_NAME });
  yield* checkStore(facts, report);
  yield* checkCoverage(facts);
  for (const [name, metrics] of Object.entries(members)) {
    yield* checkMember(name, metrics, report);
  }
  yield* checkReplicas(props, report);
  yield* checkReceive(facts, report);
  yield* checkCompactor(props, report);
  yield* checkFlag('queryFrontend.splitInterval', props.queryFrontend?.splitInterval, report);
  yield* checkRuler(place, props.ruler, report);
}

type Report = (rule: Rule, value: unknown, message: string, fix: string) => Finding;

function* checkStore({ objectStore, namespace, members }: ThanosFacts, report: Report): Iterable<Finding> {
  const { bucket, endpoint, secret, type } = objectStore;
  if (!bucket) {
    const property = type === 'FILESYSTEM' ? 'directory' : 'bucket';
    yield report(
      rules.THANOS_NO_BUCKET,
      bucket,
      `the object store has ${show(bucket)} as its ${property}.`,
      `Name the ${property} in objectStore.`,
    );
  }
  if (endpoint !== undefined && !HOST.test(endpoint)) {
    yield report(
      rules.THANOS_BAD_STORE_ENDPOINT,
      endpoint,
      `the endpoint of the object store is ${show(endpoint)}; expected a host, and a port where it is not the usual one.`,
      `Write ${show(endpoint.replace(/^\w+:\/\//, '').replace(/\/.*$/, '') || 's3.eu-central-1.amazonaws.com')}.`,
    );
  }
  const sidecars = Object.keys(members).filter((name) => members[name]?.mode === 'sidecar');
  if (type === 'FILESYSTEM' && sidecars.length > 0) {
    yield report(
      rules.THANOS_LOCAL_STORE,
      sidecars,
      `the object store is the directory ${show(bucket)}, and ${fewOf(sidecars)} would upload to directories of their own.`,
      "Use a store that all clusters reach, or the mode 'receive' for these members.",
    );
  }
  if (secret) {
    const places = ['the host', ...sidecars.map((name) => `member '${name}'`)];
    yield report(
      rules.THANOS_SECRET_EXPECTED,
      secret,
      `the Secret ${namespace}/${secret.name} is expected on ${fewOf(places)}, with the object store's file under the key ${show(secret.key)}.`,
      `Fill it from outside with: ${show(objectStore.objstoreYaml)}`,
    );
  }
}

/** A host, with a port or without. */
const HOST = /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:\d+)?$/;

function* checkCoverage({ place, fleet, asked, props }: ThanosFacts): Iterable<Finding> {
  const given = { to: props.to };
  yield* checkReach(
    { place, what: 'the stack', home: fleet, names: asked, engine: 'prometheusOperator', given },
    REACH,
  );
  const known = fleet.members.map(({ memberName }) => memberName);
  const names = Object.keys(props.members ?? {});
  yield* checkKnown(rules.THANOS_UNKNOWN_MEMBER, { place, property: 'members', names, known });
}

function* checkMember(name: string, metrics: MemberMetrics, report: Report): Iterable<Finding> {
  yield* checkCount(`replicas of the Prometheus in '${name}'`, metrics.replicas, report);
  yield* checkDuration(`scrapeInterval of '${name}'`, metrics.scrapeInterval, report);
  yield* checkDuration(`retention of '${name}'`, metrics.retention, report);
  if (!MODES.includes(metrics.mode)) {
    yield report(
      rules.THANOS_BAD_MODE,
      metrics.mode,
      `the mode of '${name}' is ${show(metrics.mode)}; expected 'sidecar' or 'receive'.`,
      "Write mode: 'sidecar', or mode: 'receive' where the host does not reach the member.",
    );
  }
  if (metrics.mode !== 'sidecar') {
    return;
  }
  const kept = parseDuration(metrics.retention ?? LOCAL_RETENTION);
  if (kept !== undefined && kept < LEAST_LOCAL) {
    yield report(
      rules.THANOS_LOCAL_RETENTION,
      metrics.retention,
      `the Prometheus of '${name}' keeps samples for ${metrics.retention}, and its sidecar uploads blocks of 2 hours.`,
      "Write '6h' or more as its retention.",
    );
  }
  const endpoints = [metrics.endpoint ?? []].flat();
  if (endpoints.length === 0) {
    yield report(
      rules.THANOS_NO_SIDECAR_ENDPOINT,
      name,
      `the sidecar of '${name}' has no endpoint: queries see what it has uploaded, about two hours late.`,
      `Write members: { '${name}': { mode: 'sidecar', endpoint: 'host:port' } } with the address at which the host reaches it.`,
    );
  }
  for (const endpoint of endpoints.filter((endpoint) => !ADDRESS.test(endpoint))) {
    yield report(
      rules.THANOS_BAD_ADDRESS,
      endpoint,
      `the endpoint of '${name}' is ${show(endpoint)}; expected host:port.`,
      `Write ${show(`${endpoint.replace(/^\w+:\/\//, '').replace(/[:/].*$/, '') || 'host'}:10901`)}, or the port that is published.`,
    );
  }
}

const ADDRESS = /^((dns|dnssrvnoa)\+)?[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?:\d+$|^dnssrv\+[-_A-Za-z0-9.]+$/;

function* checkReplicas(props: ThanosStackProps, report: Report): Iterable<Finding> {
  for (const component of ['query', 'queryFrontend', 'store', 'receive', 'ruler'] as const) {
    yield* checkCount(`${component}.replicas`, props[component]?.replicas, report);
  }
}

function* checkCount(what: string, value: number | undefined, report: Report): Iterable<Finding> {
  if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
    yield report(
      rules.THANOS_BAD_REPLICAS,
      value,
      `${what} is ${show(value)}; expected a whole number, 1 or more.`,
      'Write such a number, or leave it out.',
    );
  }
}

function* checkReceive({ members, props }: ThanosFacts, report: Report): Iterable<Finding> {
  const pushing = Object.keys(members).filter((name) => members[name]?.mode === 'receive');
  const { receive } = props;
  if (pushing.length > 0 && !receive?.url) {
    yield report(
      rules.THANOS_NO_RECEIVE,
      pushing,
      `${fewOf(pushing)} ${pushing.length === 1 ? 'pushes' : 'push'}, and nothing says where to.`,
      "Set receive: { url: 'https://...' } to the address at which members reach it.",
    );
  }
  yield* checkDuration('receive.retention', receive?.retention, report);
  const replicas = receive?.replicas ?? 3;
  const factor = receive?.replicationFactor;
  if (factor !== undefined && !(Number.isInteger(factor) && factor >= 1 && factor <= replicas)) {
    yield report(
      rules.THANOS_REPLICATION_FACTOR,
      factor,
      `receive.replicationFactor is ${show(factor)}, with ${replicas} replicas.`,
      `Write a whole number from 1 to ${replicas}, or raise receive.replicas.`,
    );
  }
}

function* checkCompactor({ compactor }: ThanosStackProps, report: Report): Iterable<Finding> {
  const { retention, fiveMinuteRetention, hourRetention, downsampling = true } = compactor ?? {};
  yield* checkDuration('compactor.hourRetention', hourRetention, report);
  for (const [property, value, least, words] of [
    ['retention', retention, LEAST_RAW, '40h'],
    ['fiveMinuteRetention', fiveMinuteRetention, LEAST_FIVE_MINUTES, '10d'],
  ] as const) {
    yield* checkDuration(`compactor.${property}`, value, report);
    const seconds = value === undefined ? undefined : parseDuration(value);
    // 0 keeps samples for ever
    if (downsampling && seconds && seconds < least) {
      yield report(
        rules.THANOS_RETENTION,
        value,
        `compactor.${property} is ${value}; samples are downsampled after ${words}.`,
        `Write '${words}' or more, or set compactor.downsampling to false.`,
      );
    }
  }
}

/** Rules go to Thanos as they are: no API server looks at their fields before. */
function* checkRuler(place: string, ruler: RulerProps | undefined, report: Report): Iterable<Finding> {
  const { evaluationInterval, groups = [] } = ruler ?? {};
  yield* checkFlag('ruler.evaluationInterval', evaluationInterval, report);
  yield* checkGroups(place, groups);
  for (const { name, interval, query_offset, partial_response_strategy: strategy, rules: inGroup = [] } of groups) {
    yield* checkDuration(`interval of the group ${show(name)}`, interval, report);
    yield* checkDuration(`query_offset of the group ${show(name)}`, query_offset, report);
    for (const rule of inGroup) {
      const title = `the rule ${show(rule.record || rule.alert)} of the group ${show(name)}`;
      yield* checkDuration(`for of ${title}`, rule.for, report);
      yield* checkDuration(`keep_firing_for of ${title}`, rule.keep_firing_for, report);
    }
    if (strategy && !STRATEGIES.includes(strategy.toUpperCase())) {
      yield report(
        rules.BAD_RULE,
        strategy,
        `partial_response_strategy of the group ${show(name)} is ${show(strategy)}; expected 'abort' or 'warn'.`,
        'Write one of the two, or leave it out.',
      );
    }
  }
}

const STRATEGIES: readonly string[] = ['ABORT', 'WARN'];

/** A duration in a flag of Thanos, where the longest unit is the week (kingpin v2.4.0 values.go, go-str2duration v2.1.0). */
function* checkFlag(what: string, value: string | undefined, report: Report): Iterable<Finding> {
  if (value === undefined || parseDuration(value) === undefined || !value.includes('y')) {
    yield* checkDuration(what, value, report);
    return;
  }
  yield report(
    rules.BAD_DURATION,
    value,
    `${what} is ${show(value)}; the flag of Thanos that it becomes takes no years.`,
    'Write whole numbers with the units w, d, h, m, s and ms, the longest first.',
  );
}

function* checkDuration(what: string, value: string | undefined, report: Report): Iterable<Finding> {
  if (value !== undefined && parseDuration(value) === undefined) {
    yield report(
      rules.BAD_DURATION,
      value,
      `${what} is ${show(value)}; expected a duration such as '6h' or '30d'.`,
      'Write whole numbers with the units y, w, d, h, m, s and ms, the longest first.',
    );
  }
}
