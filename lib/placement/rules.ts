import type { Rule } from '../core/findings';

export const UNKNOWN_MEMBER: Rule = {
  id: 'placement/unknown-member',
  severity: 'error',
  title: 'Placements, overrides and quotas name members of the fleet.',
  why: 'Karmada ignores cluster names that it does not know: what is meant for them goes to the other members, or nowhere.',
  source: 'karmada v1.18.2 pkg/scheduler/core/division_algorithm.go',
};

export const BAD_WEIGHT: Rule = {
  id: 'placement/bad-weight',
  severity: 'error',
  title: 'Weights are whole numbers, 0 or more.',
  why: 'The API server refuses weights below 1; weight 0 is written by leaving the member out.',
  source: 'karmada v1.18.2 policy.karmada.io_propagationpolicies.yaml, staticWeightList.weight',
};

export const NO_WEIGHT: Rule = {
  id: 'placement/no-weight',
  severity: 'error',
  title: 'At least one member has a weight above 0.',
  why: 'If all weights are 0 Karmada divides evenly over all clusters of the control plane, also those not named.',
  source: 'karmada v1.18.2 pkg/scheduler/core/division_algorithm.go, getStaticWeightInfoList',
};

export const BAD_NAME: Rule = {
  id: 'placement/bad-name',
  severity: 'error',
  title: 'The name of a policy is a DNS subdomain of at most 253 characters.',
  why: 'The API server refuses other names; without an explicit name the construct id is the name.',
};

export const BAD_REPLICAS: Rule = {
  id: 'placement/bad-replicas',
  severity: 'error',
  title: 'Replicas of a workload that is owned elsewhere are a whole number, 0 or more.',
  why: 'The plan divides what is told; it could not be right.',
};

export const NOT_DIVISIBLE: Rule = {
  id: 'placement/not-divisible',
  severity: 'error',
  title: 'Weights divide kinds whose replicas Karmada can read and write.',
  why: 'Karmada copies every other kind whole to each selected member: two weights make two complete copies of the work.',
  source: 'karmada v1.18.2 pkg/resourceinterpreter/default',
};

export const WRONG_TARGET: Rule = {
  id: 'placement/wrong-target',
  severity: 'error',
  title: 'A workload that a policy selects is created in the scope of the fleet.',
  why: 'The policy selects objects on the Karmada API server; an object that is applied elsewhere is never placed.',
};

export const SELECTS_NOTHING: Rule = {
  id: 'placement/selects-nothing',
  severity: 'error',
  title: 'A policy selects the workload under the name and namespace that it is rendered with, if it lives in one.',
  why: 'Karmada finds no such object, and the workload is never placed. Of what lives in no namespace it looks for ClusterPropagationPolicies only.',
  source: 'karmada v1.18.2 pkg/detector/detector.go, LookForMatchedPolicy',
};

export const VERSION_NOT_PREFERRED: Rule = {
  id: 'placement/version-not-preferred',
  severity: 'error',
  title: 'Policies select objects in the version that the API server prefers for their kind.',
  why: 'Karmada watches each kind in that version only, and compares the apiVersion of a selector with it letter by letter: in another version it selects nothing, and nothing tells.',
  source:
    'karmada v1.18.2 pkg/detector/detector.go, discoverResources, and pkg/util/selector.go, ResourceSelectorPriority',
};

export const NOT_PLACED: Rule = {
  id: 'placement/not-placed',
  severity: 'warning',
  title: 'A policy selects each workload of the control plane.',
  why: 'Karmada runs nothing itself: what no policy selects waits until one does, and nothing tells. Where others own the policy, acknowledge that.',
  source: 'karmada v1.18.2 pkg/detector/policy.go, propagateResource',
};

export const LEFT_BEHIND: Rule = {
  id: 'placement/left-behind',
  severity: 'warning',
  title: 'What the pods of a workload refer to goes where the workload goes.',
  why: 'Karmada carries along what pods refer to only where the policy says so, and only of kinds that it can look into; a Volcano Job is none of them. The pods wait in the member for what never comes, and hold their GPUs.',
  source: 'karmada v1.18.2 pkg/resourceinterpreter/default/native/dependencies.go',
};

export const TWO_POLICIES: Rule = {
  id: 'placement/workload-in-two-policies',
  severity: 'error',
  title: 'No two policies of equal rank select the same object.',
  why: 'A PropagationPolicy goes before a ClusterPropagationPolicy, then the higher priority, then the closer match (name, labels, kind). Where all are equal, Karmada takes the name that sorts first and silently ignores the other policy.',
  source: 'karmada v1.18.2 pkg/detector/policy.go and compare.go',
};

export const IDLE_POLICY: Rule = {
  id: 'placement/idle-policy',
  severity: 'warning',
  title: 'A policy that selects objects by name places at least one of them.',
  why: 'All of them are taken by stronger policies; what the policy says has no effect.',
  source: 'karmada v1.18.2 pkg/detector/policy.go and compare.go',
};

export const NO_MEMBER_FITS: Rule = {
  id: 'placement/no-member-fits',
  severity: 'error',
  title: 'A policy fits at least one member of the fleet.',
  why: 'Karmada schedules nothing, and what the policy selects stays on the control plane.',
  source: 'karmada v1.18.2 pkg/scheduler/core/generic_scheduler.go',
};

export const KIND_NOT_SERVED: Rule = {
  id: 'placement/kind-not-served',
  severity: 'warning',
  title: 'A member that a policy fits has the engine of the kind that is placed.',
  why: 'Karmada passes members by that do not serve the kind; where none does, the object stays on the control plane.',
  source: 'karmada v1.18.2 pkg/scheduler/framework/plugins/apienablement',
};

export const INDEXED_JOB: Rule = {
  id: 'placement/indexed-job-divided',
  severity: 'warning',
  title: 'A Job whose pods are told apart by their index is not divided.',
  why: 'Karmada divides completions, and every member counts its indexes from 0: the first parts of the work are done several times, the last ones never.',
  source: 'karmada v1.18.2 pkg/controllers/binding/common.go, applyJobCompletions',
};

export const RATIO_NOT_REACHABLE: Rule = {
  id: 'placement/ratio-not-reachable',
  severity: 'warning',
  title: 'The replicas can be divided in the ratio of the weights.',
  why: 'Karmada rounds by the Webster method; with few replicas the real split is far from the ratio that was asked.',
  source: 'karmada v1.18.2 pkg/util/helper/webstermethod.go',
};

export const TIE: Rule = {
  id: 'placement/tie',
  severity: 'warning',
  title: 'The division does not depend on a tie.',
  why: "Karmada breaks ties by the parity of a hash of the workload's uid, which nobody knows before it is created.",
  source: 'karmada v1.18.2 pkg/util/helper/binding.go, tieBreakerByUID',
};

export const TAINTED_MEMBER: Rule = {
  id: 'placement/member-tainted',
  severity: 'error',
  title: 'A placement tolerates the taints of the members that it chooses.',
  why: 'The scheduler drops tainted members before it divides: their share goes to the others without a message.',
  source: 'karmada v1.18.2 pkg/scheduler/framework/plugins/tainttoleration',
};

export const NO_MEMBERS: Rule = {
  id: 'placement/no-members',
  severity: 'error',
  title: 'A placement has at least one member to go to.',
  why: 'An empty list of cluster names restricts nothing: Karmada would take any cluster of the control plane.',
  source: 'karmada v1.18.2 pkg/util/selector.go, ClusterMatches',
};
