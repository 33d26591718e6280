export { type PromqlProblem, type PromqlQuery, parsePromql } from './promql';
export type { PromqlType } from './promql-functions';
