import { FleetApp, Gpu, GpuFleet, type GpuSharing, type MemberProps, type NodePoolProps } from '../lib';
import { findingsOf } from '../lib/testing';

export const V100 = Gpu.nvidia('V100');
export const A100 = Gpu.nvidia('A100-80GB');
export const WHOLE = { name: 'whole', gpu: V100, nodes: 1, gpusPerNode: 8 };

export function poolWith(sharing: GpuSharing, more: Partial<NodePoolProps> = {}): NodePoolProps {
  return { name: 'p', gpu: A100, nodes: 2, gpusPerNode: 4, sharing, ...more };
}

/** A fleet whose member a has these pools, and b whole cards. */
export function sharedFleet(pools: readonly NodePoolProps[], more: Partial<MemberProps> = {}) {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    volcano: '1.15',
    members: {
      a: { kubernetes: '1.34', pools, ...more },
      b: { kubernetes: '1.34', pools: [WHOLE] },
    },
  });
  return { app, fleet };
}

export function idsOf(app: FleetApp): string[] {
  return findingsOf(app)
    .map(({ id }) => id)
    .filter((id) => id !== 'fleet/no-device-owner');
}
