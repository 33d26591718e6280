import type { Manifest } from '../core/manifest';
import type { FleetModel, MemberModel } from '../core/model';
import type { EngineVersionName } from '../core/versions';
import type { Engine } from '../engines';
import { type Definition, defines, definitionsOf } from './definitions';
import { engineMissing } from './failures';
import { runningPart } from './running-part';
import type { TwinEngineName, TwinEngines } from './state';

/** An engine that members declare. */
export interface DeclaredEngine {
  readonly declared: EngineVersionName;
  /** Where its kinds, and its program if the twin runs it, come from. */
  readonly engine: Exclude<TwinEngineName, 'kubernetes' | 'karmada'>;
  /** What a twin has of it. */
  readonly title: string;
}

/** Of Volcano a twin has everything; of the others it has the kinds, so that their objects are judged and carried. */
const DECLARED: readonly DeclaredEngine[] = [
  { declared: 'volcano', engine: 'volcano', title: 'Volcano' },
  { declared: 'istio', engine: 'istio-crds', title: 'the kinds of Istio' },
  { declared: 'kyverno', engine: 'kyverno-crds', title: 'the kinds of Kyverno' },
  { declared: 'prometheusOperator', engine: 'prometheus-operator-crds', title: 'the kinds of the Prometheus operator' },
];

/** The engines that some of these members declare. */
export function declaredEngines(...members: readonly MemberModel[]): DeclaredEngine[] {
  return DECLARED.filter(({ declared }) => members.some(({ engines }) => engines[declared] !== undefined));
}

/**
 * The engines that the twin of a fleet needs: Kubernetes and Karmada always, the others where a member has them.
 * @param members names of those that run; without them those that the fleet names for its twins, or else all
 * @throws Failure `twin/unknown-name`
 */
export function neededEngines(fleet: FleetModel, members?: readonly string[]): TwinEngineName[] {
  const { fleet: part } = runningPart(fleet, members);
  return ['kubernetes', 'karmada', ...declaredEngines(...part.members).map(({ engine }) => engine)];
}

/**
 * The kinds that these members have beside those of Kubernetes, as far as they are needed: all of Volcano, whose programs
 * run; of the other engines those of these objects. All of them would cost each API server 17 s of a core and 450 MiB.
 */
export function neededKinds(
  engines: TwinEngines,
  members: readonly MemberModel[],
  objects: readonly Manifest[],
): Definition[] {
  return declaredEngines(...members).flatMap(({ declared, engine }) => {
    const files = engines[engine];
    const definitions = files ? definitionsOf(files) : [];
    return definitions.filter(
      (definition) => declared === 'volcano' || objects.some((object) => defines(definition, object)),
    );
  });
}

/** Whether a member has Volcano. */
export function runsVolcano({ engines }: MemberModel): boolean {
  return engines.volcano !== undefined;
}

/** The engine that runs Volcano, if a member has it. */
export function volcanoEngine(engines: TwinEngines, member: MemberModel): Engine | undefined {
  return runsVolcano(member) ? engines.volcano : undefined;
}

/**
 * Fails if an engine that the fleet needs is not given.
 * @throws Failure `twin/engine-missing`
 */
export function expectEngines(fleet: FleetModel, engines: TwinEngines): void {
  for (const name of neededEngines(fleet)) {
    if (!engines[name]) {
      throw engineMissing(fleet.name, name);
    }
  }
}
