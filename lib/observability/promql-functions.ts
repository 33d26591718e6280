/** What an expression of PromQL is: a number, text, samples at one time, or samples over a range of time. */
export type PromqlType = 'scalar' | 'string' | 'instant vector' | 'range vector';

/** Arguments and result of a function. */
export interface PromqlFunction {
  readonly args: readonly PromqlType[];
  /** How many of the arguments, at the end, may be left out. */
  readonly optional: number;
  /** Whether the last argument may be given any number of times. */
  readonly repeats: boolean;
  readonly returns: PromqlType;
}

const TYPES: Readonly<Record<string, PromqlType>> = {
  n: 'scalar',
  s: 'string',
  v: 'instant vector',
  r: 'range vector',
};

/**
 * Functions by their arguments: `?` after one that may be left out, `*` after one that may be absent or repeated.
 * Source: prometheus v3.9 promql/parser/functions.go, without the functions that need a feature flag.
 */
const BY_ARGUMENTS: Readonly<Record<string, string>> = {
  v: `abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_stddev
    histogram_stdvar histogram_sum ln log10 log2 rad scalar sgn sin sinh sort sort_desc sqrt tan tanh timestamp`,
  'v?': 'day_of_month day_of_week day_of_year days_in_month hour minute month year',
  r: `absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time
    max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time`,
  n: 'vector',
  '': 'pi time',
  'v n n': 'clamp',
  'v n': 'clamp_max clamp_min',
  'v n?': 'round',
  'r n': 'predict_linear',
  'n r': 'quantile_over_time',
  'n v': 'histogram_quantile',
  'n n v': 'histogram_fraction',
  'v s s s s': 'label_replace',
  'v s s s*': 'label_join',
};

const SCALARS = new Set(['pi', 'scalar', 'time']);

/** The functions of PromQL by name. */
export const PROMQL_FUNCTIONS: ReadonlyMap<string, PromqlFunction> = new Map(
  Object.entries(BY_ARGUMENTS).flatMap(([signature, names]) => {
    const args = signature.split(' ').filter((arg) => arg !== '');
    return names.split(/\s+/).map((name): [string, PromqlFunction] => [
      name,
      {
        args: args.map((arg) => TYPES[arg[0]!]!),
        optional: args.filter((arg) => arg.length > 1).length,
        repeats: signature.endsWith('*'),
        returns: SCALARS.has(name) ? 'scalar' : 'instant vector',
      },
    ]);
  }),
);

/** Aggregations, and the type of the parameter before the vector where they have one. */
export const PROMQL_AGGREGATIONS: ReadonlyMap<string, PromqlType | undefined> = new Map<string, PromqlType | undefined>(
  [
    ...['avg', 'count', 'group', 'max', 'min', 'stddev', 'stdvar', 'sum'].map((name) => [name, undefined] as const),
    ...['bottomk', 'quantile', 'topk'].map((name) => [name, 'scalar'] as const),
    ['count_values', 'string'],
  ],
);
