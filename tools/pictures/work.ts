import type { FleetModel, MemberModel, PoolModel } from '../../lib/core/model';

/** A node of the fleet whose metrics are made up. */
export interface MadeNode {
  readonly member: MemberModel;
  readonly name: string;
  readonly pool: PoolModel;
}

/** A made-up job: all GPUs of some nodes, for some time. Times are seconds since the beginning. */
export interface MadeJob {
  readonly member: string;
  readonly name: string;
  readonly nodes: readonly string[];
  readonly begin: number;
  readonly end: number;
  /** Seconds that it waited before. */
  readonly waited: number;
  /** Utilisation in percent that it reaches. */
  readonly utilisation: number;
  readonly fails: boolean;
}

const MINUTE = 60;

/** The nodes with GPUs. */
export function nodesOf({ members }: FleetModel): MadeNode[] {
  return members.flatMap((member) =>
    member.pools
      .filter(({ gpusPerNode }) => gpusPerNode > 0)
      .flatMap((pool) =>
        Array.from({ length: pool.nodes }, (_, i) => ({
          member,
          pool,
          name: `${pool.name}-${String(i + 1).padStart(2, '0')}`,
        })),
      ),
  );
}

/** A number from 0 to 1 that looks random and is the same for the same words. */
export function chance(...words: readonly (string | number)[]): number {
  let hash = 2166136261;
  for (const char of words.join('/')) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Jobs one after the other on every pair of nodes of the members that run Volcano, with pauses in which the nodes are idle. */
export function jobsOf(fleet: FleetModel, seconds: number): MadeJob[] {
  const jobs: MadeJob[] = [];
  for (const member of fleet.members.filter(({ engines }) => engines.volcano)) {
    const nodes = nodesOf(fleet).filter((node) => node.member === member);
    for (let first = 0; first < nodes.length; first += 2) {
      const pair = nodes.slice(first, first + 2).map(({ name }) => name);
      let time = (12 - 120 * chance(member.name, first)) * MINUTE;
      for (let i = 1; time < seconds; i++) {
        const luck = (what: string) => chance(member.name, first, i, what);
        const begin = i === 1 ? Math.min(time, 0) : time;
        time += (50 + 110 * luck('length')) * MINUTE;
        jobs.push({
          member: member.name,
          name: `job-${first / 2 + 1}-${i}`,
          nodes: pair,
          begin,
          end: time,
          waited: (1 + 24 * luck('waited') ** 2) * MINUTE,
          utilisation: 68 + 30 * luck('utilisation'),
          fails: luck('fails') < 0.08,
        });
        time += (4 + 75 * luck('pause')) * MINUTE;
      }
    }
  }
  return jobs;
}
