import type { FleetApp } from '../app/fleet-app';
import { type Finding, FindingsError } from '../core/findings';
import type { Manifest } from '../core/manifest';

/** Which manifests to return; all given fields must match. */
export interface ManifestFilter {
  /** @default - any */
  readonly kind?: string;
  /** @default - any */
  readonly name?: string;
  /** @default - any */
  readonly namespace?: string;
  /**
   * Folder of the target: `gpu-fleet/control-plane`, `gpu-fleet/members/ack-gpu-a`.
   * @default - any
   */
  readonly target?: string;
}

/**
 * Compiles a program and asserts that nothing in it is wrong. For a user's own tests, whatever the test runner.
 * @throws FindingsError with everything that was found
 */
export function expectNoErrors(app: FleetApp): void {
  const findings = findingsOf(app);
  if (findings.some((f) => f.severity === 'error')) {
    throw new FindingsError(findings);
  }
}

/** What the checks find in a program; with an id, only the findings of that rule. */
export function findingsOf(app: FleetApp, id?: string): readonly Finding[] {
  const { findings } = app.compile();
  return id === undefined ? findings : findings.filter((f) => f.id === id);
}

/** The manifests of a program, in the order in which they are applied, target after target. */
export function manifestsOf(app: FleetApp, filter: ManifestFilter = {}): readonly Manifest[] {
  return app
    .compile()
    .targets.filter(({ target }) => filter.target === undefined || target.folder === filter.target)
    .flatMap(({ objects }) => objects.map(({ manifest }) => manifest))
    .filter(
      ({ kind, metadata }) =>
        (filter.kind === undefined || kind === filter.kind) &&
        (filter.name === undefined || metadata.name === filter.name) &&
        (filter.namespace === undefined || metadata.namespace === filter.namespace),
    );
}
