import { badNumber } from './failures';

/** The most seconds that anything may have: a week. More is a mistake of units, and too much for a timer. */
const MOST_SECONDS = 7 * 24 * 3600;

/** What a number may be. */
interface Range {
  readonly least: number;
  /** Whether it has no fraction. @default false */
  readonly whole?: boolean;
}

/** Whether something can pass within so many seconds: more than none, at most a week. */
export function areSeconds(seconds: number): boolean {
  return Number.isFinite(seconds) && seconds > 0 && seconds <= MOST_SECONDS;
}

/**
 * Looks at the seconds that a program states.
 * @param place who states them
 * @throws Failure `pulumi/bad-number` for none, for more than a week, for what is no number
 */
export function requireSeconds(place: string, property: string, seconds: number | undefined): void {
  if (seconds !== undefined && !areSeconds(seconds)) {
    throw badNumber(place, property, seconds, 'more than 0 seconds, and at most a week');
  }
}

/**
 * Looks at a price that a program states as text, as clouds want it.
 * @param place who states it
 * @throws Failure `pulumi/bad-number`
 */
export function requirePrice(place: string, property: string, price: string | undefined): void {
  if (price !== undefined && !(/^\d+(\.\d+)?$/.test(price) && Number(price) > 0)) {
    throw badNumber(place, property, price, 'a number above 0, as text');
  }
}

/**
 * Looks at a number that a program states.
 * @param place who states it
 * @throws Failure `pulumi/bad-number`
 */
export function requireNumber(
  place: string,
  property: string,
  value: number | undefined,
  { least, whole = false }: Range,
): void {
  const isNumber = whole ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (value !== undefined && !(isNumber && value >= least)) {
    throw badNumber(place, property, value, `a${whole ? ' whole' : ''} number of at least ${least}`);
  }
}
