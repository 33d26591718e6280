import { packageMissing } from './failures';

/**
 * Loads the package of a cloud: only programs that make clusters there need to have it.
 * @param name what to install
 * @throws Failure `pulumi/package-missing`
 */
export function cloudPackage<T>(name: string, load: () => T): T {
  try {
    return load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') {
      throw packageMissing(name, error);
    }
    throw error;
  }
}
