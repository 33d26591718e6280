import type { Rule } from '../core/findings';

/** Rules about parts of GPUs. */

export const TWO_GPU_REQUESTS: Rule = {
  id: 'training/two-gpu-requests',
  severity: 'error',
  title: 'A task asks for whole GPUs or for a part of one.',
  why: 'Its container would need both on the same node, and use one of them.',
};

export const GPU_NOT_OFFERED: Rule = {
  id: 'training/gpu-not-offered',
  severity: 'error',
  title: 'A task asks for GPUs by a name that a pool of its members offers.',
  why: 'No node ever has the resource, so the gang waits for ever: whole GPUs where all cards are divided, or a MIG profile that no card is divided into.',
};

export const GPU_MEMORY: Rule = {
  id: 'training/gpu-memory',
  severity: 'error',
  title: 'A task needs no more GPU memory than a card, or its part of one, has.',
  why: "Volcano finds no card with so much memory, and the gang waits for ever; under MPS the program runs out of its share's memory.",
};

export const GPU_UNITS: Rule = {
  id: 'training/gpu-units',
  severity: 'error',
  title: 'Members that a job may go to count the memory of virtual GPUs in the same unit.',
  why: 'The manifest of the job is the same in all of them, and its number would mean another amount in each.',
};

export const MEMORY_NOT_ISOLATED: Rule = {
  id: 'training/memory-not-isolated',
  severity: 'warning',
  title: 'A task that counts on GPU memory of its own does not run on time slices.',
  why: 'A pod on the same card that takes more than its part makes the others fail for lack of memory.',
  source: 'https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html',
};

export const SLICES_REFUSED: Rule = {
  id: 'training/slices-refused',
  severity: 'error',
  title: 'A task asks for one share of MPS, and for one slice where the pool refuses more.',
  why: 'The device plugin refuses the container when it starts: the pod is admitted to a node and fails there.',
  source: 'k8s-device-plugin v0.19.0 api/config/v1/config.go and internal/rm/rm.go, ValidateRequest',
};

export const SEVERAL_SLICES: Rule = {
  id: 'training/several-slices',
  severity: 'warning',
  title: 'A task asks for one slice of a card.',
  why: 'Several slices may be of one card, and give no more of it than one does.',
  source: 'https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html',
};

export const CLAIM_ELSEWHERE: Rule = {
  id: 'training/claim-elsewhere',
  severity: 'error',
  title: 'The template of a claim is in the namespace of the job, in every member that the job may go to.',
  why: 'Its pods stay pending: the controller finds no template to make their claims from.',
  source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/',
};
