import { listOf, show } from '../core/errors';
import { type Finding, finding, type Rule } from '../core/findings';
import type { MemberModel } from '../core/model';
import { dnsLabelProblem } from '../core/names';
import type { Target } from '../core/target';
import { untoldDevices } from './autoscaling';
import { checkHealth } from './health-checks';
import { checkHost } from './host-checks';
import type { HostPreparation } from './host-preparation';
import type { ResolvedInfrastructure } from './infrastructure';
import { CLUSTER_API } from './labels';
import type { MachineHealth } from './machine-health';
import { type Cidrs, checkCidrs } from './network-checks';
import { labelWays } from './node-labels';
import * as rules from './rules';
import { workerPoolName } from './worker-pool';

const VERSION = /^v(\d+\.\d+)\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;
const TEMPLATE = 'Template';

/** What the checks need to know of a cluster. */
export interface ClusterFacts {
  readonly place: string;
  readonly target: Target;
  readonly clusterName: string;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly member: MemberModel;
  readonly host: HostPreparation;
  readonly health: MachineHealth | null;
  readonly cidrs: Cidrs;
  readonly infrastructure: ResolvedInfrastructure;
  readonly controlPlane: {
    readonly replicas: number;
    readonly maxSurge?: 0 | 1;
    readonly drainTimeoutSeconds?: number;
    readonly machines: ResolvedInfrastructure;
  };
  /** Template of each pool that was named, by the pool's name. */
  readonly templates: ReadonlyMap<string, ResolvedInfrastructure>;
}

/** What is wrong with a cluster by itself. */
export function* checkCluster(facts: ClusterFacts): Iterable<Finding> {
  yield* checkScope(facts);
  yield* checkName(facts);
  yield* checkVersion(facts);
  yield* checkControlPlane(facts);
  yield* checkPools(facts);
  yield* checkInfrastructure(facts);
  yield* checkHost(facts.place, facts.host);
  yield* checkHealth(facts.place, facts.health ?? {});
  yield* checkCidrs(facts.place, facts.cidrs);
  yield* tellLeftovers(facts);
}

function* checkScope({ place, target, member }: ClusterFacts): Iterable<Finding> {
  if (target.kind === 'control-plane' || target.member === member.name) {
    yield finding(rules.NOT_ON_HOST, {
      place,
      value: target.folder,
      message: `the cluster is made ${target.kind === 'control-plane' ? 'by objects on the control plane' : 'by objects in itself'}, where no Cluster API acts on them.`,
      fix: 'Create it in the scope of fleet.host.',
    });
  }
}

function* checkName({ place, clusterName, member: { pools } }: ClusterFacts): Iterable<Finding> {
  const names = [`${clusterName}-control-plane`, ...pools.map((pool) => workerPoolName(clusterName, pool.name))];
  const name = names.find((name) => dnsLabelProblem(name) !== undefined);
  if (name !== undefined) {
    yield finding(rules.BAD_CLUSTER_NAME, {
      place,
      value: name,
      message: `the name ${show(name)}, which follows from the cluster's, is not usable: ${dnsLabelProblem(name)}.`,
      fix: 'Set another clusterName, or name the pool otherwise.',
    });
  }
}

function* checkVersion({ place, version, member }: ClusterFacts): Iterable<Finding> {
  const minor = VERSION.exec(version)?.[1];
  if (minor !== member.kubernetes) {
    yield finding(rules.WRONG_VERSION, {
      place,
      value: version,
      message: `the version is ${show(version)}; member '${member.name}' is stated as Kubernetes ${member.kubernetes}, so it is expected as 'v${member.kubernetes}.PATCH'.`,
      fix: "Write the full version, and change the member's kubernetes with it.",
    });
  }
}

function* checkControlPlane({ place, controlPlane }: ClusterFacts): Iterable<Finding> {
  const { replicas, maxSurge, drainTimeoutSeconds } = controlPlane;
  const report = (rule: Rule, value: unknown, message: string, fix: string) =>
    finding(rule, { place, value, message, fix });
  if (!(Number.isInteger(replicas) && replicas > 0 && replicas % 2 === 1)) {
    yield report(
      rules.BAD_CONTROL_PLANE,
      replicas,
      `the control plane has ${show(replicas)} machines; expected an odd number.`,
      'Set controlPlane.replicas to 1, 3 or 5.',
    );
  }
  if (maxSurge === 0 && replicas < 3) {
    yield report(
      rules.BAD_CONTROL_PLANE,
      maxSurge,
      `the control plane of ${replicas} may have no machine more while it is replaced, so it would be gone meanwhile.`,
      'Set controlPlane.maxSurge to 1, or replicas to 3.',
    );
  }
  if (drainTimeoutSeconds !== undefined && !(Number.isInteger(drainTimeoutSeconds) && drainTimeoutSeconds > 0)) {
    yield report(
      rules.BAD_CONTROL_PLANE,
      drainTimeoutSeconds,
      `controlPlane.drainTimeoutSeconds is ${show(drainTimeoutSeconds)}; expected a whole number, 1 or more.`,
      'Write how many seconds a machine waits for its pods, or leave it out: it then waits as long as it takes.',
    );
  }
}

function* checkPools({ place, member, templates }: ClusterFacts): Iterable<Finding> {
  const names = member.pools.map(({ name }) => name);
  for (const name of [...templates.keys()].filter((name) => !names.includes(name))) {
    yield finding(rules.UNKNOWN_POOL, {
      place,
      value: name,
      message: `workers names the pool ${show(name)}; member '${member.name}' has ${listOf(names) || 'none'}.`,
      fix: 'Add the pool to the pools of the member, or leave it out.',
    });
  }
  for (const pool of member.pools) {
    if (!templates.has(pool.name)) {
      yield finding(rules.POOL_WITHOUT_MACHINES, {
        place,
        value: pool.name,
        message: `member '${member.name}' has the pool '${pool.name}', and workers gives it no template: none of its ${pool.nodes} nodes would be there.`,
        fix: `Add '${pool.name}' to workers.`,
      });
    }
    const untold = pool.autoscaling?.min === 0 ? untoldDevices(pool) : [];
    if (untold.length > 0) {
      yield finding(rules.UNTOLD_DEVICES, {
        place,
        value: pool.name,
        message: `pool '${pool.name}' may have no nodes, which offer ${untold.join(', ')} as well: the autoscaler cannot be told, and makes no first node for pods that ask for it.`,
        fix: "Set autoscaling.min to 1, or acknowledge this where the machines' template tells all in its status.capacity.",
      });
    }
    for (const key of labelWays(pool.labels).none) {
      yield finding(rules.LABEL_NOT_SETTABLE, {
        place,
        value: key,
        message: `pool '${pool.name}' has the label ${key}, which a node may not give to itself.`,
        fix: 'Use a prefix of your own, or node.cluster.x-k8s.io/, node-restriction.kubernetes.io/ or node-role.kubernetes.io/, which Cluster API sets.',
      });
    }
  }
}

function* checkInfrastructure(facts: ClusterFacts): Iterable<Finding> {
  const { place, namespace = 'default', infrastructure, controlPlane, templates } = facts;
  const machines: (readonly [string, ResolvedInfrastructure])[] = [
    ['controlPlane.machines', controlPlane.machines],
    ...[...templates].map(([pool, template]) => [`workers['${pool}']`, template] as const),
  ];
  for (const [property, seen] of [['infrastructure', infrastructure] as const, ...machines]) {
    const isTemplate = seen.kind.endsWith(TEMPLATE);
    const expected = property === 'infrastructure' ? 'the cluster itself, and no template' : 'a template of machines';
    if (isTemplate !== (property !== 'infrastructure') || isOwn(seen)) {
      yield finding(rules.WRONG_INFRASTRUCTURE, {
        place,
        value: seen.kind,
        message: `${property} is the ${seen.kind} '${seen.name}' of ${seen.apiGroup}; expected ${expected}, of an infrastructure provider.`,
        fix: 'Pass an object such as a Metal3Cluster for infrastructure, and a Metal3MachineTemplate for machines.',
      });
    }
    if (seen.namespace !== undefined && seen.namespace !== namespace) {
      yield finding(rules.OTHER_NAMESPACE, {
        place,
        value: seen.namespace,
        message: `${property} is in the namespace '${seen.namespace}', the cluster in '${namespace}'.`,
        fix: `Set namespace of the cluster, or of the ${seen.kind}: both must be the same.`,
      });
    }
  }
}

/** Whether a kind is Cluster API's own: those that make clusters, machines and how they start, none of infrastructure. */
function isOwn({ apiGroup }: ResolvedInfrastructure): boolean {
  return [CLUSTER_API, `bootstrap.${CLUSTER_API}`, `controlplane.${CLUSTER_API}`].includes(apiGroup);
}

function* tellLeftovers({ place, member }: ClusterFacts): Iterable<Finding> {
  if (member.ttlSeconds !== undefined) {
    yield finding(rules.TTL_LEFTOVERS, {
      place,
      value: member.name,
      message: `when the time of '${member.name}' is up, its machines and all that Cluster API made for it go; on the control plane stay its Cluster object, the namespace karmada-es-${member.name}, and ${credentialsOf(member)}.`,
      fix: 'Remove the member from the fleet and apply once more. Applied with it, the program makes the cluster anew, for the same time.',
    });
  }
}

/** What stands on the control plane for who calls whom, as joins leave it there. */
function credentialsOf({ name, syncMode }: MemberModel): string {
  const agent = `karmada-agent-${name}`;
  return syncMode === 'Pull'
    ? `ServiceAccount karmada-cluster/${agent} with its tokens, ClusterRole cdk8s-fleet:${agent} with its binding, Role karmada-cluster/${agent} with its binding`
    : `Secret karmada-cluster/${name}, with karmada-cluster/${name}-impersonator where people reach members through the control plane (proxy) or karmadactl has joined it`;
}
