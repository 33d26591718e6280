import { ApiObject } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isIdentified, type Manifest } from './manifest';
import { NO_OBJECT } from './rules';

/**
 * The object that a construct stands for: itself, or its primary child.
 * @param instead what else may be passed, for the fix
 * @throws FindingsError `fleet/no-object`
 */
export function objectOf(construct: IConstruct, instead: string): ApiObject {
  const isConstruct = Construct.isConstruct(construct);
  try {
    return ApiObject.of(construct);
  } catch {
    return fail(NO_OBJECT, {
      place: isConstruct ? construct.node.path : '',
      ...(isConstruct ? {} : { value: construct }),
      message: isConstruct
        ? 'it has no object as its primary child, and is referred to as if it were one.'
        : `a construct is expected where there is ${show(construct)}.`,
      fix: `Pass one of the objects that it renders, or ${instead}.`,
    });
  }
}

/** An object as it stands now. Undefined where it cannot be rendered, or does not say what it is: the compiler reports that. */
export function rendered(object: ApiObject): Manifest | undefined {
  try {
    const manifest = object.toJson() as Manifest;
    return isIdentified(manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}
