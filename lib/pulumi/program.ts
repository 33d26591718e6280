import { FleetApp } from '../app/fleet-app';
import { compileProgram } from '../app/program';
import type { Compilation } from '../core/compilation';
import { FindingsError } from '../core/findings';
import type { FleetModel } from '../core/model';
import { whichFleet } from './failures';

/** What is deployed: a program, or what it was compiled to. */
export type FleetProgram = FleetApp | Compilation;

/**
 * Compiles a program that stands in a file of its own: a module that exports its `FleetApp` as `app`. Its own `synth()` writes nothing.
 * @param file path of the program
 * @throws FindingsError if the program ends before it is complete; Failure `cli/no-program`, `cli/no-app`, `cli/no-typescript`, `cli/top-level-await`
 */
export function loadProgram(file: string): Compilation {
  return compileProgram(file);
}

/** Compiles a program, unless it is compiled. @throws FindingsError if it has errors: nothing is deployed then */
export function compiled(program: FleetProgram): Compilation {
  const compilation = FleetApp.isFleetApp(program) ? program.compile() : program;
  if (compilation.findings.some(({ severity }) => severity === 'error')) {
    throw new FindingsError(compilation.findings, compilation);
  }
  return compilation;
}

/** The fleet of this name, or the only one. @throws Failure `pulumi/which-fleet` */
export function fleetOf({ fleets }: Compilation, name: string | undefined, place: string): FleetModel {
  const chosen = name === undefined && fleets.length === 1 ? fleets[0] : fleets.find((fleet) => fleet.name === name);
  if (!chosen) {
    throw whichFleet(
      place,
      fleets.map((fleet) => fleet.name),
    );
  }
  return chosen;
}
