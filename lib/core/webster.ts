/** Which of two members with equal claims gets a replica: the one whose name sorts first, or last. */
export type TieBreak = 'ascending' | 'descending';

/** Replicas by member; members that get none are 0. */
export type Division = Readonly<Record<string, number>>;

/**
 * Divides replicas by weights with the Webster (Sainte-Laguë) method: each replica goes to the member with the largest
 * `weight / (2 * replicas it has + 1)`. Ties go to the member with fewer replicas, then by name. Karmada does so since 1.16
 * (karmada v1.18.2 pkg/util/helper/webstermethod.go).
 *
 * More to divide never means less for a member: what is at most as much as something else, in total, is so in every share.
 *
 * @param replicas how many to divide: a whole number, 0 or more
 * @param weights weight by member: whole numbers, 0 or more; 0 takes no part
 */
export function divideByWeight(
  replicas: number,
  weights: Readonly<Record<string, number>>,
  tieBreak: TieBreak = 'ascending',
): Division {
  const sum = Object.values(weights).reduce((a, b) => a + b, 0);
  const result: Record<string, number> = {};
  const heap = new ClaimHeap(tieBreak);
  let left = replicas;
  for (const [member, weight] of Object.entries(weights)) {
    const seats = weight > 0 ? certainSeats(weight, sum, replicas, Object.keys(weights).length) : 0;
    result[member] = seats;
    left -= seats;
    if (weight > 0) {
      heap.push({ member, weight, seats });
    }
  }
  for (; left > 0 && heap.size > 0; left--) {
    const claim = heap.top;
    claim.seats++;
    result[claim.member] = claim.seats;
    heap.settleTop();
  }
  return result;
}

/**
 * Replicas that a member gets for sure, so that only the last few are divided one by one. Claims above the threshold
 * `sum / (2 * replicas - members)` number at most as many as there are replicas, so all of them are granted; one is
 * left out for the rounding of this calculation.
 */
function certainSeats(weight: number, sum: number, replicas: number, members: number): number {
  const threshold = sum / (2 * replicas - members);
  return threshold > 0 ? Math.max(0, Math.floor((weight / threshold + 1) / 2) - 1) : 0;
}

interface Claim {
  readonly member: string;
  readonly weight: number;
  seats: number;
}

/** A binary heap with the strongest claim on top. */
class ClaimHeap {
  private readonly claims: Claim[] = [];

  public constructor(private readonly tieBreak: TieBreak) {}

  public get size(): number {
    return this.claims.length;
  }

  public get top(): Claim {
    return this.claims[0] as Claim;
  }

  public push(claim: Claim): void {
    let at = this.claims.push(claim) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(at, parent)) {
        break;
      }
      this.swap(at, parent);
      at = parent;
    }
  }

  /** Moves the top claim down to its place after its seats have grown. */
  public settleTop(): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= this.claims.length) {
        return;
      }
      const right = left + 1;
      const strongest = right < this.claims.length && this.before(right, left) ? right : left;
      if (!this.before(strongest, at)) {
        return;
      }
      this.swap(at, strongest);
      at = strongest;
    }
  }

  private before(i: number, j: number): boolean {
    const a = this.claims[i] as Claim;
    const b = this.claims[j] as Claim;
    // Go divides float64 by float64, as JavaScript does: equal quotients here are equal there
    const difference = a.weight / (2 * a.seats + 1) - b.weight / (2 * b.seats + 1);
    if (difference !== 0) {
      return difference > 0;
    }
    if (a.seats !== b.seats) {
      return a.seats < b.seats;
    }
    return this.tieBreak === 'ascending' ? a.member < b.member : a.member > b.member;
  }

  private swap(i: number, j: number): void {
    const a = this.claims[i] as Claim;
    this.claims[i] = this.claims[j] as Claim;
    this.claims[j] = a;
  }
}
