import type { FleetModel, MemberModel } from '../../core/model';
import { CLUSTER_LABEL } from '../member-prometheus';

/** The label of probes that says which member they go to. */
export const TARGET_LABEL = 'target_member';

/** What a dashboard is about: the fleet, and how a utilisation is judged. */
export interface DashboardScope {
  readonly fleet: FleetModel;
  readonly uid: string;
  readonly title: string;
  /** Utilisation in percent above which a GPU is busy. */
  readonly busyAbove: number;
}

/** Label matchers for the members that are chosen at the top of the dashboard, and more. */
export function where({ groups }: FleetModel, ...more: readonly string[]): string {
  const group = Object.keys(groups).length > 0 ? [`${CLUSTER_LABEL}=~"\${group:raw}"`] : [];
  return `{${[`${CLUSTER_LABEL}=~"$cluster"`, ...group, ...more].join(', ')}}`;
}

/** Whether a member runs an engine. */
export function anyRuns({ members }: FleetModel, engine: string): boolean {
  return members.some((member) => member.engines[engine] !== undefined);
}

/** The members, as one regular expression over the label. Names are DNS labels: nothing in them needs escaping. */
export function anyOf(members: readonly Pick<MemberModel, 'name'>[]): string {
  return members.map(({ name }) => name).join('|');
}
