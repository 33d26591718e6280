const DAY_MS = 24 * 60 * 60 * 1000;

/** Which credentials are in use; they themselves are in Secrets of the clusters only. */
export interface Generation {
  /** Counts up from 1. */
  readonly generation: number;
  /** When they were made, ISO 8601. */
  readonly since: string;
}

/** The credentials of a join as the state knows them. */
interface Known extends Generation {
  /** Whether Karmada has reached the member with them. */
  readonly joined: boolean;
}

export function firstGeneration(): Generation {
  return { generation: 1, since: new Date().toISOString() };
}

/**
 * Which credentials a join is to have: those that are there, or newer ones when it is time. Who takes a member over goes on with the tokens
 * of the one before: Karmada has opened with them what it does not open anew (karmada pkg/controllers/status).
 * @param known undefined: the join is new
 * @param found the newest token, which another resource may have made
 */
export function nextGeneration(
  known: Known | undefined,
  found: Generation | undefined,
  rotateDays: number | undefined,
): Generation {
  const last = found && found.generation > (known?.generation ?? 0) ? found : known;
  if (!last) {
    return firstGeneration();
  }
  const { generation, since } = last;
  return known && isDue({ generation, since, joined: known.joined }, rotateDays)
    ? { ...firstGeneration(), generation: generation + 1 }
    : { generation, since };
}

/** Whether credentials are old enough to be renewed; those that have not joined yet are used first. */
export function isDue({ since, joined }: Known, rotateDays: number | undefined): boolean {
  return joined && rotateDays !== undefined && Date.now() - Date.parse(since) >= rotateDays * DAY_MS;
}
