import { ObjectStore, ThanosStack, type ThanosStackProps } from '../lib';
import { twoMembers } from './support';

export const operator = { prometheusOperator: '0.93' } as const;
export const objectStore = ObjectStore.s3({ bucket: 'metrics', endpoint: 's3.eu-central-1.amazonaws.com' });
export const secret = { name: 'thanos-objstore' };
export const both = {
  a: { mode: 'sidecar', endpoint: 'a.example.com:10901' },
  b: { mode: 'receive' },
} as const satisfies ThanosStackProps<'a' | 'b'>['members'];
export const receive = { url: 'https://metrics.example.com/api/v1/receive' };

/** A stack over a (sidecar) and b (push), unless the properties say otherwise. */
export function stacked(props: Partial<ThanosStackProps<'a' | 'b'>> = {}) {
  const { app, fleet } = twoMembers(operator);
  return { app, fleet, stack: new ThanosStack(fleet, 'metrics', { objectStore, members: both, receive, ...props }) };
}
