import { parseAllDocuments } from 'yaml';
import type { MemberModel, PoolModel } from '../lib/core/model';
import { nodesOf } from '../lib/twin/nodes';
import { kwokConfig } from '../lib/twin/stages';

const pool: PoolModel = {
  name: 'v100',
  nodes: 3,
  perNode: { cpu: 7.5, memory: 2 ** 35, pods: 110, 'nvidia.com/gpu': 2 },
  gpusPerNode: 2,
  labels: { 'example.com/pool': 'v100' },
  taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
  hourly: 1,
};

const member: MemberModel = {
  name: 'ack',
  provider: 'alicloud',
  region: 'cn-shanghai',
  zones: ['z1', 'z2'],
  kubernetes: '1.34',
  engines: {},
  syncMode: 'Push',
  labels: {},
  taints: [],
  pools: [pool, { ...pool, name: 'cpu', nodes: 1, taints: [] }],
};

test('every pool gives its nodes, spread over the zones', () => {
  const nodes = nodesOf(member);
  expect(nodes.map(({ metadata }) => [metadata.name, metadata.labels?.['topology.kubernetes.io/zone']])).toEqual([
    ['v100-0', 'z1'],
    ['v100-1', 'z2'],
    ['v100-2', 'z1'],
    ['cpu-0', 'z1'],
  ]);
});

test('a node offers what the pool says, as quantities', () => {
  expect(nodesOf(member)[0]).toMatchObject({
    metadata: { labels: { 'kubernetes.io/hostname': 'v100-0', 'example.com/pool': 'v100' } },
    spec: { providerID: 'alicloud://ack/v100-0', taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }] },
    status: { allocatable: { cpu: '7500m', memory: '34359738368', pods: '110', 'nvidia.com/gpu': '2' } },
  });
});

test('nothing is said about a place that the model does not tell', () => {
  const { provider: _provider, region: _region, ...rest } = member;
  const [node] = nodesOf({ ...rest, zones: [] });
  expect(Object.keys(node?.metadata.labels ?? {})).not.toContain('topology.kubernetes.io/zone');
  expect(Object.keys(node?.metadata.labels ?? {})).not.toContain('topology.kubernetes.io/region');
  expect(node?.spec).not.toHaveProperty('providerID');
});

test('the configuration of kwok is YAML with one document for each stage', () => {
  const documents = parseAllDocuments(kwokConfig()).map((document) => document.toJS());
  expect(documents.map(({ kind, metadata }) => metadata?.name ?? kind)).toEqual([
    'KwokConfiguration',
    'node-ready',
    'pod-running',
    'pod-succeeded',
    'pod-deleted',
  ]);
});
