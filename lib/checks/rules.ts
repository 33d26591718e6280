import type { Rule } from '../core/findings';

/** Rules of the schema check. */

/** A field that the kind does not have. */
export const UNKNOWN_FIELD: Rule = {
  id: 'schema/unknown-field',
  severity: 'error',
  title: 'Manifests have only fields that their kind has in that version.',
  why: 'The API server refuses the field with strict field validation and drops it without a word otherwise.',
  source: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation',
};

/** A value of another type than the field has. */
export const WRONG_TYPE: Rule = {
  id: 'schema/wrong-type',
  severity: 'error',
  title: 'Values have the type of their field.',
  why: 'The API server cannot decode the object and refuses it.',
};

/** A required field that is absent. */
export const MISSING_FIELD: Rule = {
  id: 'schema/missing-field',
  severity: 'error',
  title: 'Required fields are given.',
  why: 'The API server refuses the object.',
};

/** A value of the right type that the field does not take. */
export const INVALID_VALUE: Rule = {
  id: 'schema/invalid-value',
  severity: 'error',
  title: 'Values are among those that the schema of the kind allows.',
  why: 'The API server refuses the object.',
};

/** A label or annotation that is none. */
export const INVALID_LABEL: Rule = {
  id: 'schema/invalid-label',
  severity: 'error',
  title: 'Keys and values of labels, and keys of annotations, have the syntax of Kubernetes.',
  why: 'The API server refuses the object.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set',
};

/** A name that objects of the kind cannot have. */
export const INVALID_NAME: Rule = {
  id: 'schema/invalid-name',
  severity: 'error',
  title: 'Names have the syntax that their kind demands.',
  why: 'The API server refuses the object.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#names',
};

/** A namespace on an object that lives in none. */
export const NAMESPACE_IGNORED: Rule = {
  id: 'schema/namespace-ignored',
  severity: 'warning',
  title: 'Objects of cluster-scoped kinds name no namespace.',
  why: 'The API server clears the namespace: two such objects with one name are one object.',
  source: 'k8s.io/apiserver pkg/registry/rest/create.go',
};

/** A version or kind that its group does not have. */
export const UNKNOWN_VERSION: Rule = {
  id: 'schema/unknown-version',
  severity: 'error',
  title: 'The API group serves the kind in the version that is named.',
  why: 'The API server answers that it finds no match for the kind, and nothing is created.',
};

/** A kind that cannot be checked. */
export const NO_SCHEMA: Rule = {
  id: 'schema/no-schema',
  severity: 'info',
  title: 'The schema of every kind in the program is known.',
  why: 'Mistakes in objects of an unknown kind show only when they are applied.',
};

/** Rules for values that are known only when the program is deployed. */

/** A late value in what an object is called. */
export const LATE_NAME: Rule = {
  id: 'late/in-name',
  severity: 'error',
  title: 'Names and namespaces of objects are known to the program.',
  why: 'What an object is called decides what it is compared with, in which order it is applied and what is deleted.',
};

/** A late value in a key. */
export const LATE_KEY: Rule = {
  id: 'late/in-key',
  severity: 'error',
  title: 'Keys of labels, annotations and all other maps are known to the program.',
  why: 'Pulumi knows late values, and no late keys; the text that stands for the value would be applied.',
};

/** A late value in a field that is not text. */
export const LATE_TYPE: Rule = {
  id: 'late/not-text',
  severity: 'error',
  title: 'Late values stand in fields that hold text.',
  why: 'Plan and checks count with numbers; one that nobody knows yet would make both wrong.',
};

/** What the program has made of the text that stands for a late value. */
export const LATE_ALTERED: Rule = {
  id: 'late/altered',
  severity: 'error',
  title: 'Texts that stand for late values are left as they are, or encoded in base64.',
  why: 'The value takes the place of that text; of what was cut, encoded otherwise or written in other letters nothing is found, and it would be applied.',
};

/** A text that stands for a late value, and is in no object. */
export const LATE_UNUSED: Rule = {
  id: 'late/unused',
  severity: 'warning',
  title: 'What late() returns stands in an object.',
  why: 'A hash or a key that is made of it knows nothing of the value, and stays the same when that changes.',
};

/** An Output that was made text by JavaScript. */
export const LATE_AS_TEXT: Rule = {
  id: 'late/output-as-text',
  severity: 'error',
  title: 'Outputs of Pulumi become text by late() or pulumi.interpolate.',
  why: 'In a template of JavaScript an Output becomes an explanation of what is wrong with that, and it would be applied.',
  source: 'https://www.pulumi.com/docs/iac/concepts/inputs-outputs/',
};

/** A late value in a file. */
export const LATE_FILE: Rule = {
  id: 'late/in-files',
  severity: 'warning',
  title: 'Manifests that are written to files hold no late values.',
  why: 'In the file stands a text in place of the value: the file can be read, and not be applied.',
};

/** Rules of the version matrix. */

/** A kind that a cluster is too old for. */
export const VERSION_KIND: Rule = {
  id: 'versions/kind-not-served',
  severity: 'error',
  title:
    'Clusters serve the kinds that they get: the engines are there, they and Kubernetes are new enough and have not dropped them.',
  why: 'The API server finds no match for the kind, and refuses the object. What the control plane sends on Karmada keeps trying to create in members, and tells it in the status of a Work only.',
  source: 'k8s.io/api zz_generated.prerelease-lifecycle.go',
};

/** A field that an engine is too old for. */
export const VERSION_FIELD: Rule = {
  id: 'versions/field-not-known',
  severity: 'error',
  title: 'Engines know the fields of the objects that they get.',
  why: 'The API server drops a field that the definition of the older version lacks, or refuses the object where validation is strict.',
};

/** A kind that API servers do not serve unless told to. */
export const VERSION_OFF_BY_DEFAULT: Rule = {
  id: 'versions/off-by-default',
  severity: 'warning',
  title: 'Objects are of versions that API servers serve by themselves.',
  why: 'Alpha and beta versions of built-in kinds need --runtime-config on every API server, and go away with a later Kubernetes.',
  source: 'https://kubernetes.io/docs/reference/using-api/#api-versioning',
};
