import { type Chart, Names } from 'cdk8s';
import { type Finding, finding } from '../core/findings';
import { type Target, targetOf } from '../core/target';
import { SAME_FILE } from './rules';
import type { Tree } from './tree';

/** Objects in the order in which they are applied, by their index in the tree. */
interface Indexed {
  readonly indexes: number[];
}

/** What goes to one API server, and in which files. */
export interface TargetLayout extends Indexed {
  readonly target: Target;
  readonly files: (Indexed & { readonly name: string })[];
}

/** Divides the objects of a tree into targets, and these into files. */
export function divideIntoTargets(tree: Tree, order: readonly number[], extension: string): TargetLayout[] {
  const layouts = new Map<string, TargetLayout>();
  const byChart = new Map<Chart, { readonly layout: TargetLayout; readonly file: Indexed }>();
  // in program order first, so that targets and files do not change places when an order changes
  for (const { chart } of tree.objects) {
    if (!byChart.has(chart)) {
      const target = targetOf(chart);
      const layout = layouts.get(target.folder) ?? { target, indexes: [], files: [] };
      const file = { name: `${Names.toDnsLabel(chart)}${extension}`, indexes: [] };
      layouts.set(target.folder, layout);
      layout.files.push(file);
      byChart.set(chart, { layout, file });
    }
  }
  for (const index of order) {
    const { layout, file } = byChart.get(tree.objects[index]!.chart)!;
    layout.indexes.push(index);
    file.indexes.push(index);
  }
  return [...layouts.values()];
}

/** Charts of one target that would write the same file. */
export function sameFiles(files: TargetLayout['files'], { objects }: Tree): Finding[] {
  const seen = new Map<string, Indexed>();
  return files.flatMap((file) => {
    const first = seen.get(file.name);
    seen.set(file.name, file);
    const [place, other] = [file, first].map((at) => objects[at?.indexes[0] ?? -1]?.path ?? '');
    return first
      ? finding(SAME_FILE, {
          place: place ?? '',
          value: file.name,
          message: `its chart and the chart of ${other} would both be written to ${file.name}.`,
          fix: 'Give one of the charts another id.',
        })
      : [];
  });
}
