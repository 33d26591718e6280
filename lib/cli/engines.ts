import { Argument, Command } from 'commander';
import type { FleetModel } from '../core/model';
import {
  defaultCacheRoot,
  ENGINE_NAMES,
  type EngineName,
  type EngineNamed,
  ensureEngines,
  findEngines,
} from '../engines';
import { neededEngines } from '../twin/needed-engines';
import type { TwinEngines } from '../twin/state';
import { printEngineProgress } from './engine-progress';
import { interruptible } from './interrupt';
import { Terminal } from './terminal';

/** Where the command prints, and where engines are kept. */
export interface EnginesDeps {
  /** @default standard output */
  readonly out?: NodeJS.WritableStream;
  /** For progress. @default standard error */
  readonly err?: NodeJS.WritableStream;
  /** @default as the environment says */
  readonly cacheRoot?: string;
}

/** `cdk8s-fleet engines [names...] [--list] [--json]` */
export function enginesCommand(deps: EnginesDeps = {}): Command {
  const { out = process.stdout, err = process.stderr } = deps;
  return new Command('engines')
    .description(
      'build the engines that are missing, all or those named; start and twin up build what their twin needs',
    )
    .addArgument(new Argument('[names...]', 'which engines').choices(ENGINE_NAMES).default([], 'all'))
    .option('--list', 'tell which engines are there, build nothing')
    .option('--json', 'print one JSON document')
    .action(async (chosen: EngineName[], options: { readonly list?: boolean; readonly json?: boolean }) => {
      const names = chosen.length > 0 ? chosen : ENGINE_NAMES;
      const cacheRoot = deps.cacheRoot ?? defaultCacheRoot();
      if (!options.list) {
        await interruptible((signal) => readyEngines(new Terminal(err), names, signal, cacheRoot));
      }
      const found = await findEngines(names, { cacheRoot });
      if (options.json) {
        out.write(`${JSON.stringify(found, null, 2)}\n`);
        return;
      }
      new Terminal(out).table(
        ['Engine', 'Version', 'Built'],
        found.map(({ name, version, engine }) => [name, version, engine?.binary ?? engine?.assets ?? 'no']),
      );
    });
}

/** Engines for a command, built if missing, with visible progress. @throws what `ensureEngines` throws */
export async function readyEngines<const N extends EngineName>(
  terminal: Terminal,
  names: readonly N[],
  signal: AbortSignal,
  cacheRoot: string = defaultCacheRoot(),
): Promise<{ [E in N]: EngineNamed<E> }> {
  try {
    return await ensureEngines(names, { cacheRoot, onProgress: printEngineProgress(terminal), signal });
  } finally {
    terminal.clearStatus();
  }
}

/** Which twin engines are for, and where they are kept. */
export interface TwinEngineOptions {
  /** Names of the members that run. @default see `neededEngines` */
  readonly members?: readonly string[];
  readonly signal: AbortSignal;
  /** @default as the environment says */
  readonly cacheRoot?: string;
}

/**
 * The engines that the twin of a fleet needs, built if missing, with visible progress.
 * @throws what `neededEngines` and `ensureEngines` throw
 */
export function readyTwinEngines(
  terminal: Terminal,
  fleet: FleetModel,
  { members, signal, cacheRoot }: TwinEngineOptions,
): Promise<TwinEngines> {
  return readyEngines(terminal, neededEngines(fleet, members), signal, cacheRoot);
}
