import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MachineHealth } from './machine-health';
import { BAD_HEALTH } from './rules';

/** Cluster API takes no shorter time for a machine to become a node, except 0: it is not looked at. */
const LEAST_STARTUP_SECONDS = 30;
const PERCENT = /^(\d+)%$/;

/** What is wrong with when a machine is taken to be broken. */
export function* checkHealth(place: string, health: MachineHealth): Iterable<Finding> {
  const { unhealthySeconds = 1, startupSeconds = 0, mostUnhealthy = 1 } = health;
  const report = (property: keyof MachineHealth, expected: string, fix: string) =>
    finding(BAD_HEALTH, {
      place,
      value: health[property],
      message: `health.${property} is ${show(health[property])}; expected ${expected}.`,
      fix,
    });
  if (!(Number.isInteger(unhealthySeconds) && unhealthySeconds > 0)) {
    yield report(
      'unhealthySeconds',
      'a whole number, 1 or more',
      'Write for how many seconds a node may not be ready, or set health to null: nothing is replaced then.',
    );
  }
  if (!(Number.isInteger(startupSeconds) && (startupSeconds === 0 || startupSeconds >= LEAST_STARTUP_SECONDS))) {
    yield report(
      'startupSeconds',
      `a whole number, ${LEAST_STARTUP_SECONDS} or more, or 0`,
      'Write how long a machine takes from its order to its node, or 0: that is not looked at.',
    );
  }
  if (!isSome(mostUnhealthy)) {
    yield report(
      'mostUnhealthy',
      "a number of machines, 1 or more, or a percentage from '1%' to '100%'",
      'Write how many may be broken for any to be replaced, or set health to null: nothing is replaced then.',
    );
  }
}

function isSome(most: number | string): boolean {
  if (typeof most === 'number') {
    return Number.isInteger(most) && most > 0;
  }
  const percent = Number(PERCENT.exec(most)?.[1]);
  return percent >= 1 && percent <= 100;
}
