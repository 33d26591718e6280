/**
 * A fleet read from an inventory: the compiler does not know the members, so names and counts are checked at synthesis.
 * Weights follow from the GPUs that each site has: 64, 32 and 16.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FleetApp, Gpu, GpuFleet, type MemberProps, WeightedPropagation } from 'cdk8s-fleet';
import { k8s } from 'cdk8s-plus-28';

interface Site {
  readonly site: string;
  readonly kubernetes: string;
  readonly nodes: number;
  readonly gpusPerNode: number;
}

const sites: readonly Site[] = JSON.parse(readFileSync(join(__dirname, 'inventory.json'), 'utf8'));

export const app = new FleetApp();

const members = Object.fromEntries(
  sites.map(({ site, kubernetes, nodes, gpusPerNode }): [string, MemberProps] => [
    site,
    { kubernetes, pools: [{ name: 'h20', gpu: Gpu.nvidia('H20'), nodes, gpusPerNode }] },
  ]),
);
const fleet = new GpuFleet(app, 'inventory', { members });

const sweep = new k8s.KubeJob(fleet, 'sweep', {
  metadata: { name: 'sweep' },
  spec: {
    parallelism: 56,
    completions: 560,
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [
          {
            name: 'trial',
            image: 'registry.internal/ml/sweep:v3',
            resources: { limits: { 'nvidia.com/gpu': k8s.Quantity.fromNumber(2) } },
          },
        ],
      },
    },
  },
});

new WeightedPropagation(fleet, 'sweep-by-gpus', {
  of: sweep,
  weights: Object.fromEntries(sites.map(({ site, nodes, gpusPerNode }) => [site, nodes * gpusPerNode])),
});

app.synth();
