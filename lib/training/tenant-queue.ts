import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { Findings } from '../core/findings';
import { homeOf, type IMember, isMember } from '../core/fleet';
import type { Queue } from '../l1/volcano';
import { limitEverywhere, limitHere } from './namespace-quota';
import type { NestedShares } from './nested-division';
import { QueueBase } from './queue-base';
import { checkQueue } from './queue-checks';
import { renderQueue } from './queue-object';
import type { QueueQuota, Quota, Resources } from './quota';
import type { Tenant } from './tenant';

/** What a tenant's queue has from the tree that it is in. */
export interface TenantQueueProps {
  readonly queueName: string;
  readonly tenant: Tenant;
  /** The queue above it; absent at the top. */
  readonly parent?: TenantQueue;
  readonly members: readonly IMember[];
  readonly total: Quota;
  readonly shares: NestedShares['shares'];
  readonly gpuResource: string;
  /**
   * Resources whose capability nobody stated: it keeps guarantees and limits no namespace. A quota of cores would refuse pods that state none.
   * @default - none
   */
  readonly filled?: readonly string[];
}

/** The queue of one tenant. Made by `TenantQueues`. */
export class TenantQueue<M extends string = string> extends QueueBase<M> {
  public readonly queueName: string;
  public readonly gpuResource: string;
  public readonly members: readonly string[];
  public readonly quota: QueueQuota;
  public readonly objects: Readonly<Record<string, Queue>>;

  /**
   * What limits each namespace of the tenant, by namespace: a FederatedResourceQuota of the control plane; in the scope of a member a
   * ResourceQuota there.
   */
  public readonly namespaceQuotas: Readonly<Record<string, ApiObject>>;

  private readonly parent: TenantQueue | undefined;
  private readonly filled: readonly string[];

  public constructor(scope: Construct, id: string, props: TenantQueueProps) {
    super(scope, id);
    const { queueName, tenant, parent, members, total, shares, gpuResource } = props;
    this.queueName = queueName;
    this.gpuResource = gpuResource;
    this.members = members.map(({ memberName }) => memberName);
    this.quota = { total, shares };
    this.parent = parent;
    this.filled = props.filled ?? [];
    const { priority, reclaimable, dequeueStrategy } = tenant;
    const fields = { priority, reclaimable, dequeueStrategy, parent };
    this.objects = Object.fromEntries(
      members.map((member) => {
        const { memberName } = member;
        return [memberName, renderQueue(this, member, queueName, shares[memberName] ?? {}, fields)] as const;
      }),
    );
    this.namespaceQuotas = Object.fromEntries(
      (tenant.namespaces ?? []).map((namespace) => [namespace, this.limit(namespace)] as const),
    );
    const models = members.map(({ model }) => model);
    Findings.of(this).addCheck(() =>
      checkQueue({
        place: this.node.path,
        queueName,
        priority,
        amounts: tenant,
        parent,
        members: models,
        quotas: shares,
      }),
    );
  }

  private limit(namespace: string): ApiObject {
    const members = Object.fromEntries(this.members.map((member) => [member, this.limitIn(member)]));
    const limit = isMember(homeOf(this)) ? limitHere : limitEverywhere;
    return limit(this, `Quota-${namespace}`, { namespace, quotaName: this.queueName, members });
  }

  /** Most that the queue may use in a member, by resource: what it states itself, else the nearest queue above it. */
  private limitIn(member: string): Resources {
    const own = Object.entries(this.quota.shares[member]?.capability ?? {});
    const stated = own.filter(([resource]) => !this.filled.includes(resource));
    return { ...this.parent?.limitIn(member), ...Object.fromEntries(stated) };
  }
}
