import type { FleetModel, MemberModel } from '../core/model';
import type { Engine, EngineName } from '../engines';
import { engineMissing } from './failures';
import type { TwinEngines } from './state';

/** The engines that the twin of a fleet runs: Kubernetes and Karmada always, Volcano where a member has it. */
export function neededEngines(fleet: FleetModel): EngineName[] {
  return fleet.members.some(runsVolcano) ? ['kubernetes', 'karmada', 'volcano'] : ['kubernetes', 'karmada'];
}

/** Whether a member has Volcano. */
export function runsVolcano({ engines }: MemberModel): boolean {
  return engines.volcano !== undefined;
}

/** The engine that runs Volcano, if one of these members has it. */
export function volcanoEngine(engines: TwinEngines, ...members: readonly MemberModel[]): Engine | undefined {
  return members.some(runsVolcano) ? engines.volcano : undefined;
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
