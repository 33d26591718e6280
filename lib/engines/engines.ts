import { buildEngine } from './build';
import { buildLog, cachedEngine, engineFolder, ensureCache } from './cache';
import type { EngineFiles, EngineName, EngineNamed } from './catalogue';
import { goVersion } from './go';
import { withLock } from './lock';
import type { ToolOptions } from './options';
import type { EnginePhase, EngineProgress } from './progress';
import { type EngineSource, engineSource, isGoSource } from './source';

/** Where engines are kept. */
export interface FindOptions {
  /** See `defaultCacheRoot`. */
  readonly cacheRoot: string;
}

/** How to build what is missing. */
export interface EnsureOptions extends FindOptions, ToolOptions {
  /** Called when something happened, and once a second while nothing did. @default none */
  readonly onProgress?: (progress: EngineProgress) => void;
}

/** One engine of the catalogue, built or not. */
export interface FoundEngine {
  readonly name: EngineName;
  /** The pinned version, `v1.2.3`. */
  readonly version: string;
  /** Absent when it has to be built. */
  readonly engine?: EngineFiles & { readonly binary?: string };
}

/** Looks which engines are built. Needs no tool: an engine that any version of Go has built is good enough to run. */
export function findEngines(names: readonly EngineName[], options: FindOptions): Promise<FoundEngine[]> {
  return Promise.all(
    names.map(async (name) => {
      const source = engineSource(name);
      const engine = await cachedEngine(options.cacheRoot, source);
      return { name, version: source.version, ...(engine ? { engine } : {}) };
    }),
  );
}

/**
 * Returns engines, one after the other built if missing. Two processes that want the same engine build it once.
 * @throws Failure `engine/go-missing`, `engine/go-too-old`, `engine/python-missing`, `engine/download-failed`,
 * `engine/build-failed`, `engine/cache-not-writable`; the signal's reason when aborted
 */
export async function ensureEngines<const N extends EngineName>(
  names: readonly N[],
  options: EnsureOptions,
): Promise<{ [E in N]: EngineNamed<E> }> {
  const engines: Partial<Record<N, EngineFiles>> = {};
  for (const name of names) {
    engines[name] = await ensureEngine(engineSource(name), options);
  }
  // the cache has a program for every engine that the catalogue gives one
  return engines as { [E in N]: EngineNamed<E> };
}

async function ensureEngine(source: EngineSource, options: EnsureOptions): Promise<EngineFiles> {
  const { cacheRoot } = options;
  const go = isGoSource(source)
    ? await goVersion(source, options).catch(async (failure: unknown) => {
        options.signal?.throwIfAborted();
        // what is built needs no Go, whatever is wrong with it
        if (!(await cachedEngine(cacheRoot, source))) {
          throw failure;
        }
        return undefined;
      })
    : undefined;
  const cached = await cachedEngine(cacheRoot, source, go);
  if (cached) {
    return cached;
  }
  await ensureCache(cacheRoot);
  return build(source, go, options);
}

async function build(source: EngineSource, go: string | undefined, options: EnsureOptions): Promise<EngineFiles> {
  const { cacheRoot, signal } = options;
  const folder = engineFolder(cacheRoot, source, go);
  const progress = new ProgressReport(source.name, options.onProgress);
  const onWaiting = () => progress.report('waiting', 0, 0);
  try {
    return await withLock(folder, { signal, onWaiting }, async () => {
      // Whoever had the lock before may have built it.
      if (!(await cachedEngine(cacheRoot, source, go))) {
        const log = buildLog(cacheRoot, source);
        const onPhase = (phase: EnginePhase, done: number, total: number) => progress.report(phase, done, total);
        await buildEngine(source, { ...options, folder, log, goVersion: go, onPhase });
      }
      progress.report('ready', progress.total, progress.total);
      return (await cachedEngine(cacheRoot, source, go)) as EngineFiles;
    });
  } finally {
    progress.end();
  }
}

/** Repeats the last progress every second, with the time that has passed. */
class ProgressReport {
  private readonly began = Date.now();
  private readonly timer: NodeJS.Timeout;
  private last: Pick<EngineProgress, 'phase' | 'done' | 'total'> | undefined;

  public constructor(
    private readonly engine: EngineName,
    private readonly listener: ((progress: EngineProgress) => void) | undefined,
  ) {
    this.timer = setInterval(() => this.tell(), 1000);
    this.timer.unref();
  }

  public get total(): number {
    return this.last?.total ?? 0;
  }

  public report(phase: EnginePhase, done: number, total: number): void {
    this.last = { phase, done, total };
    this.tell();
  }

  public end(): void {
    clearInterval(this.timer);
  }

  private tell(): void {
    if (this.last) {
      this.listener?.({ engine: this.engine, ...this.last, seconds: (Date.now() - this.began) / 1000 });
    }
  }
}
