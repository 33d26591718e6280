/** The platform on a twin of its fleet: the clusters with GPUs, and those of the factories that the fleet names for its twins. */
import { join } from 'node:path';
import { FleetDeployment, loadProgram, TwinClusters } from 'cdk8s-fleet/pulumi';

/** Makes the resources of the stack, and returns its outputs. */
async function stack() {
  const program = loadProgram(join(__dirname, '../main.ts'));
  const clusters = new TwinClusters('twin', { program, state: join(__dirname, '.cdk8s-fleet/twin') });
  const { absent } = new FleetDeployment('ai-platform', { program, clusters });
  return { membersThatDoNotRun: absent.length };
}

export = stack;
