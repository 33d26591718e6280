import { ApiObject, JsonPatch } from 'cdk8s';
import { FleetAddOns, FleetApp, GpuFleet, TrainingQueue, VolcanoScheduler } from '../lib';
import { manifestsOf } from '../lib/testing';
import { addOnsOf, ENGINES, findingsOf, valuesOf } from './add-ons-support';
import { gpuMember } from './support';

describe("the configuration of Volcano's scheduler", () => {
  const CONFIG_MAP = { kind: 'ConfigMap', target: 'fleet/members/a' } as const;
  const stated = (addOns: FleetAddOns) =>
    (valuesOf(addOns, 'volcano') as { custom?: Record<string, string> }).custom?.scheduler_config_override;

  test.each(['before', 'after'])(
    'that the program states %s the add-ons is a value of the chart, and nothing else',
    (when) => {
      const app = new FleetApp();
      const fleet = new GpuFleet(app, 'fleet', { ...ENGINES, members: { a: gpuMember(4, 8), b: gpuMember() } });
      const state = () => new VolcanoScheduler(fleet, 'scheduler', { to: ['a'] });
      const early = when === 'before' ? state() : undefined;
      const addOns = new FleetAddOns(fleet, 'add-ons', {
        volcano: { replicas: 2 },
        flux: {},
        also: ['flux'],
        chartVersions: { flux: '2.17' },
      });
      early ?? state();
      new TrainingQueue(fleet, 'research', { to: ['a'], deserved: { gpus: 8 } });
      expect(manifestsOf(app, CONFIG_MAP)).toEqual([]);
      expect(stated(addOns)).toMatch(/^actions: enqueue, allocate, reclaim, backfill\n/);
      expect(valuesOf(addOns, 'volcano')).toMatchObject({ custom: { scheduler_replicas: 2 } });
      expect(valuesOf(addOns, 'volcano', 'b')).toEqual({
        custom: { scheduler_replicas: 2, controller_replicas: 2, admission_replicas: 2, leader_elect_enable: true },
      });
      const [release] = manifestsOf(app, { kind: 'HelmRelease', name: 'volcano', target: 'fleet/members/a' });
      expect(release).toMatchObject({ spec: { values: { custom: { scheduler_config_override: stated(addOns) } } } });
      // what the queue needs is looked for, and found, in the value
      expect(app.compile().findings.filter(({ id }) => /^(scheduler|addons)\//.test(id))).toEqual([]);
    },
  );

  test('of which a patch changes the data is the patched one', () => {
    const { fleet, addOns } = addOnsOf();
    const { objects } = new VolcanoScheduler(fleet.member('a'), 'scheduler');
    objects.a!.addJsonPatch(JsonPatch.replace('/data/volcano-scheduler.conf', 'actions: allocate'));
    expect(stated(addOns)).toBe('actions: allocate');
  });

  test('in another ConfigMap is left alone, and so is that of a member without the add-on', () => {
    const { app, fleet, addOns } = addOnsOf({ members: { a: { except: ['volcano'] } } });
    new VolcanoScheduler(fleet.member('a'), 'scheduler');
    new VolcanoScheduler(fleet.member('b'), 'scheduler', { configMapName: 'other' });
    expect(manifestsOf(app, { kind: 'ConfigMap' })).toHaveLength(2);
    expect(addOns.addOns.map(({ releases }) => JSON.stringify(releases)).join()).not.toContain('override');
  });

  test('that is stated as a setting is checked, and a second one is an error', () => {
    const { app, fleet } = addOnsOf({ volcano: { scheduler: 'actions: enqueue, alocate' }, to: ['a'] });
    const { objects } = new VolcanoScheduler(fleet.member('a'), 'scheduler');
    expect(app.compile().findings.filter(({ id }) => /^(scheduler|addons)\//.test(id))).toMatchObject([
      { id: 'scheduler/unknown-action', place: 'fleet/add-ons', fix: "Did you mean 'allocate'?" },
      { id: 'addons/two-configurations', place: objects.a!.node.path },
    ]);
  });

  test('by hand beside the chart is an error', () => {
    const { app, fleet } = addOnsOf();
    new ApiObject(fleet.member('a'), 'conf', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'volcano-scheduler-configmap', namespace: 'volcano-system' },
      data: {},
    });
    expect(findingsOf(app)).toMatchObject([{ id: 'addons/two-configurations', value: 'volcano-scheduler-configmap' }]);
  });
});
