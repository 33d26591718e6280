import * as kubernetes from '@pulumi/kubernetes';
import { ApiObject } from 'cdk8s';
import { FleetApp, Gpu, GpuFleet } from '../../../lib';
import type { Compilation } from '../../../lib/core/compilation';
import { AttachedClusters, type DeploymentMode, FleetDeployment } from '../../../lib/pulumi';

/** A way to apply the same objects to one API server. */
export interface Way {
  readonly name: string;
  /** Makes the resources. */
  readonly resources: (program: Compilation, kubeconfig: string) => void;
}

/** A fleet of one member with ConfigMaps of ordinary size. */
export function configMaps(count: number): Compilation {
  const app = new FleetApp();
  const pools = [{ name: 'v100', gpu: Gpu.nvidia('V100'), nodes: 1, gpusPerNode: 1 }];
  const fleet = new GpuFleet(app, 'fleet', { members: { a: { kubernetes: '1.34', pools } } });
  for (let i = 0; i < count; i++) {
    const name = `settings-${i}`;
    new ApiObject(fleet.member('a'), name, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default', labels: { 'app.kubernetes.io/part-of': 'bench' } },
      data: { 'server.yaml': `name: ${name}\nworkers: 4\nlimits:\n  batch: 16\n  queue: 128\n`, region: 'cn-shanghai' },
    });
  }
  return app.compile();
}

export const WAYS: readonly Way[] = [
  { name: 'ours, bulk', resources: deployment('bulk') },
  { name: 'ours, objects', resources: deployment('objects') },
  {
    // of version 1: version 2 is made inside the plugin
    name: 'yaml.ConfigGroup',
    resources: (program, kubeconfig) => {
      new kubernetes.yaml.ConfigGroup('bench', { objs: manifests(program) }, { providers: [provider(kubeconfig)] });
    },
  },
  {
    name: 'one CustomResource each',
    resources: (program, kubeconfig) => {
      const options = { provider: provider(kubeconfig) };
      for (const manifest of manifests(program)) {
        new kubernetes.apiextensions.CustomResource(manifest.metadata.name, manifest, options);
      }
    },
  },
];

function deployment(mode: DeploymentMode): Way['resources'] {
  return (program, kubeconfig) => {
    const clusters = new AttachedClusters({ controlPlane: { kubeconfig }, members: { a: { kubeconfig } } });
    const deletes = { objects: Number.MAX_SAFE_INTEGER };
    new FleetDeployment('bench', {
      program,
      clusters: Object.assign(clusters, { joinMembers: true }),
      mode,
      deletes,
    });
  };
}

function provider(kubeconfig: string): kubernetes.Provider {
  return new kubernetes.Provider('bench', { kubeconfig });
}

/** What goes to the member. */
function manifests({ targets }: Compilation) {
  const [member] = targets.filter(({ target }) => target.kind === 'member');
  return (member?.objects ?? []).map(({ manifest }) => ({
    ...manifest,
    metadata: { ...manifest.metadata, name: manifest.metadata.name ?? '' },
  }));
}
