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
  /** The whole of it, as its file has it: to parse YAML here would cost more than all the rest of creating it. */
  readonly text: string;
  readonly contentType: 'application/json' | 'application/yaml';
}

const read = new WeakMap<EngineFiles, readonly Definition[]>();

/** The custom resource definitions of an engine, read once. */
export function definitionsOf(engine: EngineFiles): readonly Definition[] {
  const known = read.get(engine) ?? readDefinitions(join(engine.assets, 'crds'));
  read.set(engine, known);
  return known;
}

function readDefinitions(folder: string): Definition[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    const path = join(folder, file);
    return file.endsWith('.json')
      ? [inJson(readFileSync(path, 'utf8'))]
      : file.endsWith('.yaml')
        ? inYaml(readFileSync(path, 'utf8'))
        : [];
  });
}

function inJson(text: string): Definition {
  const { metadata, spec } = JSON.parse(text) as {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly group: string; readonly names: { readonly kind: string } };
  };
  return { name: metadata.name, group: spec.group, kind: spec.names.kind, text, contentType: 'application/json' };
}

function inYaml(documents: string): Definition[] {
  return documents
    .split(/^---$/m)
    .filter((text) => /^kind: CustomResourceDefinition$/m.test(text))
    .map((text) => ({
      name: fieldOf(text, /^ {2}name: (\S+)$/m),
      group: fieldOf(text, /^ {2}group: (\S+)$/m),
      kind: fieldOf(text, /^ {4}kind: (\S+)$/m),
      text,
      contentType: 'application/yaml',
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
