import { Failure } from '../core/failure';

/** The value of an option that is a whole number in a range. @throws Failure `cli/not-a-number` */
export function wholeNumber(text: string, option: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Failure({
      id: 'cli/not-a-number',
      place: option,
      message: `"${text}" is given, expected a whole number from ${least} to ${most}.`,
      fix: 'correct the option.',
    });
  }
  return value;
}
