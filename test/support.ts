import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  FleetApp,
  FleetBaseline,
  type FleetBaselineProps,
  Gpu,
  GpuFleet,
  type GpuFleetProps,
  type MemberProps,
} from '../lib';
import { findingsOf } from '../lib/testing';

/** The ids of all that is found in a program. */
export const idsOf = (app: FleetApp): string[] => findingsOf(app).map(({ id }) => id);

/** A member with one pool of `nodes` nodes with `gpus` V100 each. */
export function gpuMember(nodes = 4, gpus = 8, more: Partial<MemberProps> = {}): MemberProps {
  return { kubernetes: '1.34', pools: [{ name: 'v100', gpu: Gpu.nvidia('V100'), nodes, gpusPerNode: gpus }], ...more };
}

/** A fleet of the members a and b in an app of its own. */
export function twoMembers(more: Partial<GpuFleetProps<'a' | 'b', 'train'>> = {}) {
  const app = new FleetApp();
  return { app, fleet: new GpuFleet(app, 'fleet', { members: { a: gpuMember(), b: gpuMember() }, ...more }) };
}

/** A fleet of a and b with Kyverno, and a baseline of these properties. */
export function baselineOf(props: FleetBaselineProps<'a' | 'b'>, a: Partial<MemberProps> = {}) {
  const { app, fleet } = twoMembers({
    kyverno: '1.19',
    volcano: '1.15',
    members: { a: gpuMember(4, 8, a), b: gpuMember() },
    groups: { train: ['a'] },
  });
  return { app, fleet, baseline: new FleetBaseline(fleet, 'base', props) };
}

/** A Deployment as a plain ApiObject. */
export function deployment(
  scope: Construct,
  name: string,
  replicas: number,
  requests: Record<string, string | number> = {},
): ApiObject {
  return new ApiObject(scope, name, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'registry.internal/main:1', resources: { limits: requests } }] },
      },
    },
  });
}

/** A Job as a plain ApiObject. */
export function job(
  scope: Construct,
  name: string,
  parallelism: number,
  completions = parallelism,
  gpus = 1,
): ApiObject {
  return new ApiObject(scope, name, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'default' },
    spec: {
      parallelism,
      completions,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [
            { name: 'train', image: 'registry.internal/train:1', resources: { limits: { 'nvidia.com/gpu': gpus } } },
          ],
        },
      },
    },
  });
}
