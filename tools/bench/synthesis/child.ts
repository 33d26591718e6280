import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Sample, Task } from './measure';
import type { Shape } from './workload';

/** One measurement, in a process of its own: reads a task from the command line, prints a sample. */
function main(): void {
  const task = JSON.parse(process.argv[2] ?? '') as Task;
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-bench-'));
  try {
    process.stdout.write(JSON.stringify(run(task, folder)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(task: Task, folder: string): Sample {
  switch (task.what) {
    case 'ours':
      return synthOurs(task.shape, join(folder, 'dist'));
    case 'peer':
      return synthPeer(task.shape, join(folder, 'dist'));
    case 'floor':
      return writeJson(task.shape, join(folder, 'dist'));
    case 'load':
      return load(task.module);
  }
}

function synthOurs(shape: Shape, outdir: string): Sample {
  const app = fleetApp(shape, outdir);
  return sample(() => app.synth());
}

function synthPeer(shape: Shape, outdir: string): Sample {
  const { App } = require('cdk8s') as typeof import('cdk8s');
  const { populate } = require('./workload') as typeof import('./workload');
  const app = new App({ outdir });
  populate(app, shape);
  return sample(() => app.synth());
}

/** The least that any synthesis does: the same objects as JSON text, in the same number of files. */
function writeJson(shape: Shape, outdir: string): Sample {
  const files = fleetApp(shape, outdir)
    .compile()
    .targets.flatMap((target) => target.files);
  return sample(() => {
    mkdirSync(outdir, { recursive: true });
    for (const { name, objects } of files) {
      writeFileSync(join(outdir, name), objects.map(({ manifest }) => JSON.stringify(manifest)).join('\n'));
    }
  });
}

/** What `require` costs: of cdk8s, or of this library once cdk8s is there. Nothing else has been loaded by then. */
function load(module: 'ours' | 'peer'): Sample {
  const requireCdk8s = () => require('cdk8s');
  if (module === 'peer') {
    return sample(requireCdk8s);
  }
  requireCdk8s();
  return sample(() => require('../../../lib/index'));
}

function fleetApp(shape: Shape, outdir: string) {
  const { FleetApp } = require('../../../lib/index') as typeof import('../../../lib/index');
  const { populate } = require('./workload') as typeof import('./workload');
  const app = new FleetApp({ outdir });
  populate(app, shape);
  return app;
}

function sample(work: () => void): Sample {
  const cpu = process.cpuUsage();
  const start = performance.now();
  work();
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { milliseconds, cpuMilliseconds: (user + system) / 1000, peakMiB: process.resourceUsage().maxRSS / 1024 };
}

main();
