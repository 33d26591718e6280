import { type Finding, renderFinding } from '../core/findings';

/** Told what a synthesis found that does not stop it. */
export type Reporter = (findings: readonly Finding[]) => void;

const REPORTER = Symbol.for('cdk8s-fleet.Reporter');

/** Tells open warnings on standard error: a program that is run by itself, or by `cdk8s synth`, has nobody else to tell them. */
const printWarnings: Reporter = (findings) => {
  for (const f of findings) {
    if (f.severity === 'warning' && f.acknowledged === undefined) {
      process.stderr.write(`${renderFinding(f)}\n`);
    }
  }
};

/**
 * Sets who is told, for all copies of this package in the process. The command line, which prints findings itself, silences
 * the programs that it loads.
 */
export function setReporter(reporter: Reporter): void {
  (globalThis as Record<symbol, unknown>)[REPORTER] = reporter;
}

/** Tells the findings of a synthesis. */
export function report(findings: readonly Finding[]): void {
  const reporter = (globalThis as Record<symbol, unknown>)[REPORTER] as Reporter | undefined;
  (reporter ?? printWarnings)(findings);
}
