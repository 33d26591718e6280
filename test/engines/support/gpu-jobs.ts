import type { Manifest } from '../../../lib';
import type { Twin } from '../../../lib/twin';
import { eventually } from './eventually';
import { ref } from './fleets';
import { gang } from './volcano';

const GPU = 'nvidia.com/gpu';
const NAMESPACE = 'ml';
const VOLCANO_JOB = { apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job', namespace: NAMESPACE };

/** Groups of pods in a namespace. */
export const POD_GROUPS = { apiVersion: 'scheduling.volcano.sh/v1beta1', kind: 'PodGroup', namespace: NAMESPACE };

export interface GroupStatus {
  readonly phase?: string;
  readonly conditions?: readonly { readonly type: string }[];
}

export interface PodOnNode {
  readonly metadata: {
    readonly uid: string;
    readonly annotations: Record<string, string>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly schedulerName?: string;
    readonly containers: readonly [{ readonly resources: { readonly limits: Record<string, string> } }];
  };
}

/** Volcano Jobs of one member in namespace `ml`, and the GPUs that their pods hold. */
export class GpuJobs {
  constructor(
    private readonly twin: Twin,
    private readonly member: string,
  ) {}

  async apply(...jobs: readonly Manifest[]): Promise<void> {
    const applied = await this.twin.applyTo(this.member, jobs);
    expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }

  /** Applies jobs of one pod each, with so many GPUs. */
  async submit(queue: string, gpus: number, ...names: readonly string[]): Promise<void> {
    await this.apply(...names.map((name) => gang(name, { replicas: 1, queue, gpus })));
  }

  async remove(...names: readonly string[]): Promise<void> {
    const client = await this.twin.client(this.member);
    for (const name of names) {
      await client.remove({ ...VOLCANO_JOB, name });
    }
  }

  /** Removes all jobs, and waits until they hold nothing. */
  async clear(): Promise<void> {
    const client = await this.twin.client(this.member);
    for (const one of await client.list(VOLCANO_JOB)) {
      await client.remove(ref(one));
    }
    await this.expectUsed({});
  }

  /** Waits until the pods that are bound hold these GPUs, by queue. */
  async expectUsed(gpus: Readonly<Record<string, number>>): Promise<void> {
    await eventually(async () => expect(await this.used()).toEqual(gpus));
  }

  /** GPUs of the pods that are bound, by queue. */
  async used(): Promise<Record<string, number>> {
    const gpus: Record<string, number> = {};
    for (const { metadata, spec } of await this.pods()) {
      if (spec.nodeName !== undefined && metadata.deletionTimestamp === undefined) {
        const queue = metadata.annotations['volcano.sh/queue-name']!;
        gpus[queue] = (gpus[queue] ?? 0) + Number(spec.containers[0].resources.limits[GPU]);
      }
    }
    return gpus;
  }

  /** The pods that a job has, by their UIDs. */
  async podsOf(name: string): Promise<string[]> {
    const own = (await this.pods()).filter(({ metadata }) => metadata.annotations['volcano.sh/job-name'] === name);
    return own.map(({ metadata }) => metadata.uid);
  }

  /** How often a job has been started again. */
  async retries(name: string): Promise<number> {
    const found = await (await this.twin.client(this.member)).read({ ...VOLCANO_JOB, name });
    return (found?.status as { retryCount?: number } | undefined)?.retryCount ?? 0;
  }

  /** What the scheduler has last said of a job. */
  async group(name: string): Promise<GroupStatus> {
    const groups = await (await this.twin.client(this.member)).list(POD_GROUPS);
    return (groups.find(({ metadata }) => metadata.name?.startsWith(`${name}-`))?.status ?? {}) as GroupStatus;
  }

  /** Waits until the scheduler has looked at a job, and let none of its pods in. */
  async expectWaiting(name: string): Promise<void> {
    await eventually(async () => {
      const { phase, conditions = [] } = await this.group(name);
      expect([phase, conditions.at(-1)?.type]).toEqual([expect.stringMatching(/Pending|Inqueue/), 'Unschedulable']);
    });
  }

  private async pods(): Promise<readonly PodOnNode[]> {
    const client = await this.twin.client(this.member);
    return (await client.list({ apiVersion: 'v1', kind: 'Pod', namespace: NAMESPACE })) as unknown as PodOnNode[];
  }
}
