import type { Rule } from '../core/findings';

export const ADD_ON_UNKNOWN: Rule = {
  id: 'addons/unknown',
  severity: 'error',
  title: 'Add-ons, and releases that get values, are named as the catalogue has them.',
  why: 'What has another name is not installed, and values for it go nowhere.',
};

export const ADD_ON_UNKNOWN_MEMBER: Rule = {
  id: 'addons/unknown-member',
  severity: 'error',
  title: 'Members that get add-ons are members of the fleet.',
  why: 'A name that the fleet does not know gets nothing.',
};

export const ADD_ON_UNKNOWN_VERSION: Rule = {
  id: 'addons/unknown-version',
  severity: 'error',
  title: 'The version of the chart is known: by the version of the software, or stated.',
  why: 'Without a version helm installs the newest chart, another one tomorrow than today.',
};

export const ADD_ON_KUBERNETES: Rule = {
  id: 'addons/unsupported-kubernetes',
  severity: 'warning',
  title: 'An add-on supports the Kubernetes version of the cluster that gets it.',
  why: 'Its project does not test the two together: kinds that it calls may be gone, or not be there yet.',
};

export const ADD_ON_NOT_STATED: Rule = {
  id: 'addons/engine-not-stated',
  severity: 'error',
  title: 'A member that gets an engine states its version.',
  why: 'Checks, plan and twin read which engines a member has; what is installed without being stated is not there for them.',
};

export const ADD_ON_FLUX_ABSENT: Rule = {
  id: 'addons/no-flux',
  severity: 'error',
  title: 'Where Flux installs add-ons, Flux is installed.',
  why: 'The API server does not know the kinds of Flux, and refuses its objects.',
};

export const ADD_ON_LONG_NAME: Rule = {
  id: 'addons/long-release-name',
  severity: 'error',
  title: 'The name of a HelmRelease has at most 63 characters.',
  why: 'Flux writes it as a label on every object of the chart, and the API server refuses labels that are longer: nothing is installed.',
  source: 'helm-controller v1.6.3 internal/postrender/common_renderer.go, originLabels',
};

export const ADD_ON_TWICE: Rule = {
  id: 'addons/installed-twice',
  severity: 'error',
  title: 'A member gets an add-on once.',
  why: 'Both have the same release: each installation undoes the values of the other.',
};

export const ADD_ON_TWO_OWNERS: Rule = {
  id: 'addons/two-device-owners',
  severity: 'error',
  title: 'One add-on says which GPUs the nodes of a member have.',
  why: 'Two device plugins register the same devices with the kubelet: pods are given devices that others have, or none at all.',
  source: 'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/',
};

export const ADD_ON_SCHEDULER_KEPT: Rule = {
  id: 'addons/two-configurations',
  severity: 'error',
  title: "The ConfigMap of Volcano's scheduler belongs to the chart, where the program installs the chart.",
  why: 'The chart always makes it: whoever writes last wins, the next upgrade of the release puts back its own, and helm installs nothing where it was there before.',
  source: 'volcano v1.15.1 installer/helm/chart/volcano/templates/scheduler.yaml',
};
