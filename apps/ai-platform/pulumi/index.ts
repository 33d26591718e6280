/** The platform on a twin of its fleet: the clusters with GPUs, and those of the factories that the fleet names for its twins. */
import { join } from 'node:path';
import { Config } from '@pulumi/pulumi';
import { AddOnReleases, type DeploymentMode, FleetDeployment, loadProgram, TwinClusters } from 'cdk8s-fleet/pulumi';

/** Makes the resources of the stack, and returns its outputs. */
async function stack() {
  const program = loadProgram(join(__dirname, '../main.ts'));
  const clusters = new TwinClusters('twin', { program, state: join(__dirname, '.cdk8s-fleet/twin') });
  // a twin has all of them; other clusters in its place get them by helm
  const addOns = new AddOnReleases('add-ons', { program, clusters });
  // `pulumi config set mode objects`; run.ts sets what is possible
  const mode = new Config().get<DeploymentMode>('mode');
  const { absent } = new FleetDeployment('ai-platform', { program, clusters, addOns, mode });
  return { membersThatDoNotRun: absent.length };
}

export = stack;
