import { listOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { holdsLate } from '../core/late';
import type { FleetModel } from '../core/model';
import { GIB, type GradientProps, gradientBytes, type LinkLoad, ringLoads } from './gradient-traffic';
import * as rules from './rules';

/** What the checks need to know of a job over several members. */
export interface FederatedFacts extends GradientProps {
  readonly place: string;
  readonly fleet: FleetModel;
  /** Pods of each part, by member, in the order of their ranks. */
  readonly parts: Readonly<Record<string, number>>;
  /** Absent where it is none, which has been told. */
  readonly masterAddress: string | undefined;
  readonly stepSeconds: number;
  /** Names of the plugins of each part. */
  readonly plugins: readonly string[];
}

/** Plugins that tell pods of their own job only, which here is a part. */
const OF_ONE_JOB: readonly string[] = ['pytorch', 'tensorflow', 'mpi', 'ray'];

/** What is wrong with a job over several members as a whole; its parts are looked at one by one. */
export function* checkFederated(facts: FederatedFacts): Iterable<Finding> {
  const { place, parts } = facts;
  const members = Object.keys(parts);
  if (members.length < 2) {
    yield finding(rules.JOB_ONE_PART, {
      place,
      value: members,
      message: `the job has parts in ${listOf(members) || 'no member'}.`,
      fix: 'Name at least two members in parts, or use a TrainingJob, which goes whole to one.',
    });
    return;
  }
  yield* checkMaster(facts);
  yield* checkPlugins(facts);
  yield* checkTraffic(facts, members);
}

/** A name that only one cluster resolves. A mesh of several clusters makes names of Services known in all of them. */
function* checkMaster({ place, masterAddress, fleet, parts }: FederatedFacts): Iterable<Finding> {
  if (masterAddress === undefined || holdsLate(masterAddress)) {
    return;
  }
  const meshed = fleet.members.every(({ name, engines }) => !(name in parts) || engines.istio !== undefined);
  const local = /^(?:localhost|127\.[\d.]+|\[?::1\]?|0\.0\.0\.0)$/.test(masterAddress);
  const inCluster = /^[^.:]*$|\.svc(?:\.cluster\.local)?$/.test(masterAddress);
  if (local || (inCluster && !meshed) || masterAddress === '') {
    yield finding(rules.JOB_MASTER_UNREACHABLE, {
      place,
      value: masterAddress,
      message: `masterAddress is ${show(masterAddress)}, which the other members do not find.`,
      fix: `Set the address of a load balancer, or a name that all of ${listOf(Object.keys(parts))} resolve, in front of the first pod of part '${Object.keys(parts)[0]}'.`,
    });
  }
}

function* checkPlugins({ place, plugins }: FederatedFacts): Iterable<Finding> {
  const partial = plugins.filter((plugin) => OF_ONE_JOB.includes(plugin));
  if (partial.length > 0) {
    yield finding(rules.JOB_PLUGIN_OF_ONE_PART, {
      place,
      value: partial,
      message: `plugins has ${listOf(partial)}, which ${partial.length > 1 ? 'tell' : 'tells'} the pods of a part of that part alone.`,
      fix: `Leave ${listOf(partial)} out: the pods have MASTER_ADDR, MASTER_PORT, WORLD_SIZE and NODE_RANK_OFFSET of the whole job.`,
    });
  }
}

function* checkTraffic(facts: FederatedFacts, members: readonly string[]): Iterable<Finding> {
  const { place, fleet, stepSeconds } = facts;
  const gradients = gradientBytes(facts);
  if (!(gradients !== undefined && gradients > 0 && Number.isFinite(gradients) && stepSeconds > 0)) {
    yield finding(rules.JOB_TRAFFIC_UNKNOWN, {
      place,
      value: { gradients, stepSeconds },
      message: `the parts exchange ${show(gradients)} bytes every ${show(stepSeconds)} seconds.`,
      fix: 'Set parameters, or gradientGiBPerStep, and stepSeconds, to numbers above 0.',
    });
    return;
  }
  for (const load of ringLoads(members, fleet.links ?? [], gradients)) {
    const [from, to] = load.between;
    if (load.seconds === undefined) {
      yield finding(rules.JOB_NO_LINK, {
        place,
        value: load.between,
        message: `'${from}' and '${to}' exchange ${inGiB(load.bytes)} GiB every ${stepSeconds} s, and the fleet states no link between them.`,
        fix: `Add { between: ['${from}', '${to}'], gbps: ... } to links of the fleet, or keep the job in one member.`,
      });
    } else if (load.seconds > stepSeconds) {
      yield finding(rules.JOB_LINK_TOO_SLOW, {
        place,
        value: load.seconds,
        message: `the link between '${from}' and '${to}' needs ${rounded(load.seconds)} s for what has ${stepSeconds} s: ${arithmetic(load, members.length, gradients)}.`,
        fix: 'Keep the job in one member (TrainingJob), exchange gradients less often (stepSeconds), or in fewer bits (precision).',
      });
    }
  }
}

/** `2 (2 - 1) / 2 x 13.04 GiB = 13.04 GiB, at 10 Gbit/s 11.2 s, and 2 rounds of 5 ms`. */
function arithmetic({ bytes, link }: LinkLoad, parts: number, gradients: number): string {
  const { gbps = 0, latencyMs } = link ?? {};
  const seconds = (bytes * 8) / (gbps * 1e9);
  const rounds = latencyMs === undefined ? '' : `, and ${2 * (parts - 1)} rounds of ${latencyMs} ms`;
  return `2 (${parts} - 1) / ${parts} x ${inGiB(gradients)} GiB = ${inGiB(bytes)} GiB, at ${gbps} Gbit/s ${rounded(seconds)} s${rounds}`;
}

function inGiB(bytes: number): number {
  return rounded(bytes / GIB);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
