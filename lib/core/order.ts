/** Items in order. */
export interface Sorted {
  readonly items: readonly number[];
  /**
   * The stage of each of them: items of one stage have the same rank and none comes before another, so that they may be done at the
   * same time, one stage after the other.
   */
  readonly stages: readonly number[];
  /** Cycles of items and barriers, each node before the next, and the last before the first. */
  readonly cycles: readonly (readonly number[])[];
}

/**
 * Orders items by explicit edges, then by rank, then by position: the item with the lowest rank whose predecessors are all
 * placed comes next. O((n + e) log n), and O(n) where there are no edges.
 *
 * Nodes without a rank are barriers: they stand for "all of these" or "none of those yet" and are not part of the result.
 * With them a dependency between groups of m and n items costs m + n edges and not m * n.
 */
export class Order {
  private readonly ranks: (number | undefined)[] = [];
  private readonly successors: number[][] = [];
  private readonly predecessorCount: number[] = [];
  private edges = 0;

  /** Adds an item and returns its node. */
  public addItem(rank: number): number {
    return this.addNode(rank);
  }

  /** Adds a barrier and returns its node. */
  public addBarrier(): number {
    return this.addNode(undefined);
  }

  /** Says that node `first` comes before node `then`. */
  public addEdge(first: number, then: number): void {
    this.successors[first]!.push(then);
    this.predecessorCount[then]!++;
    this.edges++;
  }

  /** The items in order. A cycle is reported, and then broken at its first node, so that every item has a place. */
  public sort(): Sorted {
    return this.edges === 0 ? this.sortByRank() : this.sortByEdges();
  }

  private addNode(rank: number | undefined): number {
    this.successors.push([]);
    this.predecessorCount.push(0);
    return this.ranks.push(rank) - 1;
  }

  private sortByRank(): Sorted {
    const buckets: number[][] = [];
    this.ranks.forEach((rank, node) => {
      if (rank !== undefined) {
        buckets[rank] ??= [];
        buckets[rank]!.push(node);
      }
    });
    const filled = buckets.filter((bucket) => bucket !== undefined);
    return { items: filled.flat(), stages: filled.flatMap((bucket, stage) => bucket.map(() => stage)), cycles: [] };
  }

  private sortByEdges(): Sorted {
    const span = this.ranks.length;
    const waiting = Int32Array.from(this.predecessorCount);
    const released = new Uint8Array(span);
    const ready = new MinHeap();
    const items: number[] = [];
    const stages = new Stages();
    const stageOf: number[] = [];
    /** The first stage that is behind all predecessors placed so far. */
    const earliest = new Int32Array(span);
    const cycles: number[][] = [];
    const open: number[] = [];
    const placed = (node: number, behind: number) => {
      for (const successor of this.successors[node]!) {
        earliest[successor] = Math.max(earliest[successor]!, behind);
        if (--waiting[successor]! === 0) {
          open.push(successor);
        }
      }
    };
    const release = () => {
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        released[node] = 1;
        const rank = this.ranks[node];
        if (rank === undefined) {
          placed(node, earliest[node]!);
        } else {
          ready.push(rank * span + node);
        }
      }
    };
    for (let node = 0; node < span; node++) {
      if (waiting[node] === 0) {
        open.push(node);
      }
    }
    for (;;) {
      release();
      if (ready.size > 0) {
        const node = ready.pop() % span;
        const stage = stages.of(this.ranks[node]!, earliest[node]!);
        items.push(node);
        stageOf.push(stage);
        placed(node, stage + 1);
        continue;
      }
      const first = released.indexOf(0);
      if (first < 0) {
        return { items, stages: stageOf, cycles };
      }
      const cycle = this.cycleBefore(first, released);
      cycles.push(cycle);
      const broken = cycle[0]!;
      // predecessors that are placed later count it down further, and never to 0 again
      waiting[broken] = 0;
      open.push(broken);
    }
  }

  /** A cycle that `node` waits for: going back from one predecessor to another, none of which is released, ends in one. */
  private cycleBefore(node: number, released: Uint8Array): number[] {
    const predecessor = new Map<number, number>();
    this.successors.forEach((successors, from) => {
      if (!released[from]) {
        for (const to of successors) {
          predecessor.set(to, from);
        }
      }
    });
    const seen = new Set<number>();
    let at = node;
    while (!seen.has(at)) {
      seen.add(at);
      at = predecessor.get(at)!;
    }
    const cycle = [at];
    for (let before = predecessor.get(at)!; before !== at; before = predecessor.get(before)!) {
      cycle.push(before);
    }
    return cycle.reverse();
  }
}

/** Stages in their order, each of one rank. */
class Stages {
  private count = 0;
  private readonly ofRank = new Map<number, number[]>();

  /** The first stage of this rank that is not before `earliest`; a new one behind all others if there is none. */
  public of(rank: number, earliest: number): number {
    const known = this.ofRank.get(rank) ?? [];
    const last = known.at(-1);
    if (last === undefined || last < earliest) {
      this.ofRank.set(rank, known);
      known.push(this.count);
      return this.count++;
    }
    let [low, high] = [0, known.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (known[middle]! < earliest) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return known[low]!;
  }
}

/** A binary heap of numbers. */
class MinHeap {
  private readonly values: number[] = [];

  public get size(): number {
    return this.values.length;
  }

  public push(value: number): void {
    const { values } = this;
    let at = values.push(value) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (values[parent]! <= value) {
        break;
      }
      values[at] = values[parent]!;
      at = parent;
    }
    values[at] = value;
  }

  public pop(): number {
    const { values } = this;
    const top = values[0]!;
    const last = values.pop()!;
    const size = values.length;
    if (size > 0) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= size) {
          break;
        }
        if (child + 1 < size && values[child + 1]! < values[child]!) {
          child++;
        }
        if (values[child]! >= last) {
          break;
        }
        values[at] = values[child]!;
        at = child;
      }
      values[at] = last;
    }
    return top;
  }
}
