import { TestEnvironment } from 'jest-environment-node';

/** The part that is needed here of what jest's runner tells its environment. */
interface RunnerEvent {
  readonly name: string;
  readonly error?: unknown;
  /** The one that was rejected and that nobody has handled. */
  readonly promise?: Promise<unknown>;
}

/**
 * Node, where a test's `process.on('unhandledRejection')` counts. Tests see a copy of `process`, which no event reaches; Pulumi's
 * automation listens there while a program runs, for calls that an update which is refused cuts off. Without a listener such a
 * rejection fails the test, as ever.
 */
export default class EngineEnvironment extends TestEnvironment {
  public handleTestEvent({ name, error, promise }: RunnerEvent): void {
    if (name === 'error' && promise && this.global.process.emit('unhandledRejection', error, promise)) {
      // takes back what the runner has noted against the test
      promise.catch(() => undefined);
    }
  }
}
