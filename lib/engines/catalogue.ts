/** Files that an engine needs beside its binary, copied out of a pinned Go module. */
export interface EngineAsset {
  /** The Go module that holds them, required by the engine's go.mod. */
  readonly module: string;
  /** A file, or a folder whose files are all copied, below the module's root. */
  readonly from: string;
  /** Where they go below the engine's asset folder. */
  readonly to: string;
}

/** How one engine is built. One entry here and one Go module in `engines/` make an engine. */
export interface EngineSpec {
  /** Folder of its Go module below `engines/`. */
  readonly module: string;
  /** The Go module whose version in go.mod is the engine's version. */
  readonly pin: string;
  /** Values that the linker writes into string variables, given the pinned version (`v1.2.3`). */
  readonly stamps: (version: string) => Readonly<Record<string, string>>;
  /** Build tags. @default none */
  readonly tags?: readonly string[];
  /** @default none */
  readonly assets?: readonly EngineAsset[];
}

const component = 'k8s.io/component-base/version';
const karmada = 'github.com/karmada-io/karmada';

/** Every engine that this version knows how to build. */
export const ENGINES = {
  kubernetes: {
    module: 'kubernetes',
    pin: 'k8s.io/kubernetes',
    // Without these the API server reports v0.0.0, which clients refuse.
    stamps: (version) => ({
      [`${component}.gitVersion`]: version,
      [`${component}.gitMajor`]: version.slice(1).split('.')[0] ?? '',
      [`${component}.gitMinor`]: version.slice(1).split('.')[1] ?? '',
      [`${component}.gitTreeState`]: 'clean',
    }),
  },
  karmada: {
    module: 'karmada',
    pin: karmada,
    stamps: (version) => ({ [`${karmada}/pkg/version.gitVersion`]: version }),
    assets: [
      { module: karmada, from: 'charts/karmada/_crds/bases', to: 'crds' },
      { module: karmada, from: 'artifacts/deploy/webhook-configuration.yaml', to: 'webhook-configuration.yaml' },
    ],
  },
} as const satisfies Readonly<Record<string, EngineSpec>>;

/** Name of an engine in the catalogue. */
export type EngineName = keyof typeof ENGINES;

/** All names, in the order in which they are built. */
export const ENGINE_NAMES = Object.keys(ENGINES) as readonly EngineName[];

/** An engine that is ready to run. */
export interface Engine {
  readonly name: EngineName;
  /** The pinned version, `v1.2.3`. */
  readonly version: string;
  /** Path of the executable. */
  readonly binary: string;
  /** Folder of the files copied out of the engine's modules. */
  readonly assets: string;
}
