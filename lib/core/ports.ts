const HIGHEST = 65_535;

/** For messages. */
export const PORT_RANGE = `from 1 to ${HIGHEST}`;

/** Whether a number is one of a port. */
export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= HIGHEST;
}
