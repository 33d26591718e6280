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
import { divideQuota, type QueueQuota, type Quota, type Resources } from './quota';
import { namespacesOf, type Tenant } from './tenant';
import { checkLimits } from './tenant-checks';

/** What a tenant's queue has from the tree that it is in. */
export interface TenantQueueProps {
  readonly queueName: string;
  readonly tenant: Tenant;
  /** The queue above it; absent at the top. */
  readonly parent?: TenantQueue;
  readonly members: readonly IMember[];
  readonly total: Quota;
  readonly shares: NestedShares['shares'];
  /** The resource that stands for a GPU; absent where the tree states no GPUs and its members offer several. */
  readonly gpuResource?: string;
  /**
   * Resources whose capability nobody stated: it keeps guarantees and limits no namespace. A quota of cores would refuse pods that state none.
   * @default - none
   */
  readonly filled?: readonly string[];
}

/** The queue of one tenant. Made by `TenantQueues`. */
export class TenantQueue<M extends string = string> extends QueueBase<M> {
  public readonly queueName: string;
  public readonly gpuResource?: string;
  public readonly members: readonly string[];
  public readonly quota: QueueQuota;
  public readonly objects: Readonly<Record<string, Queue>>;

  /**
   * What limits each namespace of the tenant, by namespace: a FederatedResourceQuota of the control plane; in the scope of a member a
   * ResourceQuota there. None where nothing limits the tenant.
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
    const namespaces = namespacesOf(tenant);
    this.namespaceQuotas = Object.fromEntries(
      Object.keys(namespaces).flatMap((namespace) => {
        const limit = this.limit(namespace, namespaces);
        return limit ? [[namespace, limit] as const] : [];
      }),
    );
    const models = members.map(({ model }) => model);
    Findings.of(this).addCheck(() =>
      checkQueue({
        place: this.node.path,
        queueName,
        gpuResource,
        priority,
        amounts: tenant,
        parent,
        members: models,
        quotas: shares,
      }),
    );
    Findings.of(this).addCheck(() => checkLimits(this.node.path, queueName, namespaces, this.namespaceQuotas));
  }

  private limit(namespace: string, namespaces: NamespaceShares): ApiObject | undefined {
    const limited = this.members.flatMap((member) => {
      const resources = shareOf(this.limitIn(member), namespace, namespaces);
      // a quota of nothing would look like a limit
      return Object.keys(resources).length > 0 ? [[member, resources] as const] : [];
    });
    const limit = isMember(homeOf(this)) ? limitHere : limitEverywhere;
    const limits = { namespace, quotaName: this.queueName, members: Object.fromEntries(limited) };
    return limited.length > 0 ? limit(this, `Quota-${namespace}`, limits) : undefined;
  }

  /** Most that the queue may use in a member, by resource: what it states itself, else the nearest queue above it. */
  private limitIn(member: string): Resources {
    const own = Object.entries(this.quota.shares[member]?.capability ?? {});
    const stated = own.filter(([resource]) => !this.filled.includes(resource));
    return { ...this.parent?.limitIn(member), ...Object.fromEntries(stated) };
  }
}

type NamespaceShares = ReturnType<typeof namespacesOf>;

/** What one of several namespaces gets of a limit. */
function shareOf(limit: Resources, namespace: string, namespaces: NamespaceShares): Resources {
  const shares = Object.entries(namespaces).flatMap(([name, share]) =>
    share === undefined ? [] : [[name, isShare(share) ? share : 0]],
  );
  return shares.length > 0
    ? (divideQuota({ capability: limit }, Object.fromEntries(shares))[namespace]?.capability ?? {})
    : limit;
}

/** What is no share is reported as such. */
function isShare(share: number): boolean {
  return Number.isInteger(share) && share > 0;
}
