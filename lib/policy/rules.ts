import type { Rule } from '../core/findings';

export const DENIES_WORKLOAD: Rule = {
  id: 'policy/denies-workload',
  severity: 'error',
  title: "A baseline denies none of the program's own pods.",
  why: 'Kyverno refuses the workload, or each pod that its controller makes; in a member this shows as a workload without pods.',
};

export const REPORTS_WORKLOAD: Rule = {
  id: 'policy/reports-workload',
  severity: 'warning',
  title: "The program's own pods keep the rules of a baseline that only reports.",
  why: 'The pods run, and would be refused once the action of the rule is Deny.',
};

export const NO_KYVERNO: Rule = {
  id: 'policy/no-kyverno',
  severity: 'error',
  title: 'A baseline goes to members that run Kyverno.',
  why: 'Karmada sends a policy only where its kind is served: the member would run without the baseline, and nobody would know.',
  source: 'karmada v1.18.2 pkg/scheduler/framework/plugins/apienablement',
};

export const NO_MEMBERS: Rule = {
  id: 'policy/no-members',
  severity: 'error',
  title: 'A policy object goes to at least one member.',
  why: 'It would hold nowhere.',
};

export const UNKNOWN_MEMBER: Rule = {
  id: 'policy/unknown-member',
  severity: 'error',
  title: 'A policy object goes to members of its fleet.',
  why: 'Karmada ignores cluster names that it does not know: the rules would not hold there.',
};

export const ONE_MEMBER: Rule = {
  id: 'policy/one-member',
  severity: 'error',
  title: 'A policy object in the scope of a member names no other members.',
  why: 'It is applied to that member directly and to no other.',
};

export const NO_RULES: Rule = {
  id: 'policy/no-rules',
  severity: 'error',
  title: 'A baseline has a rule, and each rule demands something.',
  why: 'Without a demand every pod passes, and the baseline only looks like one.',
};

export const BAD_NAME: Rule = {
  id: 'policy/bad-name',
  severity: 'error',
  title: 'The name of a policy object is a DNS label, short enough for the names made from it.',
  why: 'The API server refuses other names.',
};

export const BAD_REGISTRY: Rule = {
  id: 'policy/bad-registry',
  severity: 'error',
  title: 'Allowed registries are registries, or folders of them.',
  why: 'No image comes from what is none, and all pods would be refused.',
};

export const BAD_RESOURCE: Rule = {
  id: 'policy/bad-resource',
  severity: 'error',
  title: 'Limits are of resources that containers can limit.',
  why: 'No container limits what is no resource, and all pods would be refused.',
};

export const BAD_SELECTION: Rule = {
  id: 'policy/bad-selection',
  severity: 'error',
  title: 'A selection of pods names namespaces or labels that pods can have.',
  why: 'One without either has all pods, one with an empty list or a wrong name has none: exemptions would be too wide, or do nothing.',
};

export const BAD_EXCEPTION: Rule = {
  id: 'policy/bad-exception',
  severity: 'error',
  title: 'An exception has pods, a reason, an end, and a rule of the baseline.',
  why: 'Exceptions without an end stay for ever, and nobody remembers what those without a reason were for.',
};

export const EXCEPTION_ENDED: Rule = {
  id: 'policy/exception-ended',
  severity: 'warning',
  title: 'Exceptions that have ended are removed.',
  why: 'Kyverno does what the rule says from the end on; the exception only looks as if the pods were excepted.',
};

export const BAD_CIDR: Rule = {
  id: 'policy/bad-cidr',
  severity: 'error',
  title: 'Addresses of API servers are ranges in CIDR notation.',
  why: 'The API server refuses a NetworkPolicy with others; since Kubernetes 1.36 also ranges that begin in their middle, or are written in two ways.',
  source: 'https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/ (StrictIPCIDRValidation)',
};

export const NO_ISTIO: Rule = {
  id: 'policy/no-istio',
  severity: 'error',
  title: 'Access to sidecar injection is for members that run Istio.',
  why: 'The NetworkPolicy would select no pods.',
};
