import { apiGroupOf } from '../core/manifest';

/** What a kind demands of `metadata.name`. */
interface NameSyntax {
  readonly pattern: RegExp;
  readonly expected: string;
  /** Longest name, in characters. */
  readonly maxLength: number;
}

const SUBDOMAIN: NameSyntax = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  expected: 'lower-case letters, digits, "-" and "." with a letter or digit at both ends of each part',
  maxLength: 253,
};
const LABEL: NameSyntax = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  expected: 'lower-case letters, digits and "-" with a letter or digit at both ends',
  maxLength: 63,
};
const RFC_1035: NameSyntax = {
  pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  expected: 'lower-case letters, digits and "-", a letter first and no "-" last',
  maxLength: 63,
};
const PATH_SEGMENT: NameSyntax = {
  pattern: /^(?!\.{1,2}$)[^/%]+$/,
  expected: 'anything but ".", "..", "/" and "%"',
  maxLength: Number.POSITIVE_INFINITY,
};

/** Kinds whose names are no DNS subdomains, by `group/Kind`; from the validation code of the engines. */
const SYNTAX: Readonly<Record<string, NameSyntax>> = {
  '/Namespace': LABEL,
  // Kubernetes 1.36 relaxes this behind a gate that may be off; older members never do.
  '/Service': RFC_1035,
  'apps/StatefulSet': LABEL,
  // The name becomes a label of the pods.
  'batch/Job': { ...SUBDOMAIN, maxLength: 63 },
  // The controller appends eleven characters to make the names of the jobs.
  'batch/CronJob': { ...SUBDOMAIN, maxLength: 52 },
  'cluster.karmada.io/Cluster': { ...LABEL, maxLength: 48 },
  'networking.karmada.io/MultiClusterService': RFC_1035,
  'policy.karmada.io/FederatedResourceQuota': { ...SUBDOMAIN, maxLength: 63 },
  'rbac.authorization.k8s.io/Role': PATH_SEGMENT,
  'rbac.authorization.k8s.io/ClusterRole': PATH_SEGMENT,
  'rbac.authorization.k8s.io/RoleBinding': PATH_SEGMENT,
  'rbac.authorization.k8s.io/ClusterRoleBinding': PATH_SEGMENT,
  'certificates.k8s.io/CertificateSigningRequest': PATH_SEGMENT,
  'certificates.k8s.io/ClusterTrustBundle': PATH_SEGMENT,
  'networking.k8s.io/IPAddress': PATH_SEGMENT,
};

/** Groups of questions to the server, which have no names. */
const NAMELESS_GROUPS = new Set(['authentication.k8s.io', 'authorization.k8s.io']);

/** Whether objects of the API group are stored under a name. */
export function hasName(apiVersion: string): boolean {
  return !NAMELESS_GROUPS.has(apiGroupOf(apiVersion));
}

/** Says what a name of the kind must be, if this is none. */
export function nameProblem(apiVersion: string, kind: string, name: string): string | undefined {
  return problem(SYNTAX[`${apiGroupOf(apiVersion)}/${kind}`] ?? SUBDOMAIN, name);
}

/** Says what a namespace must be, if this is none. */
export function namespaceProblem(namespace: string): string | undefined {
  return problem(LABEL, namespace);
}

function problem({ pattern, expected, maxLength }: NameSyntax, name: string): string | undefined {
  if (name.length > maxLength) {
    return `at most ${maxLength} characters; it has ${name.length}`;
  }
  return pattern.test(name) ? undefined : expected;
}
