import { join } from '../lib/pulumi/provider/join';
import type { JoinProps } from '../lib/pulumi/provider/join-props';

/** What a member `a` is joined by; `member` and `control plane` are the kubeconfigs of both sides. */
export function inputsOf(syncMode: 'Push' | 'Pull', proxy = false): JoinProps {
  return {
    member: { kubeconfig: 'member' },
    controlPlane: { kubeconfig: 'control plane' },
    cluster: {
      apiVersion: 'cluster.karmada.io/v1alpha1',
      kind: 'Cluster',
      metadata: { name: 'a' },
      spec: { syncMode },
    },
    kinds: [],
    proxy,
    expected: { kubernetes: '1.34', readyNodes: 0 },
    readySeconds: 0,
    agent: { image: 'agent:1' },
  };
}

/** What a member that has left leaves on the control plane and in itself: the namespaces of the accounts, and nothing else. */
export function leftBy(syncMode: 'Push' | 'Pull'): { readonly controlPlane: string[]; readonly member: string[] } {
  return {
    controlPlane: ['Namespace karmada-cluster'],
    member: [syncMode === 'Push' ? 'Namespace karmada-cluster' : 'Namespace karmada-system'],
  };
}

/** What Pulumi keeps of a join that fails. */
export async function failedJoin(
  inputs: JoinProps,
  olds?: object,
): Promise<{ readonly id: string; readonly properties: object; readonly message: string }> {
  const result = olds ? join.update!('a', olds, inputs) : join.create(inputs);
  const error: unknown = await result.catch((error: unknown) => error);
  return error as { readonly id: string; readonly properties: object; readonly message: string };
}
