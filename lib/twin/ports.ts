import { createServer, type Server } from 'node:net';
import { noFreePorts, portInUse } from './failures';

const LOOPBACK = '127.0.0.1';
// Below the range from which Linux and macOS take the local ports of outgoing connections: a port found free there
// could be taken by any client before the engine listens on it.
const FIRST = 20000;
const LAST = 32000;
const STEP = 100;

/**
 * A row of loopback ports, all held open so that nobody else takes one, and given up one by one just before the
 * engine that needs it starts. The first is an anchor that is held to the end: two twins that look for ports at the
 * same moment meet there.
 */
export class PortRange {
  /**
   * Holds `count` ports from `base` on.
   * @throws Failure `twin/port-in-use`
   */
  public static async at(base: number, count: number): Promise<PortRange> {
    const held = new Map<number, Server>();
    try {
      for (let port = base; port < base + count; port++) {
        held.set(port, await hold(port));
      }
    } catch (error) {
      await Promise.all([...held.values()].map(close));
      throw error;
    }
    return new PortRange(base, held);
  }

  /**
   * Holds `count` free ports in a row.
   * @throws Failure `twin/port-in-use` when there is no such row
   */
  public static async find(count: number): Promise<PortRange> {
    const starts = Math.floor((LAST - FIRST - count) / STEP);
    const offset = Math.floor(Math.random() * starts);
    for (let i = 0; i < starts; i++) {
      const base = FIRST + ((offset + i) % starts) * STEP;
      try {
        return await PortRange.at(base, count);
      } catch {
        // Something in this row is taken; the next row may be free.
      }
    }
    throw noFreePorts(count, FIRST, LAST);
  }

  private constructor(
    public readonly base: number,
    private readonly held: Map<number, Server>,
  ) {}

  /** Gives up these ports for an engine to listen on. */
  public async release(ports: readonly number[]): Promise<void> {
    await Promise.all(ports.map((port) => this.releaseOne(port)));
  }

  /** Gives up everything. */
  public async close(): Promise<void> {
    await this.release([...this.held.keys()]);
  }

  private async releaseOne(port: number): Promise<void> {
    const server = this.held.get(port);
    if (server) {
      this.held.delete(port);
      await close(server);
    }
  }
}

/**
 * Fails if somebody listens on one of these ports.
 * @throws Failure `twin/port-in-use`
 */
export async function expectFree(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    await close(await hold(port));
  }
}

function hold(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => reject(portInUse(port, error.code ?? error.message)));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
