import { apiGroupOf, kindKey } from '../../core/manifest';
import type { ApiClient } from '../../twin/client';
import { NotYet, waitFor } from '../../twin/wait';
import type { CarriedKind } from '../join/carried-kinds';
import { carriesImpersonation } from './impersonation';
import { isWider, mayWrite, type PolicyRule, resourceName } from './rights';
import { objectsOf, worksFor } from './works';

/** Seconds in which Karmada must have removed from a member what an earlier update has deleted on the control plane. */
const REMOVE_SECONDS = 60;

/** Where to look for kinds whose right must stay. */
export interface KeptKindsOptions {
  readonly controlPlane: ApiClient;
  readonly member: ApiClient;
  /** Name of the member. */
  readonly name: string;
  /** What Karmada may do in the member now. */
  readonly given: readonly PolicyRule[];
  /** What it is to be able to do. */
  readonly wanted: readonly PolicyRule[];
  /** Kinds that Karmada is given a while for: what they came with went in an earlier update. @default none */
  readonly leaving?: readonly CarriedKind[];
}

/**
 * Kinds that are not wanted any more, and whose right must stay for now: Karmada still carries objects of them, and could not remove them without.
 * Their works would stay for ever (karmada pkg/controllers/execution/execution_controller.go). A kind for which it never had the right is none
 * of these, whoever made Karmada carry it.
 */
export async function keptKinds({ leaving = [], ...options }: KeptKindsOptions): Promise<CarriedKind[]> {
  let kept = await look(options);
  const waitsFor = () => kept.filter((kind) => includes(leaving, kind));
  if (waitsFor().length > 0) {
    const gone = async () => {
      kept = await look(options);
      return waitsFor().length === 0 || new NotYet('they are still there');
    };
    // in vain where another program has them carried
    await waitFor('the end of works', gone, { seconds: REMOVE_SECONDS, everyMs: 500 }).catch(() => undefined);
  }
  return kept;
}

/** The kinds that Karmada carries to a member. Works of impersonation are not meant: a join ends them itself. */
export async function kindsInWorks(controlPlane: ApiClient, name: string): Promise<CarriedKind[]> {
  const works = (await worksFor(controlPlane, name)).filter((work) => !carriesImpersonation(work));
  const kinds = new Map<string, CarriedKind>();
  for (const { apiVersion, kind } of works.flatMap(objectsOf)) {
    kinds.set(`${apiVersion}/${kind}`, { apiVersion, kind });
  }
  return [...kinds.keys()].sort().map((key) => kinds.get(key)!);
}

/** Whether one of the kinds is this one. */
export function includes(kinds: readonly CarriedKind[], kind: CarriedKind): boolean {
  return kinds.some((one) => kindKey(one) === kindKey(kind));
}

async function look({ controlPlane, member, name, given, wanted }: KeptKindsOptions): Promise<CarriedKind[]> {
  const kept: CarriedKind[] = [];
  if (!isWider(given, wanted)) {
    return kept;
  }
  for (const kind of await kindsInWorks(controlPlane, name)) {
    const group = apiGroupOf(kind.apiVersion);
    const resource = await resourceName(member, kind.apiVersion, kind.kind);
    if (mayWrite(given, group, resource) && !mayWrite(wanted, group, resource)) {
      kept.push(kind);
    }
  }
  return kept;
}
