import * as pulumi from '@pulumi/pulumi';
import type { ProviderName } from './provider';

/**
 * A resource whose provider is code of this package.
 *
 * Pulumi keeps the provider of a dynamic resource as text in the state, and runs it in a process of its own, long after the
 * program. What `pulumi.dynamic.Resource` writes there is all code that a provider can reach, and with each version of it a
 * change; here it is one line that fetches the code by the name of the package.
 */
export abstract class DynamicResource extends pulumi.CustomResource {
  /** @param provider what `cdk8s-fleet/pulumi/provider` calls it */
  protected constructor(
    type: string,
    name: string,
    provider: ProviderName,
    props: pulumi.Inputs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const handler = `exports.handler = () => require('cdk8s-fleet/pulumi/provider').${provider};`;
    super(typeOf(type), name, { ...props, __provider: handler }, opts);
  }
}

/** The type of such a resource, as its URN has it. */
export function typeOf(type: string): string {
  return `pulumi-nodejs:dynamic/cdk8s-fleet:${type}`;
}
