import type { CompiledTarget } from '../core/compilation';
import { listAt, objectAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import type { Manifest } from '../core/manifest';
import { refKey } from '../core/object-ref';
import { refOf } from '../l1/kinds';
import * as rules from '../placement/rules';
import { PreferredVersions } from '../plan/preferred-versions';
import type { Program } from './placement';

/** Policies of all kinds select objects in the version in which Karmada sees them. */
export function checkSelectorVersions({ targets, policies }: Program): Finding[] {
  const places = new Map(policies.map(({ fleet, policy, place }) => [`${fleet}|${refKey(policy)}`, place]));
  return targets
    .filter(({ target }) => target.kind === 'control-plane')
    .flatMap((target) => [
      ...misdirected(target, (policy) => places.get(`${target.target.fleet}|${refKey(refOf(policy))}`)),
    ]);
}

function* misdirected(
  controlPlane: CompiledTarget,
  placeOf: (policy: Manifest) => string | undefined,
): Iterable<Finding> {
  const versions = new PreferredVersions(controlPlane);
  for (const { path, manifest } of controlPlane.objects) {
    if (!manifest.apiVersion.startsWith('policy.karmada.io/')) {
      continue;
    }
    for (const [i, selector] of listAt(objectAt(manifest, 'spec'), 'resourceSelectors').entries()) {
      const { apiVersion, kind } = selector;
      const preferred =
        typeof apiVersion === 'string' && typeof kind === 'string' ? versions.of({ apiVersion, kind }) : apiVersion;
      if (preferred !== apiVersion) {
        yield finding(rules.VERSION_NOT_PREFERRED, {
          place: placeOf(manifest) ?? path,
          pointer: `/spec/resourceSelectors/${i}/apiVersion`,
          value: apiVersion,
          message: `the ${manifest.kind} '${manifest.metadata.name}' selects ${kind} in ${apiVersion}; the API server of the control plane prefers ${preferred}, and Karmada looks for no other.`,
          fix: `Write the selected object in ${preferred}, or select it in that version by a policy of your own.`,
        });
      }
    }
  }
}
