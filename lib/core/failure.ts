/** What went wrong outside the program: with an engine, a file, a port or a process. */
export interface FailureDetails {
  /** `domain/what-happened`, stable for ever. */
  readonly id: string;
  /** The engine, component, file or port that failed. */
  readonly place: string;
  /** What happened, with the value seen. */
  readonly message: string;
  /** What the user can do about it. */
  readonly fix: string;
  /** Path of the log that tells more. */
  readonly log?: string;
  /** The last lines of that log. */
  readonly lastLines?: readonly string[];
  /** The error underneath. */
  readonly cause?: unknown;
}

const FAILURE = Symbol.for('cdk8s-fleet.Failure');

/** An operation that failed, as opposed to a program that is wrong (see `FindingsError`). */
export class Failure extends Error {
  /** Whether `x` is a Failure, also one of another copy of this package. */
  public static isFailure(x: unknown): x is Failure {
    return typeof x === 'object' && x !== null && FAILURE in x;
  }

  public readonly id: string;
  public readonly place: string;
  /** What happened; `message` tells place, fix and log as well. */
  public readonly reason: string;
  public readonly fix: string;
  public readonly log?: string;
  public readonly lastLines: readonly string[];

  public constructor(details: FailureDetails) {
    const { id, place, message, fix, log, lastLines = [], cause } = details;
    const excerpt = lastLines.map((line) => `\n  | ${line}`).join('');
    super(`${id} at ${place}: ${message} Fix: ${fix}${log ? ` Log: ${log}` : ''}${excerpt}`, { cause });
    this.name = 'Failure';
    this.id = id;
    this.place = place;
    this.reason = message;
    this.fix = fix;
    this.log = log;
    this.lastLines = lastLines;
    Object.defineProperty(this, FAILURE, { value: true });
  }

  /** For documents that machines read. */
  public toJSON(): Pick<FailureDetails, 'id' | 'place' | 'message' | 'fix' | 'log'> {
    const { id, place, reason: message, fix, log } = this;
    return { id, place, message, fix, ...(log === undefined ? {} : { log }) };
  }
}

/** What an error says, whatever was thrown; errors of another realm are no `instanceof Error`. */
export function reasonOf(error: unknown): string {
  const message = (error as { readonly message?: unknown } | undefined)?.message;
  return typeof message === 'string' ? message : String(error);
}
