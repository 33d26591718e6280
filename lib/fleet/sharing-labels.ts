import { OPERATOR_PLUGIN_LABEL, type SharingModel } from '../core/gpu-sharing';
import type { Gpu } from './gpu';
import { mostOf } from './mig-profiles';

/** The node label by which NVIDIA's device plugin, also that of the GPU operator, chooses among its configurations. */
const CONFIG_LABEL = 'nvidia.com/device-plugin.config';
/** The node label by which NVIDIA's MIG manager chooses how to divide the cards of a node. */
const MIG_LABEL = 'nvidia.com/mig.config';

/** Name of the device plugin's configuration for a way of sharing; undefined where it needs none. */
export function configName(sharing: SharingModel): string | undefined {
  switch (sharing.type) {
    case 'time-slices':
    case 'mps': {
      const more = [
        sharing.rename ? 'renamed' : '',
        sharing.type === 'time-slices' && sharing.refuseMoreThanOne ? 'one-each' : '',
      ];
      return [sharing.type, sharing.replicas, ...more.filter(Boolean)].join('-');
    }
    case 'mig':
      return `mig-${sharing.strategy}`;
    default:
      return undefined;
  }
}

/**
 * Labels by which the vendor's feature discovery tells the model of cards that are shared so. NVIDIA's adds to the product what a device is:
 * a slice or a share without a name of its own, a part of one profile (k8s-device-plugin v0.19.0 internal/lm/resource.go).
 */
export function productLabels(gpu: Gpu, sharing: SharingModel): Readonly<Record<string, string>> {
  const part = gpu.vendor === 'nvidia' ? partOf(sharing) : '';
  return Object.fromEntries(Object.entries(gpu.nodeLabels).map(([key, product]) => [key, `${product}${part}`]));
}

function partOf(sharing: SharingModel): string {
  switch (sharing.type) {
    case 'time-slices':
    case 'mps':
      return sharing.rename || !(sharing.replicas > 1) ? '' : '-SHARED';
    case 'mig': {
      const [profile = ''] = Object.keys(sharing.devices);
      return sharing.strategy === 'single' ? `-MIG-${profile.replace('+', '')}` : '';
    }
    default:
      return '';
  }
}

/** Name of the MIG manager's own configuration for such devices; undefined where it brings none. */
function migConfigName(devices: Readonly<Record<string, number>>, model: string): string | undefined {
  const [[profile, count] = ['', 0], ...more] = Object.entries(devices);
  return more.length === 0 && count > 0 && count === mostOf(model, profile) ? `all-${profile}` : undefined;
}

/** Labels of nodes that share their cards so, by which NVIDIA's own tools set them up. */
export function sharingLabels(sharing: SharingModel, model = ''): Readonly<Record<string, string>> {
  const config = configName(sharing);
  const others = sharing.type === 'vgpu' || sharing.type === 'dra';
  const mig = sharing.type === 'mig' ? migConfigName(sharing.devices, model) : undefined;
  return {
    ...(config === undefined ? {} : { [CONFIG_LABEL]: config }),
    ...(mig === undefined ? {} : { [MIG_LABEL]: mig }),
    ...(others ? { [OPERATOR_PLUGIN_LABEL]: 'false' } : {}),
  };
}
