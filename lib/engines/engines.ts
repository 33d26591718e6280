import { Failure } from '../core/failure';
import { buildEngine } from './build';
import { buildLog, cachedEngine, engineFolder, ensureCache } from './cache';
import type { Engine, EngineName } from './catalogue';
import { type GoOptions, goVersion } from './go';
import { withLock } from './lock';
import type { EnginePhase, EngineProgress } from './progress';
import { type EngineSource, engineSource } from './source';

/** Where engines are kept. */
export interface FindOptions {
  /** See `defaultCacheRoot`. */
  readonly cacheRoot: string;
}

/** How to build what is missing. */
export interface EnsureOptions extends FindOptions, GoOptions {
  /** Called when something happened, and once a second while nothing did. */
  readonly onProgress?: (progress: EngineProgress) => void;
}

/** One engine of the catalogue, built or not. */
export interface FoundEngine {
  readonly name: EngineName;
  /** The pinned version, `v1.2.3`. */
  readonly version: string;
  /** Absent when it has to be built. */
  readonly engine?: Engine;
}

/** Looks which engines are built. Needs no Go: an engine that any version of Go has built is good enough to run. */
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
 * @throws Failure `engine/go-missing`, `engine/go-too-old`, `engine/download-failed`, `engine/build-failed`,
 * `engine/cache-not-writable`; the signal's reason when aborted
 */
export async function ensureEngines<const N extends EngineName>(
  names: readonly N[],
  options: EnsureOptions,
): Promise<Record<N, Engine>> {
  const engines: Partial<Record<N, Engine>> = {};
  for (const name of names) {
    engines[name] = await ensureEngine(engineSource(name), options);
  }
  return engines as Record<N, Engine>;
}

async function ensureEngine(source: EngineSource, options: EnsureOptions): Promise<Engine> {
  const { cacheRoot } = options;
  const version = await goVersion(source, options).catch(async (failure: unknown) => {
    const built = isAboutGo(failure) ? await cachedEngine(cacheRoot, source) : undefined;
    if (!built) {
      throw failure;
    }
    return undefined;
  });
  const cached = await cachedEngine(cacheRoot, source, version);
  if (cached) {
    return cached;
  }
  await ensureCache(cacheRoot);
  return build(source, version as string, options);
}

async function build(source: EngineSource, version: string, options: EnsureOptions): Promise<Engine> {
  const { cacheRoot, signal } = options;
  const folder = engineFolder(cacheRoot, source, version);
  const progress = new ProgressReport(source.name, options.onProgress);
  const onWaiting = () => progress.report('waiting', 0, 0);
  try {
    return await withLock(folder, { signal, onWaiting }, async () => {
      // Whoever had the lock before may have built it.
      if (!(await cachedEngine(cacheRoot, source, version))) {
        const log = buildLog(cacheRoot, source);
        const onPhase = (phase: EnginePhase, done: number, total: number) => progress.report(phase, done, total);
        await buildEngine(source, { ...options, folder, log, goVersion: version, onPhase });
      }
      progress.report('ready', progress.total, progress.total);
      return (await cachedEngine(cacheRoot, source, version)) as Engine;
    });
  } finally {
    progress.end();
  }
}

function isAboutGo(failure: unknown): boolean {
  return Failure.isFailure(failure) && (failure.id === 'engine/go-missing' || failure.id === 'engine/go-too-old');
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
