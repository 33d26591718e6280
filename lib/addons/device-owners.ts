import type { AddOnModel } from '../core/add-ons';
import { objectAt, textAt } from '../core/fields';
import { OPERATOR_PLUGIN_LABEL } from '../core/gpu-sharing';
import { hasNvidiaCards } from '../core/gpus';
import type { JsonObject } from '../core/manifest';
import type { PoolModel } from '../core/model';
import { DEVICE_OWNERS } from './catalogue';

/** Whether an add-on says which GPUs a node has: the GPU operator can leave that to another. */
export function ownsDevices(addOn: AddOnModel): boolean {
  return DEVICE_OWNERS.includes(addOn.name) && objectAt(valuesOf(addOn), 'devicePlugin').enabled !== false;
}

/** Whether an add-on that owns devices offers the cards of a pool. */
export function offersCards({ name }: AddOnModel, pool: PoolModel): boolean {
  switch (name) {
    case 'vgpuDevicePlugin':
      return pool.sharing?.type === 'vgpu';
    case 'gpuOperator':
      return hasNvidiaCards(pool) && pool.labels[OPERATOR_PLUGIN_LABEL] !== 'false';
    default:
      return hasNvidiaCards(pool);
  }
}

/** Whether the values of an add-on that owns devices tell its plugin how cards are shared. As the charts have it, they are not. */
export function sharesCards(addOn: AddOnModel): boolean {
  const values = valuesOf(addOn);
  const config = objectAt(addOn.name === 'gpuOperator' ? objectAt(values, 'devicePlugin') : values, 'config');
  return addOn.name === 'vgpuDevicePlugin' || textAt(config, 'name') !== undefined || config.map !== undefined;
}

function valuesOf({ releases }: AddOnModel): JsonObject {
  return releases[0]?.values ?? {};
}
