import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { defaultCacheRoot, ensureEngines } from '../../../lib/engines';
import { LocalStack } from '../../../lib/pulumi';
import { neededEngines, Twin } from '../../../lib/twin';
import { installStandIn } from '../../../test/engines/support/kubernetes-plugin/install';
import { choiceOf, countOf, exitCodeOf, UsageError } from '../command';
import { configMaps, WAYS, type Way } from './programs';
import { type Row, STEPS, type Step, writeRows } from './recording';

const USAGE = `npm run bench -- pulumi [--objects 500] [--only NAME] [--from STEP] [--until STEP] [--json] [--record]
  Applies ConfigMaps to an API server of a twin in several ways. All but bulk go through the tests' stand-in for
  the plugin of Pulumi's Kubernetes provider. The steps are preview, up, upAgain and destroy; --from names the first
  one that is measured and --until the last one. What --from needs of the steps before it is done unmeasured, with the
  state written once and not with each resource: minutes for 5,000 objects, where the measured step takes most of an hour.
  --record keeps the result in tools/bench/pulumi/recorded.json, from which the table in docs is written.
`;

const GOAL = 'up by bulk takes at most a third of the time of ConfigGroup';

/** Providers run from the project's folder, which must see this repository's packages. */
const PROJECTS = resolve(__dirname, '../../../.cdk8s-fleet');

/** `npm run bench -- pulumi` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      objects: { type: 'string', default: '500' },
      only: { type: 'string' },
      from: { type: 'string', default: 'preview' },
      until: { type: 'string', default: 'destroy' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const count = countOf('objects', values.objects);
  const ways = WAYS.filter(({ name }) => values.only === undefined || name.includes(values.only));
  if (ways.length === 0) {
    throw new UsageError(`--only is '${values.only}'; expected a part of: ${WAYS.map(({ name }) => name).join('; ')}.`);
  }
  const [first, last] = [choiceOf('from', values.from, STEPS), choiceOf('until', values.until, STEPS)];
  const steps = STEPS.slice(STEPS.indexOf(first), STEPS.indexOf(last) + 1);
  if (steps.length === 0) {
    throw new UsageError(`--until is '${last}', a step before --from ('${first}').`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-bench-'));
  installStandIn(join(folder, 'plugin'));
  const cacheRoot = defaultCacheRoot();
  await ensureEngines(['pulumi'], { cacheRoot });
  const [fleet] = configMaps(1).fleets;
  const engines = await ensureEngines(neededEngines(fleet!), { cacheRoot });
  const twin = await Twin.up(fleet!, { state: join(folder, 'twin'), engines });
  try {
    const kubeconfig = readFileSync(twin.kubeconfig('a'), 'utf8');
    const rows: Row[] = [];
    for (const way of ways) {
      rows.push(await measure(way, count, kubeconfig, steps));
    }
    process.stdout.write(values.json ? `${JSON.stringify(rows, null, 2)}\n` : `${tableOf(rows)}\n${verdictOf(rows)}\n`);
    if (values.record) {
      writeRows(rows);
    }
  } finally {
    await twin.down();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  { name, resources }: Way,
  objects: number,
  kubeconfig: string,
  steps: readonly Step[],
): Promise<Row> {
  const program = configMaps(objects);
  mkdirSync(PROJECTS, { recursive: true });
  const folder = mkdtempSync(join(PROJECTS, 'bench-'));
  let output = '';
  try {
    const stack = await LocalStack.open({
      folder,
      project: 'bench',
      program: async () => resources(program, kubeconfig),
      nodeOptions: ['--import', 'tsx'],
      onOutput: (text) => {
        output = `${output}${text}`.slice(-2000);
      },
    });
    const work: Readonly<Record<Step, () => Promise<unknown>>> = {
      preview: () => stack.preview(),
      up: () => stack.up(),
      upAgain: () => stack.up(),
      destroy: () => stack.down(),
    };
    if (steps[0] === 'upAgain' || steps[0] === 'destroy') {
      process.env.PULUMI_SKIP_CHECKPOINTS = 'true';
      await stack.up();
      delete process.env.PULUMI_SKIP_CHECKPOINTS;
    }
    const taken: Partial<Record<Step, number>> = {};
    for (const step of steps) {
      taken[step] = await seconds(work[step]);
      process.stderr.write(`${name}, ${objects} objects, ${step}: ${taken[step]} s\n`);
    }
    return { way: name, objects, ...taken };
  } catch (error) {
    process.stderr.write(output);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Number(((performance.now() - start) / 1000).toPrecision(3));
}

function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['seconds', 'objects', 'preview', 'up', 'up again', 'destroy'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const row of rows) {
    table.push([row.way, row.objects, ...STEPS.map((step) => row[step] ?? '–')]);
  }
  return table.toString();
}

/** Whether the goal is met, as far as it was measured. */
function verdictOf(rows: readonly Row[]): string {
  const [ours, peer] = ['ours, bulk', 'yaml.ConfigGroup'].map((name) => rows.find(({ way }) => way === name)?.up);
  if (ours === undefined || peer === undefined) {
    return `not measured: ${GOAL}`;
  }
  return `${ours <= peer / 3 ? 'holds' : 'MISSED'}: ${GOAL} (${(ours / peer).toPrecision(2)} of it)`;
}

exitCodeOf(USAGE, main).then((code) => {
  process.exitCode = code;
});
