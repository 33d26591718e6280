import {
  Findings,
  FleetAddOns,
  type FleetAddOnsProps,
  GpuDevicePlugin,
  type GpuDevicePluginProps,
  GpuSharing,
  type MemberProps,
  type NodePoolProps,
} from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { idsOf, poolWith, sharedFleet, WHOLE } from './gpu-support';

describe('GpuDevicePlugin', () => {
  function served(
    pools: readonly NodePoolProps[],
    props: GpuDevicePluginProps<'a' | 'b'> = {},
    more: Partial<MemberProps> = {},
  ) {
    const { app, fleet } = sharedFleet(pools, more);
    const plugin = new GpuDevicePlugin(fleet, 'gpus', props);
    return { app, fleet, plugin };
  }
  const inMember = { target: 'fleet/members/a' };

  test('runs on the nodes of a pool, whatever taints they have, and never on the control plane', () => {
    const taints = [{ key: 'team', value: 'ml', effect: 'NoExecute' as const }];
    const { app, plugin } = served([poolWith(GpuSharing.timeSlices(8), { taints })]);
    expect(findingsOf(app)).toEqual([]);
    expect(plugin.members).toEqual(['a']);
    const [daemon] = manifestsOf(app, { kind: 'DaemonSet', ...inMember });
    expect(daemon).toMatchObject({
      metadata: { name: 'gpus-p', namespace: 'kube-system' },
      spec: {
        template: {
          spec: {
            nodeSelector: { 'node.cdk8s-fleet.dev/pool': 'p' },
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    { matchExpressions: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'DoesNotExist' }] },
                  ],
                },
              },
            },
            tolerations: [
              { key: 'team', operator: 'Equal', value: 'ml', effect: 'NoExecute' },
              { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
            ],
            volumes: expect.arrayContaining([{ name: 'config', configMap: { name: 'gpus-p' } }]),
          },
        },
      },
    });
  });

  test('MPS has a daemon beside it; whole cards are served where asked', () => {
    const { app } = served([poolWith(GpuSharing.mps(4)), { ...WHOLE, name: 'w' }], { wholeCards: true });
    const names = manifestsOf(app, { kind: 'DaemonSet', ...inMember }).map(({ metadata }) => metadata.name);
    expect(names.sort()).toEqual(['gpus-p', 'gpus-p-mps', 'gpus-w']);
    expect(manifestsOf(app, { kind: 'DaemonSet', target: 'fleet/members/b' })).toHaveLength(1);
  });

  test('virtual GPUs share one configuration and one account', () => {
    const { app } = served([poolWith(GpuSharing.vgpu()), poolWith(GpuSharing.vgpu(), { name: 'q' })]);
    // how the scheduler is configured is said elsewhere
    expect(idsOf(app).filter((id) => !id.startsWith('scheduler/'))).toEqual([]);
    expect(
      manifestsOf(app, inMember)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['ClusterRole', 'ClusterRoleBinding', 'ConfigMap', 'DaemonSet', 'DaemonSet', 'ServiceAccount']);
  });

  test('a member that has the GPU operator gets configurations and no second plugin', () => {
    const { app } = served([poolWith(GpuSharing.timeSlices(8))], {}, { preinstalled: ['gpuOperator'] });
    expect(findingsOf(app).map(({ id }) => id)).toEqual(['fleet/preinstalled-plugin']);
    expect(manifestsOf(app, inMember)).toMatchObject([
      {
        kind: 'ConfigMap',
        metadata: { name: 'gpus', namespace: 'gpu-operator' },
        data: { 'time-slices-8': expect.any(String) },
      },
    ]);
  });

  test("a member that has Volcano's plugin gets nothing, and a finding says what it must be told", () => {
    const { app, fleet } = served([poolWith(GpuSharing.vgpu())], {}, { preinstalled: ['vgpuDevicePlugin'] });
    expect(manifestsOf(app, inMember)).toEqual([]);
    const [finding] = findingsOf(app).filter(({ id }) => id === 'fleet/preinstalled-plugin');
    expect(finding?.fix).toContain('deviceSplitCount 10 and gpuMemoryFactor 1024');
    Findings.of(fleet).acknowledge('fleet/preinstalled-plugin', 'the platform team looks after it');
  });

  test('a pool has one owner: two are an error, none is a warning', () => {
    const { app, fleet } = served([poolWith(GpuSharing.timeSlices(8))]);
    new GpuDevicePlugin(fleet.member('a'), 'again');
    expect(findingsOf(app).map(({ id }) => id)).toEqual(['fleet/two-device-owners']);
    expect(findingsOf(sharedFleet([poolWith(GpuSharing.timeSlices(8))]).app)).toMatchObject([
      { id: 'fleet/no-device-owner', severity: 'warning', place: 'fleet' },
    ]);
  });

  test('what an add-on installs is an owner, too, where it offers the cards of the pool', () => {
    const withAddOn = (addOns: FleetAddOnsProps<'a' | 'b'>, sharing: GpuSharing = GpuSharing.timeSlices(8)) => {
      const { app, fleet } = served([poolWith(sharing)]);
      new FleetAddOns(fleet, 'add-ons', { to: ['a'], ...addOns });
      return findingsOf(app).filter(({ id }) => id.includes('owner'));
    };
    expect(withAddOn({ also: ['nvidiaDevicePlugin'] })).toMatchObject([
      {
        id: 'fleet/two-device-owners',
        place: expect.stringContaining('/p'),
        value: ['gpus-p', 'nvidiaDevicePlugin'],
        fix: 'Leave one of them out: the add-on, by except, or the device plugin here.',
      },
    ]);
    const [operator] = withAddOn({ also: ['gpuOperator'] });
    expect(operator?.fix).toContain('gpuOperator: { devicePlugin: false }');
    expect(withAddOn({ also: ['gpuOperator'], gpuOperator: { devicePlugin: false } })).toEqual([]);
    // it is kept off such nodes by a label
    expect(withAddOn({ also: ['gpuOperator'] }, GpuSharing.vgpu())).toEqual([]);
    const chartVersions = { vgpuDevicePlugin: '1.0.0' };
    expect(withAddOn({ also: ['vgpuDevicePlugin'], chartVersions }, GpuSharing.vgpu())).toHaveLength(1);
  });

  test('an add-on shares the cards of a pool when its values say how', () => {
    const withValues = (values: FleetAddOnsProps['values']) => {
      const { app, fleet } = sharedFleet([poolWith(GpuSharing.timeSlices(8))]);
      new FleetAddOns(fleet, 'add-ons', { to: ['a'], also: ['nvidiaDevicePlugin'], values });
      return findingsOf(app).map(({ id }) => id);
    };
    expect(withValues({})).toEqual(['fleet/no-device-owner']);
    expect(withValues({ 'nvidia-device-plugin': { config: { name: 'ours' } } })).toEqual([]);
  });

  test.each<[string, GpuDevicePluginProps<'a' | 'b'>, string]>([
    ['a member without such pools', { to: ['b'] }, 'fleet/nothing-to-serve'],
    ['a name that is none', { pluginName: 'GPU plugin' }, 'fleet/bad-name'],
    ['a member that is none', { to: ['c' as 'a'] }, 'fleet/unknown-member'],
  ])('%s: a finding', (_, props, id) => {
    expect(idsOf(served([poolWith(GpuSharing.mps(2))], props).app)).toContain(id);
  });

  test('nothing to serve at all: a finding', () => {
    expect(idsOf(served([WHOLE]).app)).toEqual(['fleet/nothing-to-serve']);
  });
});
