import { ApiObject, Chart } from 'cdk8s';
import {
  type ClusterVersionsProps,
  Findings,
  FleetAddOns,
  type FleetAddOnsProps,
  FleetApp,
  GpuFleet,
  type MemberProps,
  SandboxCleanup,
} from '../lib';
import type { JoinProps } from '../lib/pulumi/provider/join-props';
import { pull } from '../lib/pulumi/provider/join-pull';
import { findingsOf, manifestsOf } from '../lib/testing';
import { edgeCluster, KYVERNO, sandbox } from './provisioning-support';

const TTL = 'cleanup.kyverno.io/ttl';

function idsOf(app: FleetApp): string[] {
  return findingsOf(app).flatMap(({ id }) => (id === 'schema/no-schema' ? [] : [id]));
}

/** An attached member that is there for a time. */
function attached(ttl = '1h') {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { members: { a: { kubernetes: '1.34', ttl } } });
  return { app, fleet };
}

function cluster({ host }: { host: Chart }, labels: Record<string, string>, name = 'a', scope = host) {
  return new ApiObject(scope, 'by-hand', {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: { name, labels },
    spec: { infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'Metal3Cluster', name } },
  });
}

describe('ttl of a member', () => {
  test.each([
    ['168h', '168h'],
    ['7d', '168h'],
    ['1h30m', '1h30m'],
    ['90s', '1m30s'],
  ])('%s is the label %s, which Go reads', (ttl, label) => {
    const { app, fleet } = sandbox(ttl);
    expect(manifestsOf(app, { target: 'fleet/host', kind: 'Cluster' })).toMatchObject([
      { metadata: { labels: { [TTL]: label } } },
    ]);
    expect(fleet.model.members[0]!.ttlSeconds).toBeGreaterThan(0);
  });

  test('what stays of a member that Karmada calls is told', () => {
    const { app } = sandbox('168h');
    expect(findingsOf(app, 'provisioning/ttl-leftovers')).toMatchObject([
      {
        severity: 'info',
        value: 'edge',
        message: expect.stringContaining(
          'stay its Cluster object, the namespace karmada-es-edge, and Secret karmada-cluster/edge, with karmada-cluster/edge-impersonator where people reach members through the control plane (proxy) or karmadactl has joined it.',
        ),
      },
    ]);
    expect(idsOf(app)).toEqual(['provisioning/ttl-leftovers']);
  });

  test('what stays of a member that pulls is what joining it has made, and no Secret of its name', () => {
    const { app } = sandbox('168h', { syncMode: 'Pull' });
    const { message } = findingsOf(app, 'provisioning/ttl-leftovers')[0]!;
    const [cluster] = manifestsOf(app, { target: 'fleet/control-plane', kind: 'Cluster' });
    const { controlPlane } = pull.remains({ cluster } as unknown as JoinProps);
    expect(controlPlane).toMatch(/^Cluster edge, .*Role karmada-cluster\/karmada-agent-edge with its binding$/);
    expect(message).toContain(`karmada-es-edge, and ${controlPlane.replace('Cluster edge, ', '')}.`);
    expect(message).not.toContain('Secret');
  });

  test('a member without one has no label, and nothing is told', () => {
    const { app, fleet } = edgeCluster();
    expect(manifestsOf(app, { target: 'fleet/host', kind: 'Cluster' })[0]!.metadata.labels).not.toHaveProperty([TTL]);
    expect(fleet.model.members[0]).not.toHaveProperty('ttlSeconds');
    expect(idsOf(app)).toEqual([]);
  });

  test.each(['', 'soon', '0h', '1.5h', '-1h', '100ms', '2030-01-01'])('%j is an error', (ttl) => {
    expect(findingsOf(attached(ttl).app, 'fleet/bad-ttl')).toMatchObject([{ severity: 'error', value: ttl }]);
  });
});

describe('what deletes a sandbox', () => {
  test('of an attached member nothing does; something else may be known to', () => {
    const { app, fleet } = attached();
    expect(findingsOf(app)).toMatchObject([
      { id: 'provisioning/ttl-nothing-removes', severity: 'warning', value: 'a', place: 'fleet' },
    ]);
    Findings.of(fleet).acknowledge('provisioning/ttl-nothing-removes', 'the stack is deleted by a schedule');
    expect(findingsOf(app)[0]!.acknowledged).toBe('the stack is deleted by a schedule');
  });

  test('a Cluster by hand lacks the label, or belongs to another member', () => {
    const { app, fleet } = attached();
    const other = cluster(fleet, { 'cluster.cdk8s-fleet.dev/member': 'b', [TTL]: '1h' });
    expect(findingsOf(app, 'provisioning/ttl-nothing-removes')).toMatchObject([{ place: 'fleet' }]);
    other.node.scope!.node.tryRemoveChild('by-hand');
    const { node } = cluster(fleet, {});
    expect(findingsOf(app, 'provisioning/ttl-nothing-removes')).toMatchObject([{ place: node.path }]);
  });

  describe('made in a chart for another cluster', () => {
    function elsewhere(labels: Record<string, string>) {
      const { app, fleet } = attached();
      const chart = new Chart(app, 'management');
      cluster(fleet, labels, 'a', chart);
      return { app, chart };
    }

    test('is found there, whether the program is compiled or written', () => {
      const { app, chart } = elsewhere({ [TTL]: '1h' });
      expect(idsOf(app)).toEqual(['provisioning/ttl-no-access']);
      expect(() => app.synth()).toThrow('provisioning/ttl-no-access');
      new SandboxCleanup(chart, 'sandboxes');
      expect(idsOf(app)).toEqual([]);
    });

    test('lacks the label there', () => {
      const { app } = elsewhere({});
      expect(findingsOf(app, 'provisioning/ttl-nothing-removes')).toMatchObject([{ place: 'management/by-hand' }]);
    });
  });

  test("Kyverno's cleanup controller may not", () => {
    const { app, fleet } = edgeCluster({}, { ttl: '1h' }, KYVERNO);
    expect(findingsOf(app, 'provisioning/ttl-no-access')).toMatchObject([
      {
        severity: 'error',
        place: 'fleet-host/edge/Resource',
        fix: expect.stringContaining('new SandboxCleanup(fleet.host'),
      },
    ]);
    new SandboxCleanup(fleet.host, 'sandboxes', { roleName: 'sandboxes' });
    expect(idsOf(app)).toEqual(['provisioning/ttl-leftovers']);
    expect(manifestsOf(app, { kind: 'ClusterRole' })).toMatchObject([{ metadata: { name: 'sandboxes' } }]);
  });

  describe('without Kyverno', () => {
    const ID = 'provisioning/ttl-no-kyverno';

    test.each<[string, ClusterVersionsProps]>([
      ['states nothing', {}],
      ['states other engines', { kubernetes: '1.34', engines: { clusterApi: '1.14' } }],
    ])('the Cluster stays, so a host that %s is a warning', (_, host) => {
      const { app, fleet } = edgeCluster({}, { ttl: '1h' }, host);
      new SandboxCleanup(fleet.host, 'sandboxes');
      expect(findingsOf(app, ID)).toMatchObject([
        {
          severity: 'warning',
          value: 'edge',
          place: 'fleet-host/edge/Resource',
          message: expect.stringContaining('nothing says that the host has Kyverno'),
          fix: expect.stringContaining('host.engines.kyverno'),
        },
      ]);
      expect(idsOf(app).sort()).toEqual(['provisioning/ttl-leftovers', ID]);
    });

    test('it is told beside what Kyverno may not do', () => {
      const { app } = edgeCluster({}, { ttl: '1h' });
      expect(idsOf(app).sort()).toEqual(['provisioning/ttl-leftovers', 'provisioning/ttl-no-access', ID]);
    });

    test('a Cluster that is not to be deleted needs none', () => {
      expect(idsOf(edgeCluster().app)).toEqual([]);
    });

    test('a member that makes the Cluster has it by its engines, by others, or by an add-on', () => {
      const made = (main: Partial<MemberProps>, props?: FleetAddOnsProps) => {
        const app = new FleetApp();
        const members = { a: { kubernetes: '1.34', ttl: '1h' }, main: { kubernetes: '1.34', ...main } };
        const fleet = new GpuFleet(app, 'fleet', { members });
        cluster(fleet, { [TTL]: '1h' }, 'a', fleet.member('main'));
        new SandboxCleanup(fleet.member('main'), 'sandboxes');
        if (props) {
          new FleetAddOns(fleet, 'add-ons', props);
        }
        return findingsOf(app, ID);
      };
      expect(made({})).toMatchObject([
        {
          message: expect.stringContaining("nothing says that member 'main' has Kyverno"),
          fix: expect.stringContaining('in its engines'),
        },
      ]);
      expect(made({ engines: { kyverno: '1.19' } })).toEqual([]);
      expect(made({ preinstalled: ['kyverno'] })).toEqual([]);
      expect(made({}, { to: ['main'], also: ['kyverno'] })).toEqual([]);
      expect(made({}, { to: ['a'], also: ['kyverno'] })).toHaveLength(1);
    });
  });

  test.each<[boolean, object]>([
    [true, { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
    [true, { apiGroups: ['cluster.x-k8s.io'], resources: ['clusters'], verbs: ['list', 'watch', 'delete'] }],
    [false, { apiGroups: ['cluster.x-k8s.io'], resources: ['clusters'], verbs: ['delete'] }],
    [false, { apiGroups: ['cluster.x-k8s.io'], resources: ['machines'], verbs: ['*'] }],
    [false, { apiGroups: ['cluster.karmada.io'], resources: ['clusters'], verbs: ['*'] }],
  ])('%s with a ClusterRole of %j', (may, rule) => {
    const { app, fleet } = attached();
    cluster(fleet, { [TTL]: '1h' });
    new ApiObject(fleet.host, 'role', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'r', labels: { 'rbac.kyverno.io/aggregate-to-cleanup-controller': 'true' } },
      rules: [rule],
    });
    expect(findingsOf(app, 'provisioning/ttl-no-access')).toHaveLength(may ? 0 : 1);
  });
});
