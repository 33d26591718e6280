import type { Manifest } from '../core/manifest';
import { type Awaited, readAwait } from './await-expression';
import type { AwaitRule } from './await-rules';
import { kindName } from './object-key';
import { rolloutOf } from './rollout';

/** Why an object is not done yet, or undefined when it is. */
export function notDone(live: Manifest, rule: AwaitRule): string | undefined {
  const awaited = readAwait(kindName(live), rule.for);
  switch (awaited.what) {
    case 'rollout':
      return rolloutOf(live).missing;
    case 'carried':
      // of that another object tells, see provider/carried.ts
      return undefined;
    case 'condition':
      return notInCondition(live as unknown as Conditioned, awaited);
    case 'field':
      return notOfValue(live, awaited);
  }
}

/** A condition is compared without case; one of an older generation tells nothing: `kubectl wait` does the same. */
function notInCondition(
  { metadata: { generation = 0 }, status = {} }: Conditioned,
  wanted: Awaited & { readonly what: 'condition' },
): string | undefined {
  const { type } = wanted;
  const condition = status.conditions?.find((one) => isAlike(one.type, type));
  if ((condition?.observedGeneration ?? status.observedGeneration ?? generation) < generation) {
    return `its condition ${type} is of an older generation`;
  }
  return condition && isAlike(condition.status, wanted.status)
    ? undefined
    : `its condition ${type} is ${condition?.status ?? 'absent'}${condition?.message ? `: ${condition.message}` : ''}`;
}

function isAlike(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function notOfValue(live: Manifest, { path, steps, value }: Awaited & { readonly what: 'field' }): string | undefined {
  const seen = steps.reduce<unknown>(at, live);
  if (seen === undefined) {
    return `its ${path} is absent`;
  }
  if (value === undefined || (!isNested(seen) && String(seen).trim() === value)) {
    return undefined;
  }
  return `its ${path} is ${isNested(seen) ? 'no single value' : String(seen)}`;
}

function at(holder: unknown, step: string | number): unknown {
  if (Array.isArray(holder)) {
    return typeof step === 'number' ? holder.at(step) : undefined;
  }
  return isNested(holder) ? (holder as Readonly<Record<string, unknown>>)[step] : undefined;
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

interface Conditioned {
  readonly metadata: { readonly generation?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
      readonly observedGeneration?: number;
    }[];
  };
}
