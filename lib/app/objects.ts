import type { App } from 'cdk8s';
import type { CompiledObject } from '../core/compilation';
import { type Finding, finding } from '../core/findings';
import { Renderer } from './render';
import { NOT_RENDERED } from './rules';
import type { Tree } from './tree';

/** The objects of a tree as JSON, by their index in it. */
export class Objects {
  private readonly renderer: Renderer;
  /** Those that are rendered before their turn; undefined where one cannot be rendered. */
  private readonly early = new Map<number, CompiledObject | undefined>();

  public constructor(
    app: App,
    private readonly tree: Tree,
    private readonly findings: Finding[],
  ) {
    this.renderer = new Renderer(app);
  }

  /** All objects that are made as this kind. */
  public ofKind(kind: string): CompiledObject[] {
    return this.tree.objects.flatMap(({ object }, index) => {
      if (object.kind !== kind) {
        return [];
      }
      const rendered = this.render(index);
      this.early.set(index, rendered);
      return rendered ?? [];
    });
  }

  /** The object with this index, if it can be rendered; what is wrong with it is a finding. */
  public at(index: number): CompiledObject | undefined {
    return this.early.has(index) ? this.early.get(index) : this.render(index);
  }

  private render(index: number): CompiledObject | undefined {
    const { object, path } = this.tree.objects[index]!;
    try {
      return { path, manifest: this.renderer.render(object) };
    } catch (error) {
      this.findings.push(
        finding(NOT_RENDERED, {
          place: path,
          message: error instanceof Error ? error.message : String(error),
          fix: 'Use values that JSON can hold: text, numbers, booleans, lists and plain objects.',
        }),
      );
      return undefined;
    }
  }
}
