import type { Rule } from '../core/findings';

export const DEPENDENCY_CYCLE: Rule = {
  id: 'synth/dependency-cycle',
  severity: 'error',
  title: 'Dependencies between constructs form no cycle.',
  why: 'There is no order in which the objects could be applied.',
};

export const DUPLICATE_OBJECT: Rule = {
  id: 'synth/duplicate-object',
  severity: 'error',
  title: 'An object is defined once per API server.',
  why: 'Of two objects with the same group, kind, namespace and name the one applied last silently replaces the other.',
};

export const VALIDATION: Rule = {
  id: 'synth/validation',
  severity: 'error',
  title: 'Every construct finds itself valid.',
  why: 'A construct of cdk8s, cdk8s-plus or the program itself said that it is not.',
};

export const NOT_RENDERED: Rule = {
  id: 'synth/not-rendered',
  severity: 'error',
  title: 'Every object can be rendered as JSON.',
  why: 'cdk8s refused to serialize the object; nothing could be written for it.',
};

export const DEPENDENCY_OUTSIDE: Rule = {
  id: 'synth/dependency-outside',
  severity: 'error',
  title: 'Dependencies stay within the program.',
  why: 'No order of this program can put something of another program first.',
};

export const SAME_FILE: Rule = {
  id: 'synth/same-file',
  severity: 'error',
  title: 'Every chart has a file of its own.',
  why: 'Of two charts whose ids give the same file name one would overwrite the other.',
};
