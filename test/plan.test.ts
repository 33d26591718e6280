import { ApiObject } from 'cdk8s';
import { FleetApp, GpuFleet, planOf, WeightedPropagation, Workload } from '../lib';
import { deployment, gpuMember, job, twoMembers } from './support';

describe('planOf', () => {
  test('replicas, GPUs, CPU, memory and price per member, and how full the pools are', () => {
    const { app, fleet } = twoMembers({
      currency: 'CNY',
      members: {
        a: gpuMember(4, 2, { pools: [{ ...gpuMember(4, 2).pools![0]!, hourly: 46 }] }),
        b: gpuMember(6, 4, { pools: [{ ...gpuMember(6, 4).pools![0]!, hourly: 18 }] }),
      },
    });
    new WeightedPropagation(fleet, 'train', { of: job(fleet, 'dnn', 3, 12), weights: { a: 2, b: 1 } });
    new WeightedPropagation(fleet, 'serve', {
      of: deployment(fleet, 'infer', 6, { cpu: '2', memory: '8Gi', 'nvidia.com/gpu': 1 }),
      weights: { a: 2, b: 1 },
    });
    const plan = planOf(app.compile());
    expect(plan.workloads.dnn).toMatchObject({
      kind: 'Job',
      replicas: 3,
      members: {
        a: { replicas: 2, completions: 8, gpus: 2, unplaced: 0, hourly: 46 },
        b: { replicas: 1, completions: 4, gpus: 1, unplaced: 0, hourly: 4.5 },
      },
      hourly: 50.5,
    });
    expect(plan.workloads.infer!.members).toMatchObject({
      a: { replicas: 4, gpus: 4, cpu: 8, memory: 32 * 2 ** 30, hourly: 92 },
      b: { replicas: 2, gpus: 2, cpu: 4, memory: 16 * 2 ** 30, hourly: 9 },
    });
    expect(plan.fleets.fleet).toMatchObject({
      currency: 'CNY',
      hourly: 151.5,
      members: {
        a: {
          replicas: 6,
          pools: {
            v100: { nodes: 4, used: { pods: 6, gpus: 6, cpu: 8 }, capacity: { gpus: 8, cpu: 64 }, hourly: 184 },
          },
        },
        b: { replicas: 3, pools: { v100: { used: { gpus: 3 }, capacity: { gpus: 24 }, hourly: 108 } } },
      },
    });
  });

  test('workloads of one name are told apart', () => {
    const { app, fleet } = twoMembers();
    new WeightedPropagation(fleet, 'p1', { of: deployment(fleet, 'same', 3), weights: { a: 1 } });
    const theirs = { kind: 'StatefulSet', apiVersion: 'apps/v1', name: 'same', namespace: 'ml', replicas: 2 };
    new WeightedPropagation(fleet, 'p2', { of: Workload.fromName(theirs), weights: { b: 1 } });
    expect(Object.keys(planOf(app.compile()).workloads)).toEqual(['Deployment default/same', 'StatefulSet ml/same']);
  });

  test('workloads of two fleets are told apart, and their findings kept', () => {
    const app = new FleetApp();
    for (const name of ['one', 'two']) {
      const fleet = new GpuFleet(app, name, { members: { a: gpuMember(1, 2) } });
      new WeightedPropagation(fleet, 'spread', { of: job(fleet, 'train', 3), weights: { a: 1 } });
    }
    expect(Object.keys(planOf(app.compile()).workloads)).toEqual(['one: Job default/train', 'two: Job default/train']);
    expect(app.compile().findings.map((f) => `${f.id} ${f.place}`)).toEqual([
      'plan/does-not-fit one/spread',
      'plan/does-not-fit two/spread',
    ]);
  });

  test('later workloads find what earlier ones left', () => {
    const { app, fleet } = twoMembers({ members: { a: gpuMember(1, 4), b: gpuMember() } });
    new WeightedPropagation(fleet, 'p1', { of: job(fleet, 'one', 3), weights: { a: 1 } });
    new WeightedPropagation(fleet, 'p2', { of: job(fleet, 'two', 3), weights: { a: 1 } });
    const { workloads, fleets } = planOf(app.compile());
    expect(workloads.one!.members.a!.unplaced).toBe(0);
    expect(workloads.two!.members.a!.unplaced).toBe(2);
    expect(fleets.fleet!.members.a!.unplaced).toBe(2);
  });

  test('other resources of a pool count as room, and not as GPUs', () => {
    const pool = { ...gpuMember(2, 8).pools![0]!, resources: { 'rdma/hca': 2, 'ephemeral-storage': '1Ti' } };
    const { app, fleet } = twoMembers({ members: { a: { kubernetes: '1.34', pools: [pool] }, b: gpuMember() } });
    const of = deployment(fleet, 'infer', 5, { 'nvidia.com/gpu': 1, 'rdma/hca': 1, 'ephemeral-storage': '100Gi' });
    new WeightedPropagation(fleet, 'spread', { of, weights: { a: 1 } });
    const plan = planOf(app.compile());
    expect(plan.workloads.infer!.members.a).toMatchObject({ gpus: 5, unplaced: 1 });
    expect(plan.fleets.fleet!.members.a!.pools.v100).toMatchObject({ capacity: { gpus: 16 }, used: { gpus: 4 } });
  });

  test('what Karmada divides without telling what its pods ask for counts as nothing', () => {
    const { app, fleet } = twoMembers();
    const of = new ApiObject(fleet, 'flow', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: { name: 'flow' },
      spec: { parallelism: 4 },
    });
    new WeightedPropagation(fleet, 'spread', { of, weights: { a: 1, b: 1 } });
    const { workloads } = planOf(app.compile());
    expect(workloads.flow).toMatchObject({ opaque: true, hourly: 0, members: { a: { replicas: 2, gpus: 0 } } });
  });
});
