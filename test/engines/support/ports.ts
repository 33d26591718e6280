import { PortRange } from '../../../lib/twin/ports';

/** Ports in one row; the first stays held. */
const ROW = 60;

let row: Promise<PortRange> | undefined;
let taken = 0;

/**
 * Free ports of the loopback, none of which is given out again. They are not those that the system gives to whoever asks for
 * any: another process could get one before the server of the test listens on it.
 */
export async function freePorts(count: number): Promise<number[]> {
  if (taken + count >= ROW) {
    row = undefined;
  }
  if (!row) {
    row = PortRange.find(ROW);
    taken = 0;
  }
  const first = taken + 1;
  taken += count;
  const range = await row;
  const ports = Array.from({ length: count }, (_, i) => range.base + first + i);
  await range.release(ports);
  return ports;
}

/** One free port. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port!;
}
