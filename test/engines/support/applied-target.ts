import type { JsonObject, Manifest } from '../../../lib/core/manifest';
import type { ObjectRef } from '../../../lib/core/model';
import { objectKey } from '../../../lib/pulumi/object-key';
import { target } from '../../../lib/pulumi/provider/target';
import type { TargetOuts, TargetProps } from '../../../lib/pulumi/provider/target-props';
import { type ApiClient, refOf } from '../../../lib/twin/client';

/** Objects on a real API server, as the provider of Pulumi applies and reads them, without the engine of Pulumi. */
export class AppliedTarget {
  /** Applies objects, all at the same time. */
  public static async of(kubeconfig: string, objects: readonly Manifest[]): Promise<AppliedTarget> {
    const props = propsOf(kubeconfig, objects);
    const { id, outs } = await target.create!(props);
    return new AppliedTarget(id, props, outs);
  }

  private constructor(
    private readonly id: string,
    private props: TargetProps,
    private outs: TargetOuts,
  ) {}

  public get keys(): readonly string[] {
    return Object.keys(this.props.objects);
  }

  /** Reads everything, as `pulumi refresh` does. Keys of what is not as it was applied. */
  public async refresh(): Promise<readonly string[]> {
    this.outs = (await target.read!(this.id, this.outs)).props as TargetOuts;
    return this.keys.filter(
      (key) => JSON.stringify(this.outs.objects[key]) !== JSON.stringify(this.props.objects[key]),
    );
  }

  /** @param objects what the program has now; left out: what it had */
  public async update(objects?: readonly Manifest[]): Promise<void> {
    this.props = objects ? propsOf(this.props.kubeconfig, objects) : this.props;
    this.outs = (await target.update!(this.id, this.outs, this.props)).outs as TargetOuts;
  }

  public async delete(): Promise<void> {
    await target.delete!(this.id, this.outs);
  }
}

function propsOf(kubeconfig: string, objects: readonly Manifest[]): TargetProps {
  return {
    kubeconfig,
    ownedCluster: false,
    runsPods: true,
    objects: Object.fromEntries(objects.map((object) => [objectKey(object), object])),
    stages: [objects.map(objectKey)],
    awaits: {},
  };
}

/** Says of a Job what its controller says when it has completed. */
export async function complete(client: ApiClient, { namespace, name }: ObjectRef): Promise<void> {
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const condition = (type: string) => ({ type, status: 'True', lastTransitionTime: now, lastProbeTime: now });
  await client.text('PATCH', `/apis/batch/v1/namespaces/${namespace}/jobs/${name}/status`, {
    contentType: 'application/merge-patch+json',
    body: {
      status: {
        startTime: now,
        completionTime: now,
        succeeded: 1,
        conditions: [condition('SuccessCriteriaMet'), condition('Complete')],
      },
    },
  });
}

/** A Job that goes as soon as it has finished, and that no controller runs: it is another one's, by name. */
export function jobThatLeaves({ apiVersion, kind, name, namespace }: ObjectRef): Manifest {
  const container = { name: 'main', image: 'registry.internal/train:1' };
  return {
    apiVersion,
    kind,
    metadata: { name, namespace },
    spec: {
      ttlSecondsAfterFinished: 0,
      managedBy: 'test.fleet/nobody',
      template: { spec: { restartPolicy: 'Never', containers: [container] } },
    },
  };
}

const metadata = { name: 'shared', namespace: 'default' };
const SERVICE: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: { selector: { app: 'shared' }, ports: [{ port: 80, protocol: 'TCP' }] },
};
const POLICY: Manifest = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata,
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
};
const SERVICE_PATH = '/api/v1/namespaces/default/services/shared';
const POLICY_PATH = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies/shared';

/** Objects with values that have one owner each, and what others make of them. */
export const SHARED_VALUES = {
  service: refOf(SERVICE),
  policy: refOf(POLICY),
  objects: [SERVICE, POLICY],
  /** Beside what is declared: nothing that applying again would change. */
  beside: [
    [SERVICE_PATH, { metadata: { labels: { theirs: 'yes' } }, spec: { sessionAffinity: 'ClientIP' } }],
    [POLICY_PATH, { metadata: { annotations: { 'test.fleet/theirs': 'yes' } } }],
  ] as readonly (readonly [path: string, patch: JsonObject])[],
  /** Within it: the Service selects other pods, the policy no longer all. */
  within: [
    [SERVICE_PATH, { spec: { selector: { version: 'v2' } } }],
    [POLICY_PATH, { spec: { podSelector: { matchLabels: { a: 'b' } } } }],
  ] as readonly (readonly [path: string, patch: JsonObject])[],
} as const;

/** Objects in two forms, of which no server lets one become the other; each may be replaced. */
export function replaceable(form: 'one' | 'other'): readonly Manifest[] {
  const [is, tag] = [form === 'one', form === 'one' ? '1' : '2'];
  const stated = { name: 'replaced', namespace: 'default', annotations: { 'cdk8s-fleet.dev/on-immutable': 'replace' } };
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: is ? 'view' : 'edit' };
  const template = {
    spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: `registry.internal/train:${tag}` }] },
  };
  const ports = [{ port: 80 }];
  return [
    { apiVersion: 'batch/v1', kind: 'Job', metadata: stated, spec: { template } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: stated, immutable: true, data: { form } },
    { apiVersion: 'v1', kind: 'Service', metadata: stated, spec: is ? { ports } : { ports, clusterIP: 'None' } },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: stated, roleRef },
  ];
}
