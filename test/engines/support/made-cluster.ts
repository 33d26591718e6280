import type { JsonObject } from '../../../lib/core/manifest';
import type { ObjectRef } from '../../../lib/core/model';
import type { ApiClient } from '../../../lib/twin';
import { defineKinds } from './cluster-api';

const NAMESPACE = 'default';
const CONTROL_PLANES = 'controlplane.cluster.x-k8s.io';
const CLUSTER = 'cluster.x-k8s.io/v1beta2';

/**
 * What the host of Cluster API tells of a cluster, without the controllers that would make one: the cluster is there already, and the test says how it
 * comes on.
 */
export class MadeCluster {
  /** @param kubeconfig of the cluster, as Cluster API lays it beside the Cluster */
  public static async of(host: ApiClient, member: string, kubeconfig: string): Promise<MadeCluster> {
    await defineKinds(host, ['Cluster', 'KubeadmControlPlane']);
    const made = new MadeCluster(host, member);
    const { apiVersion, kind } = made.controlPlane;
    const metadata = { name: member, namespace: NAMESPACE };
    const machines = { infrastructureRef: { apiGroup: 'any.example', kind: 'Any', name: member } };
    await host.create({
      apiVersion,
      kind,
      metadata,
      spec: {
        version: 'v1.36.1',
        machineTemplate: { spec: machines },
        kubeadmConfigSpec: { files: [{ path: '/etc/any', content: 'any' }] },
      },
    });
    await host.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { ...metadata, name: `${member}-kubeconfig` },
      stringData: { value: kubeconfig },
    });
    await made.begin();
    return made;
  }

  private readonly cluster: ObjectRef;
  private readonly controlPlane: ObjectRef;

  private constructor(
    private readonly host: ApiClient,
    private readonly name: string,
  ) {
    this.cluster = { apiVersion: CLUSTER, kind: 'Cluster', name, namespace: NAMESPACE };
    this.controlPlane = { ...this.cluster, apiVersion: `${CONTROL_PLANES}/v1beta2`, kind: 'KubeadmControlPlane' };
  }

  /** As when somebody has deleted it, and it was made anew: by the same name it is another one. */
  public async again(): Promise<void> {
    await this.remove();
    await this.begin();
  }

  private async begin(): Promise<void> {
    await this.host.create({
      apiVersion: CLUSTER,
      kind: 'Cluster',
      metadata: { name: this.name, namespace: NAMESPACE, labels: { 'cluster.cdk8s-fleet.dev/member': this.name } },
      spec: { controlPlaneRef: { apiGroup: CONTROL_PLANES, kind: 'KubeadmControlPlane', name: this.name } },
    });
    const lastTransitionTime = new Date().toISOString();
    const available = { type: 'Available', status: 'True', reason: 'Available', message: '', lastTransitionTime };
    await this.setStatus(CLUSTER, 'clusters', { conditions: [available] });
  }

  /** @param version the lowest in its control plane */
  public async run(version: string): Promise<void> {
    await this.setStatus(this.controlPlane.apiVersion, 'kubeadmcontrolplanes', { version });
  }

  public async remove(): Promise<void> {
    await this.host.remove(this.cluster);
  }

  private async setStatus(apiVersion: string, resource: string, status: JsonObject): Promise<void> {
    const path = `/apis/${apiVersion}/namespaces/${NAMESPACE}/${resource}/${this.name}/status`;
    await this.host.text('PATCH', path, { body: { status }, contentType: 'application/merge-patch+json' });
  }
}
