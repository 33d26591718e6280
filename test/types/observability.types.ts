// Checked by `npm run typecheck`: what must not compile does not, what must does.
import { FleetApp, GpuFleet, GpuMonitor, ObjectStore, ThanosStack } from 'cdk8s-fleet';
import { Secret } from 'cdk8s-plus-28';

const fleet = new GpuFleet(new FleetApp(), 'fleet', {
  members: { 'train-gpu': { kubernetes: '1.34' }, edge: { kubernetes: '1.34' } },
  groups: { train: ['train-gpu'] },
});
const other = new GpuFleet(new FleetApp(), 'other', { members: { site: { kubernetes: '1.34' } } });
const objectStore = ObjectStore.gcs({ bucket: 'b' });
const endpoint = 'e.com';

ObjectStore.minio({ bucket: 'b', endpoint, secret: new Secret(fleet.host, 'objstore') });
new ThanosStack(fleet, 'metrics', {
  objectStore,
  to: fleet.group('train'),
  members: { 'train-gpu': { mode: 'sidecar', endpoint }, edge: { mode: 'receive', remoteWrite: { name: 'host' } } },
});
new GpuMonitor(fleet, 'gpus', { to: ['train-gpu'] });
new GpuMonitor(fleet.member('edge'), 'local', { alerts: null });

// @ts-expect-error a stack without a store
new ThanosStack(fleet, 'a', {});
// @ts-expect-error a misspelt member
new ThanosStack(fleet, 'b', { objectStore, members: { 'train-gpus': { mode: 'receive' } } });
// @ts-expect-error a member that pushes has no sidecar
new ThanosStack(fleet, 'c', { objectStore, members: { edge: { mode: 'receive', endpoint } } });
// @ts-expect-error a member that uploads does not push
new ThanosStack(fleet, 'd', { objectStore, members: { edge: { mode: 'sidecar', remoteWrite: {} } } });
// @ts-expect-error a mode that is none
new ThanosStack(fleet, 'e', { objectStore, mode: 'both' });
// @ts-expect-error more than one compactor
new ThanosStack(fleet, 'f', { objectStore, compactor: { replicas: 2 } });
// @ts-expect-error credentials in a manifest
ObjectStore.oss({ bucket: 'b', endpoint, accessKeyId: 'id', secret: { name: 's' } });
// @ts-expect-error a store that needs keys, and no Secret for them
ObjectStore.oss({ bucket: 'b', endpoint });
// @ts-expect-error members of another fleet
new GpuMonitor(fleet, 'g', { to: other });
// @ts-expect-error a misspelt member
new GpuMonitor(fleet, 'h', { to: ['train'] });
// @ts-expect-error a misspelt member
new ThanosStack(fleet, 'i', { objectStore, to: ['train'] });
// @ts-expect-error a store by its bare name
new ThanosStack(fleet, 'j', { objectStore: 'b' });
