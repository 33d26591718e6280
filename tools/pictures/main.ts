/**
 * `npm run pictures` writes docs/pictures/*.svg: the report of `npm start -- --no-twin`, one dashboard with what a real
 * Prometheus answers about made-up series, and the recorded runs of `npm run bench -- training`. With --check it only tells whether they are current.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compileProgram } from '../../lib/app/program';
import { readyEngines } from '../../lib/cli/engines';
import { interruptible } from '../../lib/cli/interrupt';
import { Terminal } from '../../lib/cli/terminal';
import { dashboardPicture } from './dashboard-picture';
import { type Dashboard, SCRAPE_INTERVAL, type TimeRange } from './model';
import { FixedPrometheus } from './prometheus';
import { reportPicture } from './report-picture';
import { madeSeries, openMetrics } from './series';
import { trainingPicture } from './training-picture';

const ROOT = resolve(__dirname, '../..');
const FOLDER = join(ROOT, 'docs/pictures');
const PROGRAM = join(ROOT, 'examples/dashboards/main.ts');
const CONFIG_MAP = 'ai-dashboards-gpus';
const HOURS = 6;
const END = Date.UTC(2026, 10, 2, 15) / 1000;
const TIME: TimeRange = { begin: END - HOURS * 3600, end: END, step: 4 * SCRAPE_INTERVAL };

async function main(): Promise<void> {
  save('report.svg', reportPicture());
  save('training.svg', trainingPicture('philly-small-pods'));
  save('gpu-dashboard.svg', await gpuDashboardPicture());
  save('training-sharing.svg', trainingPicture('openb'));
}

async function gpuDashboardPicture(): Promise<string> {
  const { fleets, targets } = compileProgram(PROGRAM);
  const manifests = targets.flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
  const configMap = manifests.find(({ metadata }) => metadata.name === CONFIG_MAP);
  const [json] = Object.values((configMap?.data ?? {}) as Readonly<Record<string, string>>);

  const terminal = new Terminal(process.stderr);
  const programs = await interruptible((signal) => readyEngines(terminal, ['prometheus', 'promtool'], signal));
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-pictures-'));
  const seconds = TIME.end - TIME.begin;
  const samples = openMetrics(madeSeries(fleets[0]!, seconds), TIME.begin, seconds, SCRAPE_INTERVAL);
  const prometheus = await FixedPrometheus.start(programs, samples, folder);
  try {
    return await dashboardPicture(JSON.parse(json!) as Dashboard, prometheus, TIME);
  } finally {
    await prometheus.stop();
    rmSync(folder, { recursive: true });
  }
}

function save(name: string, svg: string): void {
  const file = join(FOLDER, name);
  if (!process.argv.includes('--check')) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, svg);
  } else if (readFileSync(file, 'utf8') !== svg) {
    console.error(`docs/pictures/${name} is not current. Fix: npm run pictures`);
    process.exitCode = 1;
  }
}

main();
