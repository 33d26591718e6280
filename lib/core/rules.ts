import type { Rule } from './findings';

export const NOTHING_TO_ACKNOWLEDGE: Rule = {
  id: 'findings/nothing-to-acknowledge',
  severity: 'warning',
  title: 'What is acknowledged has been found.',
  why: 'A misspelt id accepts nothing, and one that is no longer needed hides what comes later.',
};

export const ERROR_ACKNOWLEDGED: Rule = {
  id: 'findings/error-acknowledged',
  severity: 'warning',
  title: 'Errors are mended, not acknowledged.',
  why: 'An error is what an engine refuses or silently does otherwise; a reason does not change that.',
};

export const OUTSIDE_FLEET: Rule = {
  id: 'fleet/outside',
  severity: 'error',
  title: 'What is for the members of a fleet is created in the scope of the fleet, or of one of its members.',
  why: 'The scope decides where objects are applied, and which members there are. Policies are for the control plane alone.',
};

export const ID_TAKEN: Rule = {
  id: 'fleet/id-taken',
  severity: 'error',
  title: 'A construct of a fleet finds its id free in the members and on the host.',
  why: 'What it renders there stands under that id, and two constructs cannot have the same.',
};

export const NO_OBJECT: Rule = {
  id: 'fleet/no-object',
  severity: 'error',
  title: 'What others refer to is one object: an ApiObject, or a construct that has one as its primary child.',
  why: 'Name, kind and namespace of the object say what is placed, routed to or excepted. A construct of several objects has none of them.',
};
