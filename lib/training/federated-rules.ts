import type { Rule } from '../core/findings';

export const JOB_ONE_PART: Rule = {
  id: 'training/one-part',
  severity: 'error',
  title: 'A federated job has parts in two members or more.',
  why: 'A job of one part is a job of one member, without the cost and the care that parts need.',
};

export const JOB_MASTER_UNREACHABLE: Rule = {
  id: 'training/master-unreachable',
  severity: 'error',
  title: 'The master of a federated job is found from all its members.',
  why: 'Names of Services are known in their own cluster only: the other parts hold their GPUs and wait until the rendezvous times out.',
};

export const JOB_PLUGIN_OF_ONE_PART: Rule = {
  id: 'training/plugin-of-one-part',
  severity: 'error',
  title: 'A federated job has no plugin that takes a part for the whole.',
  why: 'Volcano sees a job in each member. pytorch, tensorflow, mpi and ray tell the pods of each a master and a size of their own, behind those of the whole: each part trains by itself, or waits for pods that are not its own.',
  source: 'volcano v1.15.1 pkg/controllers/job/plugins/distributed-framework, OnPodCreate of each',
};

export const JOB_TRAFFIC_UNKNOWN: Rule = {
  id: 'training/traffic-unknown',
  severity: 'error',
  title: 'A federated job states what its parts exchange, and how often.',
  why: 'Whether the links between clusters can carry it decides whether the GPUs compute or wait.',
};

export const JOB_NO_LINK: Rule = {
  id: 'training/no-link',
  severity: 'error',
  title: 'There is a link between members whose parts of a job exchange gradients.',
  why: 'Nobody has said what lies between them; over the open Internet a step takes minutes.',
};

export const JOB_LINK_TOO_SLOW: Rule = {
  id: 'training/link-too-slow',
  severity: 'error',
  title: 'Links carry the gradients of a step in the time of a step.',
  why: 'Even where all traffic hides behind computing, the GPUs wait for the link in every step.',
};
