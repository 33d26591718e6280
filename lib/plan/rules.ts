import type { Rule } from '../core/findings';

export const REPLICAS_UNKNOWN: Rule = {
  id: 'plan/replicas-unknown',
  severity: 'info',
  title: 'The plan knows the replicas of every workload that is divided.',
  why: 'A workload that is owned elsewhere shows its replicas only on the control plane; without them it is left out of the plan.',
};

export const DIVISION_UNKNOWN: Rule = {
  id: 'plan/division-unknown',
  severity: 'info',
  title: 'The plan knows where every workload runs.',
  why: 'Policies that go by free room, by groups of members or by labels that only the control plane has are decided there; the plan counts their workloads in no member.',
};

export const DOES_NOT_FIT: Rule = {
  id: 'plan/does-not-fit',
  severity: 'warning',
  title: "The members' node pools have room for the replicas that they get.",
  why: 'Static weights and whole placements ignore capacity: pods without room wait in that member while others may have free nodes.',
  source: 'karmada v1.18.2 pkg/scheduler/core/assignment.go, assignByStaticWeightStrategy',
};

export const NO_SUITABLE_POOL: Rule = {
  id: 'plan/no-suitable-pool',
  severity: 'warning',
  title: 'Every member that gets replicas has a node pool that can hold one.',
  why: 'Without a node of that shape - GPUs, CPU, memory, labels, tolerated taints - the pods stay Pending for ever; unless nodes have more than the model says.',
};

export const NO_POOLS: Rule = {
  id: 'plan/no-pools',
  severity: 'error',
  title: 'A member that gets GPU work declares its node pools.',
  why: 'A member without pools has no GPUs as far as the fleet knows: nothing says that the pods can ever run.',
};
