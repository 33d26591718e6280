import { FleetApp } from '../app/fleet-app';
import { compileProgram } from '../app/program';
import { LATE_AS_TEXT } from '../checks/rules';
import type { Compilation } from '../core/compilation';
import { FindingsError, finding } from '../core/findings';
import type { FleetModel } from '../core/model';
import { whichFleet } from './failures';

/** What is deployed: a program, or what it was compiled to. */
export type FleetProgram = FleetApp | Compilation;

/**
 * Compiles a program that stands in a file of its own: a module that exports its `FleetApp` as `app`. Its own `synth()` writes nothing.
 * @param file path of the program
 * @throws FindingsError if the program ends before it is complete; Failure `cli/no-program`, `cli/no-app`, `cli/no-typescript`
 */
export function loadProgram(file: string): Compilation {
  return compileProgram(file);
}

/** Compiles a program, unless it is compiled. @throws FindingsError if it has errors: nothing is deployed then */
export function compiled(program: FleetProgram): Compilation {
  const compilation = withOutputsAsText(FleetApp.isFleetApp(program) ? program.compile() : program);
  if (compilation.findings.some(({ severity }) => severity === 'error')) {
    throw new FindingsError(compilation.findings, compilation);
  }
  return compilation;
}

/** How the text begins that JavaScript makes of an Output of Pulumi. */
const OUTPUT_AS_TEXT = 'Calling [toString] on an [Output<T>] is not supported';

/** A compilation that also tells of Outputs in templates of JavaScript. */
function withOutputsAsText(compilation: Compilation): Compilation {
  const findings = compilation.targets.flatMap(({ objects }) =>
    objects
      .filter(({ manifest }) => JSON.stringify(manifest).includes(OUTPUT_AS_TEXT))
      .map(({ path }) =>
        finding(LATE_AS_TEXT, {
          place: path,
          message: 'an Output of Pulumi was put into a text by a template of JavaScript.',
          fix: 'Put late(output) into the template, or pulumi.interpolate it and pass that through late().',
        }),
      ),
  );
  return { ...compilation, findings: [...compilation.findings, ...findings] };
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
