import type { Finding } from '../core/findings';
import { anyLate } from '../core/late';
import type { JsonObject } from '../core/manifest';
import type { MemberModel } from '../core/model';
import { alteredLate, lateInKeys, lateTextsOf, outputsAsText } from './late';
import type { Program } from './placement';

/** What is no object, and yet reaches a deployment with its late values. */
interface Stated {
  readonly place: string;
  readonly content: JsonObject;
}

type Models = Pick<Program, 'addOns' | 'fleets'>;

/** What is wrong with late values of charts and node pools: once for each construct, whose members have most of them alike. */
export function lateInModels(models: Models): Finding[] {
  const found = statedIn(models).flatMap(({ place, content }) => [
    ...(anyLate() ? [...alteredLate(content, place), ...lateInKeys(content, place)] : []),
    ...outputsAsText(content, place),
  ]);
  return [...new Map(found.map((one) => [`${one.id} ${one.place} ${one.pointer}`, one])).values()];
}

/** The texts that stand for late values in charts and node pools. */
export function lateTextsInModels(models: Models): string[] {
  return statedIn(models).flatMap(({ content }) => lateTextsOf(content));
}

function statedIn({ addOns, fleets }: Models): Stated[] {
  return [
    ...addOns.flatMap(({ place, releases }) =>
      releases.flatMap(({ values, repository, version }) => [
        { place, content: values },
        { place, content: { repository, version } },
      ]),
    ),
    ...fleets.map(({ name, members }) => ({ place: name, content: { members: poolsByMember(members) } })),
  ];
}

function poolsByMember(members: readonly MemberModel[]): JsonObject {
  const shown = ({ pools }: MemberModel): JsonObject =>
    Object.fromEntries(
      pools.map(({ name, labels, taints }) => [name, { labels, taints: taints.map((taint) => ({ ...taint })) }]),
    );
  return Object.fromEntries(members.map((member) => [member.name, { pools: shown(member) }]));
}
