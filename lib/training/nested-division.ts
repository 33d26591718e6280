import { divideByWeight } from '../core/webster';
import { BOUNDS, type DeviceWeights, fromUnits, type Quota, type Resources, unitOf, type Weights } from './quota';

/** A queue with its quota, and the queues that it is divided into, by name. */
export interface NestedQuota {
  readonly quota: Quota;
  readonly children: Readonly<Record<string, NestedQuota>>;
}

/** A nested quota with what each member gets of it. */
export interface NestedShares {
  readonly shares: Readonly<Record<string, Quota>>;
  readonly children: Readonly<Record<string, NestedShares>>;
}

/** Units of a resource from the first to before the second, in the order in which they are handed out to members. */
type Range = readonly [number, number];

/** Which units a queue has. Where it deserves something, what it is guaranteed comes first. */
interface Holding {
  readonly guarantee: readonly Range[];
  readonly deserved: readonly Range[];
  /** What the queue and those below it may use at most. */
  readonly limit: readonly Range[];
}

const ALL_UNITS: readonly Range[] = [[0, Number.POSITIVE_INFINITY]];

/** What the root of a tree takes from. */
const EVERYTHING: Holding = { guarantee: ALL_UNITS, deserved: ALL_UNITS, limit: ALL_UNITS };

/**
 * Divides a tree of quotas over members so that what holds for the whole fleet holds in each member: the bounds of a queue are in
 * order, and its children deserve, and are guaranteed, at most what it does itself.
 *
 * Dividing each queue alone would not do: of three queues with one GPU each, all three would go to the first of two members, and
 * their parent has two there. So the Webster method hands out the units of each resource one after the other, once, and every queue
 * gets some of those that its parent has: first what is guaranteed, then what is deserved besides.
 */
export function divideNested(root: NestedQuota, weights: Weights, devices: DeviceWeights = {}): NestedShares {
  const quotas = quotasIn(root);
  const resources = new Set(quotas.flatMap((quota) => Object.values(quota).flatMap((bound) => Object.keys(bound))));
  const divisions = [...resources].map((resource) => {
    const amounts = quotas.flatMap((quota) => Object.values(quota).flatMap((bound) => bound[resource] ?? []));
    return new ResourceDivision(resource, unitOf(resource, amounts), devices[resource] ?? weights);
  });
  return join(
    root,
    divisions.map((division) => ({ division, holding: division.holdingsOf([root], EVERYTHING)[0]! })),
    Object.keys(weights),
  );
}

/** All quotas of a tree. */
export function quotasIn({ quota, children }: NestedQuota): Quota[] {
  return [quota, ...Object.values(children).flatMap(quotasIn)];
}

interface Divided {
  readonly division: ResourceDivision;
  readonly holding: Holding;
}

function join(queue: NestedQuota, divided: readonly Divided[], members: readonly string[]): NestedShares {
  const shares = Object.fromEntries(
    members.map((member) => [
      member,
      Object.fromEntries(
        BOUNDS.flatMap((bound) => {
          const share = shareOf(bound, queue.quota[bound] ?? {}, divided, member);
          return Object.keys(share).length > 0 ? [[bound, share] as const] : [];
        }),
      ) as Quota,
    ]),
  );
  const below = divided.map(({ division, holding }) => division.holdingsOf(Object.values(queue.children), holding));
  const children = Object.entries(queue.children).map(([name, child], i) => {
    const own = divided.map(({ division }, j) => ({ division, holding: below[j]![i]! }));
    return [name, join(child, own, members)] as const;
  });
  return { shares, children: Object.fromEntries(children) };
}

function shareOf(
  bound: (typeof BOUNDS)[number],
  stated: Resources,
  divided: readonly Divided[],
  member: string,
): Resources {
  return Object.fromEntries(
    Object.keys(stated).flatMap((resource) => {
      const { division, holding } = divided.find((one) => one.division.resource === resource)!;
      const units = bound === 'capability' ? holding.limit : holding[bound];
      return member in division.weights ? [[resource, division.amountIn(member, units)]] : [];
    }),
  );
}

/** The division of one resource. */
class ResourceDivision {
  private readonly known = new Map<number, Readonly<Record<string, number>>>();

  public constructor(
    public readonly resource: string,
    private readonly unit: number,
    public readonly weights: Weights,
  ) {}

  /** What a member has of some units. */
  public amountIn(member: string, ranges: readonly Range[]): number {
    const units = ranges.reduce(
      (sum, [from, to]) => sum + (this.first(to)[member] ?? 0) - (this.first(from)[member] ?? 0),
      0,
    );
    return fromUnits(units, this.unit);
  }

  /** What the children of a queue have. */
  public holdingsOf(children: readonly NestedQuota[], parent: Holding): Holding[] {
    const guaranteed = children.map(({ quota }) => this.units(quota, 'guarantee') ?? 0);
    let toGuarantee = 0;
    let toDeserve = guaranteed.reduce((sum, units) => sum + units, 0);
    return children.map(({ quota }, i) => {
      const holding = this.holdingOf(
        quota,
        drop(parent.deserved, toGuarantee),
        drop(parent.deserved, toDeserve),
        parent.limit,
      );
      toGuarantee += guaranteed[i]!;
      toDeserve += Math.max(0, (this.units(quota, 'deserved') ?? 0) - guaranteed[i]!);
      return holding;
    });
  }

  /** What a queue has, where its guarantee, what it deserves besides, and the rest are taken from these units. */
  private holdingOf(
    quota: Quota,
    toGuarantee: readonly Range[],
    toDeserve: readonly Range[],
    limit: readonly Range[],
  ): Holding {
    const [guaranteed = 0, deserves = 0, most] = (['guarantee', 'deserved', 'capability'] as const).map((bound) =>
      this.units(quota, bound),
    );
    const guarantee = take(toGuarantee, guaranteed);
    const deserved =
      deserves < guaranteed ? take(guarantee, deserves) : [...guarantee, ...take(toDeserve, deserves - guaranteed)];
    const more = most === undefined ? [] : take(subtract(limit, deserved), most - deserves);
    return {
      guarantee,
      deserved,
      limit: most === undefined ? limit : most < deserves ? take(deserved, most) : [...deserved, ...more],
    };
  }

  private units(quota: Quota, bound: (typeof BOUNDS)[number]): number | undefined {
    const amount = quota[bound]?.[this.resource];
    return amount === undefined ? undefined : Math.round(amount / this.unit);
  }

  /** What each member has of the first units. */
  private first(units: number): Readonly<Record<string, number>> {
    const known = this.known.get(units) ?? divideByWeight(units, this.weights);
    this.known.set(units, known);
    return known;
  }
}

/** The first units of some. Where more are asked for than there are, which is reported elsewhere, the next ones of all. */
function take(ranges: readonly Range[], count: number): Range[] {
  const taken: Range[] = [];
  let left = Math.max(0, count);
  for (const [from, to] of ranges) {
    const until = Math.min(to, from + left);
    if (until > from) {
      taken.push([from, until]);
      left -= until - from;
    }
  }
  const end = Math.max(0, ...ranges.map(([, to]) => to));
  return left > 0 ? [...taken, [end, end + left]] : taken;
}

/** Some units without the first of them. */
function drop(ranges: readonly Range[], count: number): Range[] {
  let left = count;
  return ranges.flatMap(([from, to]): Range[] => {
    const start = Math.min(to, from + left);
    left -= start - from;
    return start < to ? [[start, to]] : [];
  });
}

/** Some units without others. */
function subtract(ranges: readonly Range[], others: readonly Range[]): readonly Range[] {
  return others.reduce<readonly Range[]>(
    (rest, [start, end]) =>
      rest.flatMap(([from, to]) =>
        (
          [
            [from, Math.min(to, start)],
            [Math.max(from, end), to],
          ] as const
        ).filter(([a, b]) => a < b),
      ),
    ranges,
  );
}
