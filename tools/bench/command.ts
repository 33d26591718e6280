/** A benchmark was asked for in a way that it does not know. */
export class UsageError extends Error {}

/** A whole number, 1 or more, as a flag has it. */
export function countOf(flag: string, value: string): number {
  const count = Number(value);
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    throw new UsageError(`--${flag} is '${value}'; expected a whole number, 1 or more.`);
  }
  return count;
}

/** One of the names that a flag may have. */
export function choiceOf<T extends string>(flag: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === value);
  if (choice === undefined) {
    throw new UsageError(`--${flag} is '${value}'; expected one of ${choices.join(', ')}.`);
  }
  return choice;
}

/**
 * Runs a benchmark, and tells what went wrong.
 * @returns its exit code: 1 where it failed, 2 where it was asked for wrongly, which is told with how to ask
 */
export async function exitCodeOf(
  usage: string,
  benchmark: () => void | Promise<void>,
  errors: { write(text: string): unknown } = process.stderr,
): Promise<number> {
  try {
    await benchmark();
    return 0;
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: unknown };
    const asked = error instanceof UsageError || String(code).startsWith('ERR_PARSE_ARGS_');
    errors.write(asked ? `${message}\n\n${usage}` : `${message}\n`);
    return asked ? 2 : 1;
  }
}
