import * as pulumi from '@pulumi/pulumi';
import { noImport } from './failures';
import type { ProviderName } from './provider';

/**
 * A resource whose provider is code of this package.
 *
 * Pulumi keeps the provider of a dynamic resource as text in the state, and runs it in a process of its own, long after the
 * program. What `pulumi.dynamic.Resource` writes there is all code that a provider can reach, and with each version of it a
 * change; here it is one line that fetches the code by the name of the package.
 */
export abstract class DynamicResource extends pulumi.CustomResource {
  /**
   * @param provider what `cdk8s-fleet/pulumi/provider` calls it
   * @throws Failure `pulumi/no-import`: Pulumi asks a provider that it takes from the state, and of what is imported there is none yet
   */
  protected constructor(
    type: string,
    name: string,
    provider: ProviderName,
    props: pulumi.Inputs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    if (opts?.import !== undefined) {
      throw noImport(name);
    }
    const handler = `exports.handler = () => require('cdk8s-fleet/pulumi/provider').${provider};`;
    super(typeOf(type), name, { ...props, __provider: handler }, opts);
  }
}

/** The type of such a resource, as its URN has it. */
export function typeOf(type: string): string {
  return `pulumi-nodejs:dynamic/cdk8s-fleet:${type}`;
}
