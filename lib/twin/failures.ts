import { Failure, reasonOf } from '../core/failure';

/** A component of a twin, as messages name it: `ack-gpu-a/kube-apiserver`. */
export interface ComponentPlace {
  readonly cluster: string;
  readonly component: string;
  readonly log: string;
}

const placeOf = (at: ComponentPlace): string => `${at.cluster}/${at.component}`;

/** The process of a component ended though nobody asked it to. */
export function engineDied(at: ComponentPlace, lastLines: readonly string[], cause?: unknown): Failure {
  return new Failure({
    id: 'twin/engine-died',
    place: placeOf(at),
    message:
      cause === undefined
        ? 'the process has ended, expected it to run until the twin is stopped.'
        : `the process could not be started: ${reasonOf(cause)}.`,
    fix: 'read the last lines below; `cdk8s-fleet twin revive` starts a member again, `twin down` and `twin up` everything.',
    log: at.log,
    lastLines,
    cause,
  });
}

/** A twin was asked for without an engine that its fleet needs. */
export function engineMissing(fleet: string, engine: string): Failure {
  return new Failure({
    id: 'twin/engine-missing',
    place: fleet,
    message: `the fleet needs the engine "${engine}", and the twin was given none.`,
    fix: 'pass what `ensureEngines(neededEngines(fleet), ...)` returns as `engines`.',
  });
}

/** An API server gave no answer in time, or could not be reached. */
export function apiUnreachable(at: ComponentPlace, cause: Error, lastLines: readonly string[]): Failure {
  return new Failure({
    id: 'twin/api-unreachable',
    place: placeOf(at),
    message: `the API server did not answer: ${cause.message}.`,
    fix: 'try again when the machine is less busy; `cdk8s-fleet twin status` tells what runs, `twin revive` starts a member again.',
    log: at.log,
    lastLines,
    cause,
  });
}

/** An API server refused what the twin itself needs. */
export function apiRefused(at: ComponentPlace, cause: Error, lastLines: readonly string[]): Failure {
  return new Failure({
    id: 'twin/api-refused',
    place: placeOf(at),
    message: `the API server refused a request of the twin: ${cause.message}.`,
    fix: 'read the log; `cdk8s-fleet twin down` and `twin up` start everything anew.',
    log: at.log,
    lastLines,
    cause,
  });
}

/** Karmada does not accept a member as it is declared. */
export function memberRefused(member: string, cause: Error): Failure {
  return new Failure({
    id: 'twin/member-refused',
    place: member,
    message: `Karmada refuses the Cluster object of the member: ${cause.message}.`,
    fix: 'correct the member in the program.',
    cause,
  });
}

/** Something did not become ready in time. @param logs folder of the logs that tell more */
export function notReady(what: string, seconds: number, last: string | undefined, logs?: string): Failure {
  return new Failure({
    id: 'twin/not-ready',
    place: 'twin',
    message: `${what} was not there after ${seconds} s${last ? `; last seen: ${last}` : ''}.`,
    fix: 'on a busy or slow machine give more time (`--timeout`, `timeoutSeconds`); else read the logs.',
    log: logs,
  });
}

/** A port of the range is taken. */
export function portInUse(port: number, code: string): Failure {
  return new Failure({
    id: 'twin/port-in-use',
    place: `127.0.0.1:${port}`,
    message: `the port cannot be opened (${code}), expected it to be free.`,
    fix: 'stop what listens there, give another first port (`--port`), or give none and let the twin find free ones.',
  });
}

/** No range of free ports was found. */
export function noFreePorts(count: number, from: number, to: number): Failure {
  return new Failure({
    id: 'twin/port-in-use',
    place: `127.0.0.1:${from}-${to}`,
    message: `no ${count} free ports in a row were found.`,
    fix: 'stop other twins (`cdk8s-fleet twin down --state DIR`) or give a first port (`--port`).',
  });
}

/** Another twin, or another process, has the state folder. */
export function stateInUse(folder: string, by: string): Failure {
  return new Failure({
    id: 'twin/state-in-use',
    place: folder,
    message: `the folder belongs to ${by}.`,
    fix: 'stop that twin (`cdk8s-fleet twin down --state DIR`), or give another folder (`--state DIR`).',
  });
}

/** The state folder holds something that is no twin. */
export function stateForeign(folder: string, entry: string): Failure {
  return new Failure({
    id: 'twin/state-foreign',
    place: folder,
    message: `the folder holds "${entry}" and no twin, expected an empty or absent folder.`,
    fix: 'give a folder that the twin may fill and remove (`--state DIR`).',
  });
}

/** The state folder cannot be made or written. */
export function stateNotWritable(folder: string, cause: unknown): Failure {
  return new Failure({
    id: 'twin/state-not-writable',
    place: folder,
    message: `the folder cannot be written: ${reasonOf(cause)}.`,
    fix: 'give a folder that can be written (`--state DIR`).',
    cause,
  });
}

/** There is no twin in the folder. */
export function notRunning(folder: string): Failure {
  return new Failure({
    id: 'twin/not-running',
    place: folder,
    message: 'no twin runs from this folder.',
    fix: 'start one (`cdk8s-fleet twin up`), or give the folder of a running twin (`--state DIR`).',
  });
}

/** The state folder was written by another version, or is damaged. */
export function stateUnreadable(file: string, cause: unknown): Failure {
  return new Failure({
    id: 'twin/state-unreadable',
    place: file,
    message: `the file cannot be read as a twin of this version: ${reasonOf(cause)}.`,
    fix: 'stop the twin with the version that started it, then remove the folder.',
    cause,
  });
}

/** A name that is no cluster or component of this twin. */
export function unknownName(what: string, name: string, known: readonly string[]): Failure {
  return new Failure({
    id: 'twin/unknown-name',
    place: name,
    message: `"${name}" is no ${what} of this twin.`,
    fix: `name one of ${known.join(', ')}.`,
  });
}

/** A twin of a member that the fleet does not have was asked for. */
export function unknownMember(fleet: string, name: string, known: readonly string[]): Failure {
  return new Failure({
    id: 'twin/unknown-name',
    place: fleet,
    message: `"${name}" is no member of the fleet.`,
    fix: `name members out of ${known.join(', ')}.`,
  });
}

/** A fleet that cannot be made into a twin. */
export function unsuitableFleet(fleet: string, message: string, fix: string): Failure {
  return new Failure({ id: 'twin/unsuitable-fleet', place: fleet, message, fix });
}
