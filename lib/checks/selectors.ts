import type { CompiledTarget } from '../core/compilation';
import { listAt, objectAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import type { PolicyModel } from '../core/model';
import { describeRef, refKey } from '../core/object-ref';
import { isNamespaced, refOf } from '../l1/kinds';
import * as rules from '../placement/rules';
import { PreferredVersions } from '../plan/preferred-versions';
import type { Program } from './placement';
import { CustomKinds } from './schema-custom-kinds';

/** Policies select objects as Karmada sees them: in the version that it watches, and in a namespace only what lives in one. */
export function checkSelectors(program: Program): Finding[] {
  return program.targets
    .filter(({ target }) => target.kind === 'control-plane')
    .flatMap((target) => {
      const policies = program.policies.filter(({ fleet }) => fleet === target.target.fleet);
      return [...otherVersions(target, policies), ...clusterScoped(target, policies)];
    });
}

/** Of override policies, too. */
function* otherVersions(controlPlane: CompiledTarget, policies: readonly PolicyModel[]): Iterable<Finding> {
  const versions = new PreferredVersions(controlPlane);
  const places = new Map(policies.map(({ policy, place }) => [refKey(policy), place]));
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
          place: places.get(refKey(refOf(manifest))) ?? path,
          pointer: `/spec/resourceSelectors/${i}/apiVersion`,
          value: apiVersion,
          message: `the ${manifest.kind} '${manifest.metadata.name}' selects ${kind} in ${apiVersion}; the API server of the control plane prefers ${preferred}, and Karmada looks for no other.`,
          fix: `Write the selected object in ${preferred}, or select it in that version by a policy of your own.`,
        });
      }
    }
  }
}

/** Karmada asks for no PropagationPolicy where an object lives in no namespace. */
function* clusterScoped({ objects }: CompiledTarget, policies: readonly PolicyModel[]): Iterable<Finding> {
  const namespaced = policies.filter(({ policy }) => policy.namespace !== undefined);
  if (namespaced.length === 0) {
    return;
  }
  const custom = new CustomKinds(objects.map(({ manifest }) => manifest));
  for (const { place, policy, selectors } of namespaced) {
    for (const [i, { apiVersion, kind }] of selectors.entries()) {
      if ((custom.find(apiVersion, kind)?.namespaced ?? isNamespaced(apiVersion, kind)) === false) {
        yield finding(rules.SELECTS_NOTHING, {
          place,
          pointer: `/spec/resourceSelectors/${i}/kind`,
          value: kind,
          message: `${describeRef(policy)} selects ${kind}, which lives in no namespace: a PropagationPolicy has no effect on it.`,
          fix: 'Use a ClusterPropagationPolicy; of a WholePropagation set clusterScoped: true.',
        });
      }
    }
  }
}
