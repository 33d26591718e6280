import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** A server that a test starts. It ends when the test says so, and with this process if it watches its lifeline. */
export class Server {
  private output = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.ended = once(child, 'close').then(([code]) => code as number | null);
  }

  /** Starts a program in a folder, with no variables but these. */
  public static async start(
    binary: string,
    args: readonly string[],
    cwd: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Server> {
    const child = spawn(binary, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { HOME: cwd, PATH: '/usr/bin:/bin', CDK8S_FLEET_LIFELINE: '3', ...env },
    });
    await once(child, 'spawn');
    return new Server(child);
  }

  /** The exit code, when it has ended. */
  public readonly ended: Promise<number | null>;

  /** What it has printed so far. */
  public get log(): string {
    return this.output;
  }

  /** Does what the end of this process would do. */
  public cutLifeline(): void {
    (this.child.stdio[3] as Writable).destroy();
  }

  public async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const insist = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.ended;
    clearTimeout(insist);
  }
}
