import { Construct } from 'constructs';
import type { Destination } from '../core/destination';
import { closest, fail, listOf, show } from '../core/errors';
import { type Finding, Findings, FindingsError } from '../core/findings';
import { type Home, homeOf, isMember } from '../core/fleet';
import { deviceClassIn } from '../core/gpu-sharing';
import { boundableGpusOf, capacityOf } from '../core/gpus';
import type { MemberModel } from '../core/model';
import type { ReachRules } from '../core/reach';
import { withRoomForGuarantees } from './kept-guarantees';
import { memberWeights } from './member-weights';
import { divideNested, type NestedQuota, type NestedShares, quotasIn } from './nested-division';
import { checkQueueReach, queueReachOf } from './queue-reach';
import { type QueueAmounts, quotaOf, type Resources } from './quota';
import * as rules from './rules';
import { type StatedDevices, statedDevices } from './stated-devices';
import { nestedQuotas, type Tenant, type TenantPath, type Tenants, withSums } from './tenant';
import { checkTenants } from './tenant-checks';
import { badNameAbove, badNames, pathOf, queueNameOf } from './tenant-names';
import { TenantQueue, type TenantQueueProps } from './tenant-queue';
import { VolcanoScheduler } from './volcano-scheduler';

const REACH: ReachRules = {
  nowhere: rules.TENANTS_NO_MEMBERS,
  noEngine: rules.TENANTS_NO_VOLCANO,
  unknown: rules.TENANTS_UNKNOWN_MEMBER,
  oneMember: rules.TENANTS_ONE_MEMBER,
};

/** Properties of a tree of tenants, in a fleet of the members `M` or in one member. */
export interface TenantQueuesProps<M extends string = string, T extends Tenants = Tenants> {
  /** The departments by name, each of them possibly divided further. */
  readonly departments: T;
  /**
   * Most that all tenants may use together. Stated once: in a fleet it is divided over the members.
   * @default - the GPUs of the members' node pools, and parts of GPUs; their cores where no tenant states any; without `shares`, also what
   * the pools hold of all else that a tenant is guaranteed
   */
  readonly capability?: QueueAmounts;
  /**
   * Members of the fleet that have the queues; in the scope of a member, that member.
   * @default - those in `shares`, else all that run Volcano, and offer GPUs where tenants state them
   */
  readonly to?: Destination<NoInfer<M>>;
  /**
   * Ratio in which all amounts are divided over the members: whole numbers. A member with 0, or without a share, does not get the
   * queues.
   * @default - by the GPUs in the members' node pools; by their cores where no tenant states GPUs. With `devices`, or members that offer
   * several kinds, each kind by what the pools offer of it, and the rest by cores
   */
  readonly shares?: Readonly<Partial<Record<NoInfer<M>, number>>>;
  /**
   * Extended resource that `gpus` become.
   * @default - the one that the members' node pools offer, or `nvidia.com/gpu` where they declare none
   */
  readonly gpuResource?: string;
  /**
   * The configuration of the members' schedulers, without which nobody borrows and nobody gives back; `null` where others configure
   * them.
   * @default - one of its own
   */
  readonly scheduler?: VolcanoScheduler | null;
  /**
   * Name of the Queue above all departments. The others have the names of the tenants, from the department on, with dashes between them.
   * @default - the construct id
   */
  readonly queueName?: string;
}

/**
 * A tree of departments that share the GPUs of a fleet: each may borrow what others leave idle, and gives it back when they want it.
 *
 * Every tenant is a Queue of Volcano in each member, with that member's share of its amounts. Above all departments there is one
 * more: Volcano keeps a guarantee only within a queue that has a capability, and the root queue has none.
 */
export class TenantQueues<const M extends string = string, const T extends Tenants = Tenants> extends Construct {
  /** The queue above all departments. */
  public readonly top: TenantQueue<M>;
  /** Names of the members that have the queues. */
  public readonly members: readonly string[];
  /** The configuration of the members' schedulers, unless others configure them. */
  public readonly scheduler: VolcanoScheduler | undefined;

  private readonly queues = new Map<string, TenantQueue<M>>();
  /** By path of the tenant. */
  private readonly badNames: ReadonlyMap<string, Finding>;

  /**
   * @param scope a fleet, over whose members the queues are divided, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`, `fleet/id-taken`
   */
  public constructor(scope: Home<M> | Construct, id: string, props: TenantQueuesProps<M, T>) {
    super(scope, id);
    const home = homeOf(this);
    const { departments, queueName = id } = props;
    const devices = statedDevices([props, ...tenantsIn(departments)]);
    const reach = queueReachOf(home, props, devices);
    const { members, models, gpuResource, jobGpuResource } = reach;
    this.members = members.map(({ memberName }) => memberName);

    // shares by hand need not fit the pools
    const held = props.shares === undefined ? { capability: heldBy(models, devices, gpuResource) } : {};
    const stated = props.capability ? quotaOf({ capability: props.capability }, gpuResource) : held;
    const children = nestedQuotas(departments, gpuResource);
    const nested: NestedQuota = { quota: withSums(stated, children), children };
    const ratio = memberWeights(models, props.shares ?? {}, quotasIn(nested), gpuResource);
    const divided = divideNested(nested, ratio.weights, ratio.devices);

    const { path: place } = this.node;
    this.badNames = badNames({ place, queueName, departments });
    const common = { members, gpuResource: jobGpuResource };
    const quota = { total: nested.quota, shares: divided.shares };
    this.top = new TenantQueue<M>(this, 'All', {
      ...common,
      queueName,
      tenant: { capability: props.capability },
      ...(props.shares === undefined ? withRoomForGuarantees(quota, divided, models) : quota),
    });
    this.addTenants(departments, { scope: this, queue: this.top, names: [], nested, divided, common });
    const scheduled = models.flatMap(({ name, engines }) => (engines.volcano === undefined ? [] : [name]));
    if (props.scheduler === undefined && scheduled.length > 0) {
      this.scheduler = new VolcanoScheduler(this, 'Scheduler', isMember(home) ? {} : { to: scheduled });
    } else {
      this.scheduler = props.scheduler ?? undefined;
    }

    const { badNames: bad } = this;
    Findings.of(this).addCheck(function* () {
      yield* checkQueueReach(reach, { place, what: 'the tree', rules: REACH });
      yield* checkTenants(place, departments);
      yield* bad.values();
    });
  }

  /**
   * The queue of a tenant, to which jobs are given.
   * @param path names of tenants from the department on: `'research/nlp'`
   * @throws FindingsError `tenants/unknown-tenant`, `tenants/bad-name`
   */
  public queue(path: TenantPath<T>): TenantQueue<M> {
    const queue = this.queues.get(path);
    if (queue) {
      return queue;
    }
    const bad = badNameAbove(this.badNames, path);
    if (bad) {
      throw new FindingsError([bad]);
    }
    const known = [...this.queues.keys()];
    const near = closest(path, known);
    return fail(rules.TENANTS_UNKNOWN_TENANT, {
      place: this.node.path,
      value: path,
      message: `there is no tenant ${show(path)}; there are ${listOf(known) || 'none'}.`,
      fix: near ? `Did you mean '${near}'?` : 'Add the tenant to departments.',
    });
  }

  private addTenants(tenants: Tenants, above: Above<M>): void {
    for (const [name, tenant] of Object.entries(tenants)) {
      const names = [...above.names, name];
      const path = pathOf(names);
      if (this.badNames.has(path)) {
        continue;
      }
      const nested = above.nested.children[name]!;
      const divided = above.divided.children[name]!;
      const queue = new TenantQueue<M>(above.scope, name, {
        ...above.common,
        queueName: queueNameOf(names),
        tenant,
        parent: above.queue,
        total: nested.quota,
        shares: divided.shares,
      });
      this.queues.set(path, queue);
      this.addTenants(tenant.children ?? {}, { ...above, queue, scope: queue, names, nested, divided });
    }
  }
}

/** Where tenants are added. */
interface Above<M extends string> {
  readonly scope: Construct;
  readonly queue: TenantQueue<M>;
  /** Names of the tenants from the department on. */
  readonly names: readonly string[];
  readonly nested: NestedQuota;
  readonly divided: NestedShares;
  readonly common: Pick<TenantQueueProps, 'members' | 'gpuResource'>;
}

/** All GPUs and parts of GPUs that members have, or their cores where no tenant states devices. Claims nobody keeps for anybody. */
function heldBy(members: readonly MemberModel[], { gpus, names }: StatedDevices, gpuResource: string): Resources {
  const kept = boundableGpusOf(members).filter((resource) => deviceClassIn(resource) === undefined);
  const resources = gpus || names.length > 0 ? [gpuResource, ...kept] : ['cpu'];
  const amounts = resources.map((resource): [string, number] => [
    resource,
    members.reduce((sum, member) => sum + capacityOf(member, resource), 0),
  ]);
  return Object.fromEntries(amounts.filter(([, amount]) => amount > 0));
}

function tenantsIn(tenants: Tenants): readonly Tenant[] {
  return Object.values(tenants).flatMap((tenant) => [tenant, ...tenantsIn(tenant.children ?? {})]);
}
