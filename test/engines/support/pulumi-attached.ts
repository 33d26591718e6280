import { readFileSync } from 'node:fs';
import { AttachedClusters, FleetDeployment, type FleetDeploymentArgs } from '../../../lib/pulumi';
import { compile, open, type Project, type Variant } from './pulumi-project';

/** What is deployed to clusters that are there. */
export interface Deployed extends Partial<FleetDeploymentArgs> {
  readonly variant: Variant;
  readonly retainOnDelete?: boolean;
}

/**
 * A project that deploys to the clusters of a twin.
 * @param kubeconfigs files by cluster
 * @param deployed what is deployed when an operation runs
 */
export function openAttached(
  kubeconfigs: Readonly<Record<string, string>>,
  deployed: () => Deployed,
  folder?: string,
): Promise<Project> {
  const connection = (cluster: string) => ({ kubeconfig: readFileSync(kubeconfigs[cluster]!, 'utf8') });
  const attached = new AttachedClusters({
    controlPlane: connection('control-plane'),
    // a member that is renamed is the same cluster
    members: { a: connection('a'), b: connection('b'), c: connection('b') },
  });
  const clusters = Object.assign(attached, { joinMembers: true });
  return open(() => {
    const { variant, retainOnDelete, ...args } = deployed();
    new FleetDeployment('fleet', { program: compile(variant), clusters, ...args }, { retainOnDelete });
  }, folder);
}
