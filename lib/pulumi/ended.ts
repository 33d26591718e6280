import * as pulumi from '@pulumi/pulumi';
import { withoutDependency } from './urn';

/**
 * What stands for a component as a dependency. The component itself would stand for all that is in it, and Pulumi, where it goes on after errors, skips
 * what depends on a resource that has failed, also on one that is there and not complete (`doesStepDependOn` in pulumi/pkg/resource/deploy/deployment_executor.go).
 * Of this one nothing fails, and what is in the component is still deleted after what depends on it (`DependenciesOf` in
 * pulumi/pkg/resource/graph/dependency_graph.go).
 */
export async function standInFor(component: pulumi.Resource): Promise<pulumi.Resource> {
  return new pulumi.DependencyResource(await withoutDependency(component.urn));
}

/**
 * Whether an output is known when the resource has been registered. Of one that has failed, or was skipped, only that is which the engine knows; an
 * output that nobody sets is known where all went well (`resolveProperties` in @pulumi/pulumi/runtime/rpc).
 */
export function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as MaybeKnown).isKnown;
}

/** The part of an Output that its types leave out. */
interface MaybeKnown {
  readonly isKnown: Promise<boolean>;
}
