import { App, type AppProps, Chart, YamlOutputType } from 'cdk8s';
import type { Compilation } from '../core/compilation';
import { type OutputFile, writeFiles } from '../core/files';
import { FindingsError } from '../core/findings';
import type { Target } from '../core/target';
import { writeYamlDocuments } from '../core/yaml';
import { YamlBytes } from '../core/yaml-bytes';
import { compile, compileObjects } from './compile';
import { currentHost, type Host } from './host';
import { LateResolver } from './late-resolver';
import { readTree } from './tree';
import { orderTree } from './tree-order';

const FLEET_APP = Symbol.for('cdk8s-fleet.FleetApp');

/** Properties of a FleetApp: those of a cdk8s `App` that have a meaning here. */
export type FleetAppProps = Omit<AppProps, 'yamlOutputType' | 'recordConstructMetadata'>;

/**
 * The root of a program. Like cdk8s's `App`, and beyond it: everything is checked before anything is written, findings are
 * reported together, files are written atomically in one folder per target, and synthesis takes linear time.
 *
 * One file per chart, as cdk8s names it, in the folder of the chart's target; names do not depend on the order. Files that
 * the last synthesis wrote to the output folder and that are no longer wanted are removed; all others are left alone.
 */
export class FleetApp extends App {
  /** Whether `x` is a FleetApp, also one of another copy of this package. */
  public static isFleetApp(x: unknown): x is FleetApp {
    return typeof x === 'object' && x !== null && FLEET_APP in x;
  }

  /** @throws Error for options of a cdk8s `App` that would be ignored */
  public constructor(props: FleetAppProps = {}) {
    super({
      ...props,
      outdir: props.outdir ?? currentHost().outdir,
      resolvers: [new LateResolver(), ...(props.resolvers ?? [])],
      yamlOutputType: YamlOutputType.FILE_PER_CHART,
      recordConstructMetadata: false,
    });
    for (const ignored of ['yamlOutputType', 'recordConstructMetadata']) {
      if ((props as Record<string, unknown>)[ignored] !== undefined) {
        throw new Error(
          `FleetApp has no option ${ignored}: it always writes one file per chart in one folder per target.`,
        );
      }
    }
    Object.defineProperty(this, FLEET_APP, { value: true });
  }

  /** All charts: those that others depend on first, else as in the program. */
  public override get charts(): Chart[] {
    const tree = readTree(this);
    const charts = tree.constructs.flatMap((construct, at) =>
      Chart.isChart(construct) ? [{ chart: construct, at }] : [],
    );
    const { order } = orderTree(
      tree,
      charts.map(({ at }) => at),
      () => 0,
    );
    return order.map((index) => charts[index]!.chart);
  }

  /** Renders, orders and checks everything; writes nothing. Each call looks at the program anew. */
  public compile(): Compilation {
    return compile(this, this.outputFileExtension);
  }

  /**
   * Compiles the program and writes its manifests to the output folder. Warnings that are not acknowledged are told on
   * standard error. Under the command line, which looks at programs for its own purposes, only `cdk8s-fleet synth` writes.
   * @throws FindingsError with everything that was found, if there are errors; nothing is written then
   * @throws Failure `synth/output-not-writable`
   */
  public override synth(): void {
    const host = currentHost();
    if (host.writes) {
      writeFiles(this.outdir, this.checkedFiles(host));
    } else {
      host.report(this.compileOrThrow().findings);
    }
  }

  /**
   * All manifests as one stream of YAML documents, target after target, in the order in which they are applied.
   * @throws FindingsError with everything that was found, if there are errors
   */
  public override synthYaml(): string {
    const { targets } = this.compileOrThrow();
    return writeYamlDocuments(targets.flatMap(({ objects }) => objects.map(({ manifest }) => manifest)));
  }

  /**
   * Writes the manifests of a compiled program to the output folder.
   * @throws Failure `synth/output-not-writable`
   */
  public write(compilation: Compilation): void {
    writeFiles(this.outdir, outputFiles(compilation));
  }

  /**
   * The files one by one, so that not all objects need be held.
   * @throws FindingsError after the last one, before any of them takes its place in the folder
   */
  private *checkedFiles(host: Host): Generator<OutputFile> {
    const objects = compileObjects(this, this.outputFileExtension, { loose: false, forFiles: true });
    let path: string | undefined;
    let documents = new YamlBytes();
    let next = objects.next();
    for (; !next.done; next = objects.next()) {
      const { target, file, manifest } = next.value;
      const to = pathOf(target, file);
      if (path !== undefined && path !== to) {
        yield { path, content: documents.bytes };
        documents = new YamlBytes();
      }
      path = to;
      documents.add(manifest);
    }
    if (path !== undefined) {
      yield { path, content: documents.bytes };
    }
    const { findings } = next.value;
    if (findings.some((f) => f.severity === 'error')) {
      throw new FindingsError(findings, this.compile());
    }
    host.report(findings);
  }

  private compileOrThrow(): Compilation {
    const compilation = this.compile();
    if (compilation.findings.some((f) => f.severity === 'error')) {
      throw new FindingsError(compilation.findings, compilation);
    }
    return compilation;
  }
}

function* outputFiles({ targets }: Compilation): Generator<OutputFile> {
  for (const { target, files } of targets) {
    for (const { name, objects } of files) {
      const content = writeYamlDocuments(objects.map(({ manifest }) => manifest));
      yield { path: pathOf(target, name), content };
    }
  }
}

/** Path of a file below the output folder. */
function pathOf({ folder }: Target, file: string): string {
  return folder === '' ? file : `${folder}/${file}`;
}
