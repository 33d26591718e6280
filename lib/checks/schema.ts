import { closest, listOf } from '../core/errors';
import { type Evidence, type Finding, finding, type Rule } from '../core/findings';
import { apiGroupOf, type Manifest } from '../core/manifest';
import { apiVersionsOf, kindEntry, kindsOfGroup } from '../l1/kinds';
import * as rules from './rules';
import { CustomKinds } from './schema-custom-kinds';
import { findingsOfErrors } from './schema-errors';
import type { Fraction } from './schema-fractions';
import { hasName, nameProblem, namespaceProblem } from './schema-names';
import { SchemaValidator } from './schema-validator';
import { brief, fieldPath } from './schema-words';

export { CustomKinds } from './schema-custom-kinds';

/**
 * Checks one manifest against the schema of its exact kind and version, and what the API server demands of names and
 * namespaces beyond it.
 *
 * @param place construct path, or `file:line`
 * @param custom kinds that the program defines itself; they win over those that are known here
 */
export function validateManifest(manifest: Manifest, place: string, custom: CustomKinds = CustomKinds.none): Finding[] {
  const { apiVersion, kind } = manifest;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    return [withoutType(manifest, place)];
  }
  const own = custom.find(apiVersion, kind);
  const entry = own ?? kindEntry(apiVersion, kind);
  if (!entry) {
    return [unknownKind(apiVersion, kind, place, custom)];
  }
  let validator: SchemaValidator;
  try {
    validator = 'schema' in entry ? SchemaValidator.of(entry.schema) : entry.validator();
  } catch (error) {
    if (!own) {
      throw error;
    }
    return [unusableSchema(apiVersion, kind, place, error)];
  }
  const errors = validator.errors(manifest);
  const findings = errors.length === 0 ? [] : findingsOfErrors(errors, `${apiVersion} ${kind}`, place);
  findings.push(...validator.fractions(manifest).map((fraction) => fractionFinding(fraction, place)));
  checkMetadata(manifest, entry.namespaced, (rule, evidence) => findings.push(finding(rule, { place, ...evidence })));
  return findings;
}

type Report = (rule: Rule, evidence: Omit<Evidence, 'place'>) => void;

function checkMetadata(manifest: Manifest, namespaced: boolean, report: Report): void {
  const { apiVersion, kind } = manifest;
  // Plain YAML may lack metadata, or have something else in its place; the schema reports the latter.
  const { name, generateName, namespace } = (manifest.metadata ?? {}) as Partial<Manifest['metadata']>;
  if (name === undefined || name === null) {
    if (hasName(apiVersion) && typeof generateName !== 'string') {
      report(rules.MISSING_FIELD, {
        pointer: '/metadata',
        message: `${apiVersion} ${kind} needs metadata.name.`,
        fix: 'Give metadata.name.',
      });
    }
  } else if (typeof name === 'string') {
    const expected = nameProblem(apiVersion, kind, name);
    if (expected !== undefined) {
      report(rules.INVALID_NAME, {
        pointer: '/metadata/name',
        value: name,
        message: `${kind} cannot have the name ${brief(name)}: names of this kind have ${expected}.`,
        fix: 'Give another metadata.name, or another construct id if the name is derived from it.',
      });
    }
  }
  if (typeof namespace === 'string') {
    checkNamespace(kind, namespace, namespaced, report);
  }
}

function checkNamespace(kind: string, namespace: string, namespaced: boolean, report: Report): void {
  const seen = { pointer: '/metadata/namespace', value: namespace };
  if (!namespaced) {
    report(rules.NAMESPACE_IGNORED, {
      ...seen,
      message: `${kind} is cluster-scoped; the namespace ${brief(namespace)} has no effect.`,
      fix: 'Remove metadata.namespace, or the namespace of the chart that adds it.',
    });
    return;
  }
  const expected = namespaceProblem(namespace);
  if (expected !== undefined) {
    report(rules.INVALID_NAME, {
      ...seen,
      message: `metadata.namespace is ${brief(namespace)}: names of namespaces have ${expected}.`,
      fix: 'Name an existing namespace.',
    });
  }
}

function fractionFinding({ pointer, value }: Fraction, place: string): Finding {
  return finding(rules.WRONG_TYPE, {
    place,
    pointer,
    value,
    message: `${fieldPath(pointer)} is ${value}; in a custom resource a quantity must be an integer or a string.`,
    fix: `Pass the string "${value}".`,
  });
}

function withoutType(manifest: Manifest, place: string): Finding {
  const missing = typeof manifest.apiVersion === 'string' ? 'kind' : 'apiVersion';
  return finding(rules.MISSING_FIELD, {
    place,
    pointer: '',
    value: manifest[missing],
    message: `The object has no ${missing}, so nothing is known about it.`,
    fix: `Give ${missing} as a string.`,
  });
}

function unknownKind(apiVersion: string, kind: string, place: string, custom: CustomKinds): Finding {
  const group = apiGroupOf(apiVersion);
  const known = [...(kindsOfGroup(group) ?? []), ...custom.ofGroup(group)];
  const seen = { place, pointer: '/apiVersion', value: apiVersion };
  if (known.length === 0) {
    return finding(rules.NO_SCHEMA, {
      ...seen,
      message: `No schema of ${apiVersion} ${kind} is known; the object was not checked.`,
      fix: 'Add its CustomResourceDefinition to the program, and objects of the kind are checked against it.',
    });
  }
  const ofGroup = [
    ...known.filter((key) => key.endsWith(`/${kind}`)).map(apiVersionOfKey),
    ...apiVersionsOf(kind).filter((served) => apiGroupOf(served) === group),
  ];
  // a kind of the same name in another group is another kind, and meant only where the group has none
  const served = new Set(ofGroup.length > 0 ? ofGroup : apiVersionsOf(kind));
  const meant = closest(kind, new Set(known.map((key) => key.slice(key.lastIndexOf('/') + 1))));
  return finding(rules.UNKNOWN_VERSION, {
    ...seen,
    message: `${kind} is not served as ${apiVersion}.`,
    fix:
      served.size > 0
        ? `Use apiVersion ${listOf([...served]).replace(/ and /, ' or ')}.`
        : meant
          ? `Use the kind '${meant}'.`
          : `Use one of ${listOf(known)}.`,
  });
}

function unusableSchema(apiVersion: string, kind: string, place: string, error: unknown): Finding {
  const reason = error instanceof Error ? error.message : String(error);
  return finding(rules.NO_SCHEMA, {
    place,
    pointer: '/apiVersion',
    value: apiVersion,
    message: `The schema of ${apiVersion} ${kind} in its CustomResourceDefinition cannot be used: ${reason}; the object was not checked.`,
    fix: 'Correct openAPIV3Schema in the CustomResourceDefinition.',
  });
}

function apiVersionOfKey(key: string): string {
  return key.slice(0, key.lastIndexOf('/'));
}
