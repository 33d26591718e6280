import { type Finding, renderFinding } from '../core/findings';

/** What runs a program. A program that runs by itself, or under `cdk8s synth`, has none: it writes, and tells its warnings. */
export interface Host {
  /** Whether `app.synth()` writes files. */
  readonly writes: boolean;
  /** Told what a synthesis found that does not stop it. */
  readonly report: (findings: readonly Finding[]) => void;
  /** Output folder of a program that states none. @default as for a cdk8s `App` */
  readonly outdir?: string;
}

const HOST = Symbol.for('cdk8s-fleet.Host');

const NONE: Host = {
  writes: true,
  report: (findings) => {
    for (const f of findings) {
      if (f.severity === 'warning' && f.acknowledged === undefined) {
        process.stderr.write(`${renderFinding(f)}\n`);
      }
    }
  },
};

/** Sets the host, for all copies of this package in the process. */
export function setHost(host: Host): void {
  (globalThis as Record<symbol, unknown>)[HOST] = host;
}

/** The host of this process. */
export function currentHost(): Host {
  return ((globalThis as Record<symbol, unknown>)[HOST] as Host | undefined) ?? NONE;
}
