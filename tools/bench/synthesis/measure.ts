import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { transformSync } from '@swc/core';
import type { Shape } from './workload';

/** What one process measures. */
export type Task =
  | { readonly what: 'ours' | 'peer' | 'floor'; readonly shape: Shape }
  | { readonly what: 'load'; readonly module: 'ours' | 'peer' };

/** What one process saw. */
export interface Sample {
  readonly milliseconds: number;
  /** User and system time, all threads of the process. */
  readonly cpuMilliseconds: number;
  /** Highest resident memory of the process. */
  readonly peakMiB: number;
}

const ROOT = resolve(__dirname, '../../..');

/** Runs measurements on the library compiled to JavaScript, each in a fresh process. */
export class Bench {
  private readonly folder = join(ROOT, 'node_modules', '.cache', `cdk8s-fleet-bench-${process.pid}`);

  /** Compiles the library and this tool, below node_modules so that their packages are found. */
  public constructor() {
    for (const part of ['lib', 'tools/bench']) {
      compileFolder(join(ROOT, part), join(this.folder, part));
    }
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "commonjs" }');
  }

  /** Measures once. */
  public once(task: Task): Sample {
    const out = execFileSync(
      process.execPath,
      ['--max-old-space-size=4096', join(this.folder, 'tools/bench/synthesis/child.js'), JSON.stringify(task)],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    );
    return JSON.parse(out) as Sample;
  }

  /** Measures several times, the tasks in turn so that a busy machine slows all of them, and takes medians. */
  public medians<const T extends readonly Task[]>(tasks: T, repetitions: number): { readonly [I in keyof T]: Sample } {
    const samples = tasks.map((): Sample[] => []);
    for (let i = 0; i < repetitions; i++) {
      tasks.forEach((task, t) => {
        samples[t]!.push(this.once(task));
      });
    }
    return samples.map(medianOf) as { [I in keyof T]: Sample };
  }

  /** Removes what was compiled. */
  public close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function compileFolder(from: string, to: string): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const source = join(entry.parentPath, entry.name);
    const target = join(to, source.slice(from.length));
    if (!entry.isFile()) {
      continue;
    }
    mkdirSync(dirname(target), { recursive: true });
    if (entry.name.endsWith('.ts')) {
      const { code } = transformSync(readFileSync(source, 'utf8'), {
        filename: source,
        swcrc: false,
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      });
      writeFileSync(target.replace(/\.ts$/, '.js'), code);
    } else {
      cpSync(source, target);
    }
  }
}

function medianOf(samples: readonly Sample[]): Sample {
  return {
    milliseconds: median(samples.map((s) => s.milliseconds)),
    cpuMilliseconds: median(samples.map((s) => s.cpuMilliseconds)),
    peakMiB: median(samples.map((s) => s.peakMiB)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
