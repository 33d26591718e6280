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
