import { awaitRuleUnreadable } from './failures';

/** What an await rule says, read. */
export type Awaited =
  | { readonly what: 'rollout' | 'carried' }
  | { readonly what: 'condition'; readonly type: string; readonly status: string }
  | {
      readonly what: 'field';
      /** As it was stated, without braces and the first point: `status.phase`. */
      readonly path: string;
      /** Names of fields, and indexes of lists; negative ones count from the end. */
      readonly steps: readonly (string | number)[];
      /** @default any value */
      readonly value?: string;
    };

const CONDITION = /^condition=([^=\s]+)(?:=([^=\s]+))?$/;
const FIELD = /^jsonpath=\{(\.[^{}]+)\}(?:=([^=]+))?$/;
/** A field, an index, a name in quotes. */
const STEP = /\.((?:\\.|[^\s.,:;*?@$()[\]'"\\])+)|\[(-?\d+)\]|\['([^'\\]+)'\]/y;
const IN_QUOTES = /^(['"]).*\1$/s;

/**
 * Reads what an await rule says. Of the language of `kubectl wait` that is what has one meaning in both modes of a deployment: no
 * filters, wildcards and slices, which yield several values, no `=` in a value, and no quotes for a shell.
 * https://kubernetes.io/docs/reference/kubectl/jsonpath/
 * @param kind whose rule it is, for messages
 * @throws Failure `pulumi/await-rule`
 */
export function readAwait(kind: string, rule: string): Awaited {
  if (rule === 'rollout' || rule === 'carried') {
    return { what: rule };
  }
  const [, type, status = 'True'] = CONDITION.exec(rule) ?? [];
  if (type !== undefined) {
    return { what: 'condition', type, status };
  }
  const [, path, value] = FIELD.exec(rule) ?? [];
  const steps = path && stepsOf(path);
  if (!path || !steps || (value !== undefined && IN_QUOTES.test(value))) {
    throw awaitRuleUnreadable(kind, rule);
  }
  return { what: 'field', path: path.slice(1), steps, ...(value === undefined ? {} : { value: value.trim() }) };
}

/** The steps of a path; undefined where it has others than these. */
function stepsOf(path: string): (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (!match) {
      return undefined;
    }
    const [, field, index, quoted] = match;
    steps.push(index === undefined ? (quoted ?? field!.replace(/\\(.)/g, '$1')) : Number(index));
  }
  return steps;
}
