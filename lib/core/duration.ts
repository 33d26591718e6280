const UNITS: Readonly<Record<string, number>> = {
  y: 365 * 86_400,
  w: 7 * 86_400,
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
};

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** The seconds that a duration of Prometheus stands for (`1h30m` is 5400), or undefined if it is none. */
export function parseDuration(duration: string): number | undefined {
  const match = duration === '' ? null : DURATION.exec(duration);
  return match
    ? Object.values(UNITS).reduce((seconds, unit, i) => seconds + Number(match[i + 1] ?? 0) * unit, 0)
    : undefined;
}

/** Seconds as a duration that Go reads as Prometheus does: `604800` is `168h`. Fractions of a second are left out. */
export function writeDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'm'],
    [whole % 60, 's'],
  ] as const;
  return parts.flatMap(([amount, unit]) => (amount > 0 ? [`${amount}${unit}`] : [])).join('') || '0s';
}

const GO_DURATION = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

/** Whether Go's `time.ParseDuration` reads it: `1h30m`, `1.5h`, `-3s`; no spaces, nothing longer than an hour. */
export function isGoDuration(text: string): boolean {
  return GO_DURATION.test(text);
}
