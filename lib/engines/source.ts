import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageRoot } from '../core/package-root';
import { ENGINE_NAMES, ENGINES, type EngineName, type EngineSpec } from './catalogue';
import { unknownEngine } from './failures';

/** Counts up when engines are laid out differently in the cache. */
const FORMAT = 1;
/** Modules in `engines/` that engines share. */
export const SHARED_MODULES = ['lifeline'];

/** The sources of one engine, and what identifies a build of them. */
export interface EngineSource {
  readonly name: EngineName;
  readonly spec: EngineSpec;
  /** Folder of the Go module. */
  readonly folder: string;
  /** The pinned version, `v1.2.3`. */
  readonly version: string;
  /** The oldest Go that can build it, `1.26.0`. */
  readonly go: string;
  /** Arguments of `go build` and `go list` that decide the result. */
  readonly flags: readonly string[];
  /** Operating system and architecture, as Go names them. */
  readonly platform: { readonly GOOS: string; readonly GOARCH: string };
  /** Hash of everything in here that decides the result. The version of Go comes on top of it. */
  readonly key: string;
}

/** Reads the sources of an engine, from `engines/` beside this package's package.json. @throws Failure `engine/unknown` */
export function engineSource(name: EngineName): EngineSource {
  const spec: EngineSpec | undefined = ENGINES[name];
  if (!spec) {
    throw unknownEngine(name, ENGINE_NAMES);
  }
  const root = join(packageRoot(__dirname), 'engines');
  const folder = join(root, spec.module);
  const goMod = readFileSync(join(folder, 'go.mod'), 'utf8');
  const version = required(goMod, new RegExp(`^\\s*(?:require )?${literal(spec.pin)} (v\\S+)`, 'm'), folder);
  const go = required(goMod, /^go (\S+)/m, folder);
  const flags = flagsOf(spec, version);
  const platform = { GOOS: goos(process.platform), GOARCH: goarch(process.arch) };
  const hash = createHash('sha256').update(
    JSON.stringify([FORMAT, flags, platform, spec.assets ?? [], ...(spec.grafts ?? [])]),
  );
  for (const module of [spec.module, ...SHARED_MODULES]) {
    for (const file of sourceFiles(join(root, module))) {
      hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
    }
  }
  return { name, spec, folder, version, go, flags, platform, key: hash.digest('hex').slice(0, 16) };
}

function flagsOf({ stamps, tags = [] }: EngineSpec, version: string): string[] {
  const stamped = Object.entries(stamps(version)).map(([variable, value]) => `-X ${variable}=${value}`);
  return [
    '-trimpath',
    '-mod=readonly',
    '-buildvcs=false',
    ...(tags.length > 0 ? [`-tags=${tags.join(',')}`] : []),
    `-ldflags=${['-s', '-w', ...stamped].join(' ')}`,
  ];
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?:\.go|^go\.mod|^go\.sum)$/.test(file) && !file.endsWith('_test.go'))
    .sort()
    .map((file) => join(folder, file));
}

function required(text: string, pattern: RegExp, folder: string): string {
  const found = pattern.exec(text)?.[1];
  if (!found) {
    throw new Error(`${join(folder, 'go.mod')} has no line like ${pattern.source}`);
  }
  return found;
}

function goos(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'windows' : platform;
}

function goarch(arch: string): string {
  return { x64: 'amd64', ia32: '386' }[arch] ?? arch;
}

function literal(text: string): string {
  return text.replace(/[.\\/]/g, '\\$&');
}
