import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FleetModel, MemberModel } from '../lib/core/model';
import type { Engine, EngineName } from '../lib/engines';
import { neededEngines, Twin } from '../lib/twin';
import { memberComponents } from '../lib/twin/components';
import { Layout } from '../lib/twin/layout';
import { neededKinds } from '../lib/twin/needed-engines';

const member = (name: string, engines: MemberModel['engines'] = {}): MemberModel => ({
  name,
  zones: [],
  kubernetes: '1.36',
  engines,
  syncMode: 'Push',
  labels: {},
  taints: [],
  pools: [],
});
const fleet = (...members: MemberModel[]): FleetModel => ({
  name: 'f',
  karmada: '1.18',
  currency: 'USD',
  groups: {},
  members,
});
const engine = (name: EngineName): Engine => ({ name, version: 'v1.0.0', binary: `/${name}`, assets: '/assets' });

const definition = (kind: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${kind.toLowerCase()}s.networking.istio.io
spec:
  group: networking.istio.io
  names:
    kind: ${kind}
`;

const train = member('train', { volcano: '1.15', istio: '1.30' });
const serve = member('serve', { istio: '1.30' });

test('engines are needed where a member has them: of some only the kinds', () => {
  expect(neededEngines(fleet(member('bare')))).toEqual(['kubernetes', 'karmada']);
  expect(neededEngines(fleet(serve))).toEqual(['kubernetes', 'karmada', 'istio-crds']);
  expect(neededEngines(fleet(serve, train))).toEqual(['kubernetes', 'karmada', 'volcano', 'istio-crds']);
  const judged = member('judged', { kyverno: '1.19', prometheusOperator: '0.93' });
  expect(neededEngines(fleet(judged)).slice(2)).toEqual(['kyverno-crds', 'prometheus-operator-crds']);
});

test('of engines that do not run, the kinds of the objects are needed', () => {
  const assets = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-kinds-'));
  try {
    mkdirSync(join(assets, 'crds/sub'), { recursive: true });
    writeFileSync(join(assets, 'crds/sub/both.yaml'), ['Gateway', 'Sidecar'].map(definition).join('---\n'));
    const engines = {
      kubernetes: engine('kubernetes'),
      karmada: engine('karmada'),
      volcano: { ...engine('volcano'), assets },
      'istio-crds': { ...engine('istio-crds'), assets },
    };
    const gateway = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'g' } };
    const other = { ...gateway, apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Sidecar' };
    const namesFor = (of: MemberModel) => neededKinds(engines, [of], [gateway, other]).map(({ name }) => name);
    expect(namesFor(serve)).toEqual(['gateways.networking.istio.io']);
    expect(namesFor(member('only', { volcano: '1.15' }))).toHaveLength(2);
    expect(namesFor(member('bare'))).toEqual([]);
  } finally {
    rmSync(assets, { recursive: true });
  }
});

test('a twin is not started without an engine that its fleet needs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-needed-'));
  try {
    const state = join(folder, 'twin');
    const engines = { kubernetes: engine('kubernetes'), karmada: engine('karmada') };
    await expect(Twin.up(fleet(train), { state, engines })).rejects.toMatchObject({
      id: 'twin/engine-missing',
      place: 'f',
      message: expect.stringContaining('"volcano"'),
    });
    expect(existsSync(state)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('only a member with Volcano runs it, on a port of its own after those of all members', () => {
  const engines = { kubernetes: engine('kubernetes'), karmada: engine('karmada'), volcano: engine('volcano') };
  const without = fleet(serve, member('train'), member('more'));
  const layout = new Layout('/state', fleet(serve, train, { ...train, name: 'more' }), 20_000);
  const [onServe, onTrain, onMore] = layout.members.map((m) => memberComponents(layout, engines, m));
  expect(onServe?.map(({ binary }) => binary)).toEqual(Array(4).fill('/kubernetes'));
  expect(onTrain?.slice(4).map(({ component, binary }) => [component, binary])).toEqual([
    ['vc-webhook-manager', '/volcano'],
    ['vc-controller-manager', '/volcano'],
    ['vc-scheduler', '/volcano'],
  ]);
  const ports = [onServe, onTrain, onMore].flatMap((components) => (components ?? []).flatMap((c) => c.ports));
  expect(new Set(ports).size).toBe(14);
  expect(Math.max(...ports)).toBe(20_000 + Layout.portCount(layout.fleet) - 1);
  expect(layout.memberPorts('more')).toEqual(new Layout('/state', without, 20_000).memberPorts('more'));
});
