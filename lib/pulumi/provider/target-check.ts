import type * as pulumi from '@pulumi/pulumi';
import { isCluster } from '../../twin/join';
import { targetGoes } from '../failures';
import { keyIn } from '../object-key';
import { beyondAllowance, type DeleteAllowance } from './delete-allowance';
import { withoutNewEmptyList } from './late-secrets';
import type { TargetProps } from './target-props';

/** What a program states of a target. */
interface Stated extends TargetProps {
  /** What may be deleted, of the target of this name. */
  readonly allowance?: DeleteAllowance & { readonly target: string };
}

/**
 * Looks at what an update would delete. The roster does so for the whole deployment; where Pulumi is told to update some resources only
 * (`--target`, `--exclude`), it asks each of these, and the roster may be none of them. The allowance is no input: to give one and to take it away changes nothing.
 */
export async function checkTarget(
  olds: Partial<TargetProps>,
  { allowance, ...stated }: Stated,
): Promise<pulumi.dynamic.CheckResult> {
  const inputs = withoutNewEmptyList(olds, stated);
  if (!allowance) {
    return { inputs };
  }
  const { target } = allowance;
  const keys = Object.keys(olds.objects ?? {}).filter((key) => keyIn(inputs.objects, key) === undefined);
  const missing = keys.map((key) => ({ key, target }));
  const members = keys.flatMap((key) => {
    const object = olds.objects![key]!;
    return isCluster(object) ? [`members/${object.metadata.name}`] : [];
  });
  const leaving = members.filter((member) => !allowance.targets.includes(member)).map((member) => targetGoes(member));
  return {
    inputs,
    failures: [
      ...leaving.map(({ message }) => ({ property: 'allowance', reason: message })),
      ...beyondAllowance(target, missing, allowance),
    ],
  };
}
