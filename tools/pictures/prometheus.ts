import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from '../../lib/engines';
import { PortRange } from '../../lib/twin/ports';
import { waitFor } from '../../lib/twin/wait';

/** The two programs of Prometheus. */
export type PrometheusPrograms = Readonly<Record<'prometheus' | 'promtool', Pick<Engine, 'binary'>>>;

/** One series of an answer. */
export interface Answer {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970, and the value then. */
  readonly points: readonly (readonly [number, number])[];
}

const LOOPBACK = '127.0.0.1';

/** A real Prometheus on this machine that holds given samples, scrapes nothing, and answers queries about them. */
export class FixedPrometheus {
  /**
   * @param samples text in the OpenMetrics format
   * @param folder an empty folder for its files
   */
  public static async start(programs: PrometheusPrograms, samples: string, folder: string): Promise<FixedPrometheus> {
    const [openmetrics, data, config] = ['samples.txt', 'data', 'prometheus.yml'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await mkdir(data, { recursive: true });
    await Promise.all([writeFile(openmetrics, samples), writeFile(config, '{}\n')]);
    await promisify(execFile)(programs.promtool.binary, [
      'tsdb',
      'create-blocks-from',
      'openmetrics',
      openmetrics,
      data,
    ]);

    const ports = await PortRange.find(1);
    await ports.close();
    const address = `${LOOPBACK}:${ports.base}`;
    const child = spawn(
      programs.prometheus.binary,
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${data}`,
        '--storage.tsdb.retention.time=100y',
        `--web.listen-address=${address}`,
        '--log.level=error',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const made = new FixedPrometheus(child, `http://${address}`);
    try {
      await once(child, 'spawn');
      await waitFor('Prometheus', () => made.get('/api/v1/query', { query: '1' }), { seconds: 60 });
    } catch (error) {
      await made.stop();
      throw error;
    }
    return made;
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {}

  /** What a query results in over some time, with a value every `step` seconds. */
  public range(query: string, begin: number, end: number, step: number): Promise<Answer[]> {
    return this.get('/api/v1/query_range', { query, start: begin, end, step });
  }

  /** What a query results in at one moment. */
  public async now(query: string, time: number): Promise<Answer[]> {
    return this.get('/api/v1/query', { query, time });
  }

  /** Ends it. */
  public async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null && this.child.kill()) {
      await once(this.child, 'exit');
    }
  }

  private async get(path: string, parameters: Readonly<Record<string, string | number>>): Promise<Answer[]> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      search.set(name, `${value}`);
    }
    const response = await fetch(`${this.url}${path}?${search}`);
    const answer = (await response.json()) as PrometheusAnswer;
    if (answer.status !== 'success') {
      throw new Error(`Prometheus refuses ${parameters.query}: ${answer.error}`);
    }
    const { result, resultType } = answer.data;
    const samples = resultType === 'scalar' ? [{ metric: {}, value: result as RawPoint }] : (result as RawSeries[]);
    return samples.map(({ metric, value, values = value ? [value] : [] }) => ({
      labels: metric,
      points: values.map(([time, text]) => [time, Number(text)] as const),
    }));
  }
}

type RawPoint = readonly [number, string];

interface RawSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: RawPoint;
  readonly values?: readonly RawPoint[];
}

type PrometheusAnswer =
  | {
      readonly status: 'success';
      readonly data: { readonly resultType: string; readonly result: RawPoint | RawSeries[] };
    }
  | { readonly status: 'error'; readonly error: string };
