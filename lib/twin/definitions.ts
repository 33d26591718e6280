import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiGroupOf, type Manifest } from '../core/manifest';
import type { EngineFiles } from '../engines';

/** A custom resource definition as its engine brings it. */
export interface Definition {
  /** Of the definition, `virtualservices.networking.istio.io`. */
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  /** The whole of it in YAML: to parse a megabyte here would cost more than all the rest of creating it. */
  readonly text: string;
}

const read = new WeakMap<EngineFiles, readonly Definition[]>();

/** The custom resource definitions of an engine, read once. */
export function definitionsOf(engine: EngineFiles): readonly Definition[] {
  const known = read.get(engine) ?? readDefinitions(join(engine.assets, 'crds'));
  read.set(engine, known);
  return known;
}

function readDefinitions(folder: string): Definition[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/^---$/m))
    .filter((text) => /^kind: CustomResourceDefinition$/m.test(text))
    .map((text) => ({
      name: fieldOf(text, /^ {2}name: (\S+)$/m),
      group: fieldOf(text, /^ {2}group: (\S+)$/m),
      kind: fieldOf(text, /^ {4}kind: (\S+)$/m),
      text,
    }));
}

/** Whether an object is of the kind that is defined. */
export function defines({ group, kind }: Definition, manifest: Manifest): boolean {
  return manifest.kind === kind && apiGroupOf(manifest.apiVersion) === group;
}

function fieldOf(text: string, pattern: RegExp): string {
  const [, value] = pattern.exec(text) ?? [];
  if (value === undefined) {
    throw new Error(`a custom resource definition has no line like ${pattern.source}`);
  }
  return value;
}
