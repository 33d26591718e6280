import { listOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { FleetModel } from '../core/model';
import { compareVersions, isMinorVersion, KNOWN_VERSIONS, VERSIONED_ENGINES } from '../core/versions';
import type { ClusterVersionsProps } from './cluster-versions';
import type { GpuFleetProps } from './gpu-fleet';
import * as rules from './rules';

/** Something whose versions are known. */
type Versioned = keyof typeof KNOWN_VERSIONS;

/** The versions that a fleet states for all: those of its members are looked at with each member. */
export function* checkFleetVersions(place: string, props: GpuFleetProps, { karmada }: FleetModel): Iterable<Finding> {
  yield* checkVersion(place, 'karmada', karmada, 'karmada');
  if (isMinorVersion(karmada) && compareVersions(karmada, '1.16') < 0) {
    yield finding(rules.OLD_DIVISION, {
      place,
      value: karmada,
      message: `Karmada ${karmada} divides replicas by largest remainder; the plan uses the Webster method.`,
      fix: "Upgrade the control plane and set the fleet's property karmada.",
    });
  }
  for (const engine of VERSIONED_ENGINES) {
    yield* checkVersion(place, engine, props[engine], engine);
  }
  yield* checkVersion(place, 'volcanoGlobal', props.volcanoGlobal, 'volcanoGlobal');
  yield* checkClusterVersions(place, 'the control plane', props.controlPlane);
  yield* checkClusterVersions(place, 'the host', props.host);
}

function* checkClusterVersions(place: string, where: string, props: ClusterVersionsProps = {}): Iterable<Finding> {
  yield* checkVersion(place, `kubernetes of ${where}`, props.kubernetes, 'kubernetes');
  yield* checkEngineVersions(place, where, props.engines);
}

/** The versions of engines in one cluster. */
export function* checkEngineVersions(
  place: string,
  where: string,
  engines: Readonly<Record<string, string | null | undefined>> | null | undefined,
): Iterable<Finding> {
  for (const [engine, version] of Object.entries(engines ?? {})) {
    yield* checkVersion(place, `${engine} of ${where}`, version ?? undefined, engine as Versioned);
  }
}

/** One version: how it is written, and whether it is known. */
export function* checkVersion(
  place: string,
  what: string,
  version: string | undefined,
  of: Versioned,
): Iterable<Finding> {
  if (version === undefined) {
    return;
  }
  const known = KNOWN_VERSIONS[of] ?? [];
  if (!isMinorVersion(version)) {
    yield finding(rules.BAD_VERSION, {
      place,
      value: version,
      message: `the version of ${what} is ${show(version)}; expected 'major.minor'.`,
      fix: `Write it as '${/^v?(\d+\.\d+)/.exec(version)?.[1] ?? known.at(-1) ?? '1.0'}'.`,
    });
  } else if (!known.includes(version)) {
    yield finding(rules.UNTESTED_VERSION, {
      place,
      value: version,
      message: `the version of ${what} is ${version}; this release knows ${listOf(known)}.`,
      fix: 'Choose one of these, or acknowledge with the reason why it holds for your version.',
    });
  }
}
