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

  /** The items in order; those that are on a cycle, or after one, are in `stuck` with their barriers. */
  public sort(): { readonly items: readonly number[]; readonly stuck: readonly number[] } {
    return this.edges === 0 ? { items: this.sortByRank(), stuck: [] } : this.sortByEdges();
  }

  /** A cycle among nodes that could not be placed, in the order of its edges. */
  public cycleAmong(stuck: readonly number[]): number[] {
    const remaining = new Set(stuck);
    const next = new Map<number, number>();
    for (const node of stuck) {
      for (const successor of this.successors[node]!) {
        if (remaining.has(successor)) {
          // walking backwards always finds a cycle: every stuck node has a stuck predecessor
          next.set(successor, node);
        }
      }
    }
    const seen = new Set<number>();
    let at = stuck[0]!;
    while (!seen.has(at)) {
      seen.add(at);
      at = next.get(at)!;
    }
    const cycle = [at];
    for (let node = next.get(at)!; node !== at; node = next.get(node)!) {
      cycle.push(node);
    }
    return cycle.reverse();
  }

  private addNode(rank: number | undefined): number {
    this.successors.push([]);
    this.predecessorCount.push(0);
    return this.ranks.push(rank) - 1;
  }

  private sortByRank(): number[] {
    const buckets: number[][] = [];
    this.ranks.forEach((rank, node) => {
      if (rank !== undefined) {
        buckets[rank] ??= [];
        buckets[rank]!.push(node);
      }
    });
    return buckets.flat();
  }

  private sortByEdges(): { items: number[]; stuck: number[] } {
    const waiting = [...this.predecessorCount];
    const ready = new MinHeap();
    const items: number[] = [];
    const span = this.ranks.length;
    const release = (node: number) => {
      const open = [node];
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        const rank = this.ranks[at];
        if (rank !== undefined) {
          ready.push(rank * span + at);
          continue;
        }
        for (const successor of this.successors[at]!) {
          if (--waiting[successor]! === 0) {
            open.push(successor);
          }
        }
        waiting[at] = -1;
      }
    };
    for (let node = 0; node < span; node++) {
      if (this.predecessorCount[node] === 0) {
        release(node);
      }
    }
    while (ready.size > 0) {
      const node = ready.pop() % span;
      items.push(node);
      waiting[node] = -1;
      for (const successor of this.successors[node]!) {
        if (--waiting[successor]! === 0) {
          release(successor);
        }
      }
    }
    return { items, stuck: waiting.flatMap((count, node) => (count >= 0 ? [node] : [])) };
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
