import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { parse } from 'yaml';
import type { Compilation } from '../core/compilation';
import { Failure, reasonOf } from '../core/failure';
import { FindingsError } from '../core/findings';
import { FleetApp } from './fleet-app';
import { setHost } from './host';

/** Extensions that plain Node does not run. */
const TYPESCRIPT = ['.ts', '.mts', '.cts'];

/**
 * Loads a program: a module that exports its `FleetApp` as `app`.
 *
 * @param file the program; without it the file that `app` in cdk8s.yaml names is taken, and `output` there is the output folder
 * of a program that states none
 * @throws FindingsError if the program finds errors while it synthesizes
 * @throws Failure `cli/no-program`, `cli/no-app`, `cli/no-typescript`, `cli/top-level-await`
 */
export function loadProgram(file: string | undefined, folder: string): FleetApp {
  const named = file === undefined ? programOf(folder) : { file };
  const path = resolve(folder, named.file);
  if (!existsSync(path)) {
    throw new Failure({
      id: 'cli/no-program',
      place: path,
      message: 'the program does not exist.',
      fix: 'Name the file that builds your fleet: cdk8s-fleet COMMAND path/to/main.ts.',
    });
  }
  const require = createRequire(path);
  if (TYPESCRIPT.includes(extname(path))) {
    enableTypeScript(require, path);
  }
  // what the program's own synth() would write and tell is this command's business
  setHost({ writes: false, report: () => undefined, outdir: named.output });
  const exported = load(require, path);
  const app = exported.app ?? exported.default;
  if (!FleetApp.isFleetApp(app)) {
    throw new Failure({
      id: 'cli/no-app',
      place: path,
      message: "the program exports no FleetApp as 'app'.",
      fix: 'Write: export const app = new FleetApp();',
    });
  }
  return app;
}

function load(require: NodeJS.Require, path: string): { readonly app?: unknown; readonly default?: unknown } {
  try {
    return require(path);
  } catch (cause) {
    if (!waitsAtTopLevel(cause)) {
      throw cause;
    }
    throw new Failure({
      id: 'cli/top-level-await',
      place: path,
      message:
        'the program, or a module of its own, awaits something at its top level; programs are loaded at once, without waiting.',
      fix: 'Read input synchronously (readFileSync), or write it to a file in a step of its own before.',
      cause,
    });
  }
}

/** Whether this is how Node, or the compiler of tsx, says that `require` cannot load a module that waits. */
function waitsAtTopLevel(error: unknown): boolean {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  return (
    code === 'ERR_REQUIRE_ASYNC_MODULE' || (name === 'TransformError' && reasonOf(error).includes('Top-level await'))
  );
}

/** The file that the command in cdk8s.yaml runs, its last word that is a file, and the folder that it writes to. */
function programOf(folder: string): { readonly file: string; readonly output?: string } {
  const config = resolve(folder, 'cdk8s.yaml');
  const { app: command, output }: { app?: unknown; output?: unknown } =
    (existsSync(config) && parse(readFileSync(config, 'utf8'))) || {};
  const file =
    typeof command === 'string' &&
    command
      .split(/\s+/)
      .reverse()
      .find((word) => existsSync(resolve(folder, word)));
  if (!file) {
    throw new Failure({
      id: 'cli/no-program',
      place: config,
      message: 'no program was named, and cdk8s.yaml names none.',
      fix: "Name the program, or write 'app: npx tsx main.ts' in cdk8s.yaml.",
    });
  }
  return { file, ...(typeof output === 'string' ? { output } : {}) };
}

function enableTypeScript(require: NodeJS.Require, path: string): void {
  if (require.extensions['.ts']) {
    return;
  }
  try {
    require('tsx/cjs');
  } catch (cause) {
    throw new Failure({
      id: 'cli/no-typescript',
      place: path,
      message: 'the program is TypeScript, and tsx, which runs it, is not installed beside it.',
      fix: 'npm install --save-dev tsx, or name the compiled program.',
      cause,
    });
  }
}

/**
 * Loads a program and compiles it, also one whose own `synth()` finds errors: they are among the findings.
 * @throws FindingsError if the program ends before it is complete, and the Failures of `loadProgram`
 */
export function compileProgram(file: string | undefined, folder: string = process.cwd()): Compilation {
  try {
    return loadProgram(file, folder).compile();
  } catch (error) {
    if (FindingsError.isFindingsError(error) && error.compilation) {
      return error.compilation;
    }
    throw error;
  }
}
