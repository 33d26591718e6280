import { fewOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { memberObjects } from '../plan/member-objects';
import { isOfMesh, isRoute, readMesh } from '../plan/mesh';
import { KnownHosts } from './known-hosts';
import type { Program } from './placement';
import { type RouteProblem, routeProblems } from './route-problems';

/**
 * Routes lead somewhere: to services, ports, subsets and pods that the member has which routes. Each member is taken for a
 * mesh of its own. Objects of every origin count, written by hand or by constructs.
 */
export function checkTraffic(program: Program): Finding[] {
  if (!program.targets.some(({ objects }) => objects.some(({ manifest }) => isRoute(manifest)))) {
    return [];
  }
  const known = new Map(program.fleets.map((fleet) => [fleet, new KnownHosts(program, fleet)]));
  const byProblem = new Map<string, { readonly problem: RouteProblem; readonly members: Set<string> }>();
  for (const { fleet, member, objects } of memberObjects(program, isOfMesh)) {
    for (const problem of routeProblems(readMesh(objects), member.name, known.get(fleet)!)) {
      const key = JSON.stringify([fleet.name, problem.rule.id, problem.place, problem.message]);
      const same = byProblem.get(key) ?? { problem, members: new Set<string>() };
      same.members.add(member.name);
      byProblem.set(key, same);
    }
  }
  return [...byProblem.values()].map(({ problem: { rule, place, value, message, fix }, members }) => {
    const names = fewOf([...members].map((name) => `'${name}'`));
    return finding(rule, {
      place,
      value,
      message: `in ${members.size > 1 ? 'members' : 'member'} ${names} ${message}`,
      fix,
    });
  });
}
