/** The platform on a twin of its fleet: the three clusters with GPUs, and as many of the factories as the fleet names for its twins. */
import { FleetDeployment, TwinClusters } from 'cdk8s-fleet/pulumi';
import { app } from '../main';

/** Makes the resources of the stack. */
export async function stack() {
  const program = app.compile();
  const clusters = new TwinClusters('twin', { program });
  const { absent } = new FleetDeployment('ai-platform', { program, clusters });
  return { absent };
}
