import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageRoot } from '../core/package-root';
import { ENGINE_NAMES, ENGINES, type EngineName, type EngineSpec, type GoSpec, type WheelSpec } from './catalogue';
import { unknownEngine } from './failures';

/** Counts up when engines are laid out differently in the cache. */
const FORMAT = 1;
/** Modules in `engines/` that engines share. */
export const SHARED_MODULES = ['lifeline'];
/** What pins a wheel. */
export const REQUIREMENTS = 'requirements.txt';

/** Operating system and architecture, as Go names them. */
export interface Platform {
  readonly GOOS: string;
  readonly GOARCH: string;
}

/** Where one engine comes from, and what identifies the result. */
interface PinnedSource {
  readonly name: EngineName;
  /** Folder of what pins it. */
  readonly folder: string;
  /** The pinned version, `v1.2.3`. */
  readonly version: string;
  readonly platform: Platform;
  /** Hash of everything in here that decides the result. The version of Go comes on top of it. */
  readonly key: string;
}

/** An engine out of Go modules. */
export interface GoSource extends PinnedSource {
  readonly spec: GoSpec;
  /** The oldest Go that can build it, `1.26.0`. */
  readonly go: string;
  /** Arguments of `go build` and `go list` that decide the result. */
  readonly flags: readonly string[];
}

/** An engine out of a wheel. */
export interface WheelSource extends PinnedSource {
  readonly spec: WheelSpec;
}

/** Where an engine comes from. */
export type EngineSource = GoSource | WheelSource;

/** Whether an engine comes out of Go modules. */
export function isGoSource(source: EngineSource): source is GoSource {
  return !('wheel' in source.spec);
}

/** Whether an engine has a program, and not only files. */
export function hasProgram({ spec }: EngineSource): boolean {
  return spec.program !== false;
}

/** Reads what pins an engine, from `engines/` beside this package's package.json. @throws Failure `engine/unknown` */
export function engineSource(name: EngineName): EngineSource {
  const spec: EngineSpec | undefined = ENGINES[name];
  if (!spec) {
    throw unknownEngine(name, ENGINE_NAMES);
  }
  const platform = { GOOS: goos(process.platform), GOARCH: goarch(process.arch) };
  return 'wheel' in spec ? wheelSource(name, spec, platform) : goSource(name, spec, platform);
}

function goSource(name: EngineName, spec: GoSpec, platform: Platform): GoSource {
  const folder = join(enginesFolder(), spec.module);
  const goMod = readFileSync(join(folder, 'go.mod'), 'utf8');
  const version = required(
    goMod,
    new RegExp(`^\\s*(?:require )?${literal(spec.pin)} (v\\S+)`, 'm'),
    join(folder, 'go.mod'),
  );
  const go = required(goMod, /^go (\S+)/m, join(folder, 'go.mod'));
  const flags = flagsOf(spec, version);
  const { program, assets = [], grafts = [] } = spec;
  const key = hashOf(
    [FORMAT, flags, platform, assets, ...grafts, ...(program === undefined ? [] : [program])],
    program === false
      ? ['go.mod', 'go.sum'].map((file) => join(folder, file))
      : [spec.module, ...SHARED_MODULES].flatMap((module) => sourceFiles(join(enginesFolder(), module))),
  );
  return { name, spec, folder, version, go, flags, platform, key };
}

function wheelSource(name: EngineName, spec: WheelSpec, platform: Platform): WheelSource {
  const folder = join(enginesFolder(), spec.module);
  const file = join(folder, REQUIREMENTS);
  const version = required(readFileSync(file, 'utf8'), new RegExp(`^${literal(spec.wheel)}==(\\S+)`, 'm'), file);
  return { name, spec, folder, version: `v${version}`, platform, key: hashOf([FORMAT, spec, platform], [file]) };
}

function enginesFolder(): string {
  return join(packageRoot(__dirname), 'engines');
}

function hashOf(decisive: readonly unknown[], files: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(decisive));
  for (const file of files) {
    hash.update(`\0${relative(enginesFolder(), file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

function flagsOf({ stamps, tags = [] }: GoSpec, version: string): string[] {
  const stamped = Object.entries(stamps?.(version) ?? {}).map(([variable, value]) => `-X ${variable}=${value}`);
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

function required(text: string, pattern: RegExp, file: string): string {
  const found = pattern.exec(text)?.[1];
  if (!found) {
    throw new Error(`${file} has no line like ${pattern.source}`);
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
