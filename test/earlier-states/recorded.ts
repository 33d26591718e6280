import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { FleetApp, GpuFleet } from '../../lib';
import { isJsonObject, type Json, type JsonObject, type Manifest } from '../../lib/core/manifest';
import { FleetDeployment, late } from '../../lib/pulumi';
import { target } from '../../lib/pulumi/provider/target';
import type { TargetProps } from '../../lib/pulumi/provider/target-props';
import { createPki } from '../../lib/twin/pki';
import { FakeApi } from '../fake-api';
import { inputsByName } from '../pulumi-mocks';
import { gpuMember } from '../support';

/** What stands for the kubeconfig in a recorded state. */
export const KUBECONFIG = 'the kubeconfig of the test';

/** The uid of the cluster that it is on. */
const CLUSTER = 'one';

/** A resource as Pulumi keeps it, with its secrets in clear, which are none. */
export interface Recorded {
  readonly id: string;
  readonly outs: JsonObject & { readonly __provider: string };
}

/** A state: resources by their names. */
export type State = Readonly<Record<string, Recorded>>;

/** What the resources of a small deployment are given by this version. */
export async function inputsOfToday(without?: 'gone'): Promise<ReadonlyMap<string, JsonObject>> {
  const inputs = await inputsByName(() => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', { members: { a: gpuMember(1, 1) } });
    const object = (kind: string, name: string, more: object = {}, namespace: string | undefined = 'ml') =>
      new ApiObject(fleet.member('a'), name, { apiVersion: 'v1', kind, metadata: { name, namespace }, ...more });
    new ApiObject(fleet.member('a'), 'ml', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } });
    object('ConfigMap', 'settings', { data: { mode: 'fast' } });
    if (without !== 'gone') {
      object('ConfigMap', 'gone');
    }
    object('Secret', 'password', { stringData: { password: late(pulumi.secret('no secret')) } });
    const clusters = { connectionTo: () => ({ kubeconfig: KUBECONFIG }), joinMembers: false };
    new FleetDeployment('fleet', { program: app, clusters, deleteSeconds: 5 });
  });
  return new Map([...inputs].map(([name, each]) => [name, inClear(each as JsonObject) as JsonObject]));
}

/** As Pulumi hands it to a provider: without the wrappers of secrets. */
function inClear(value: Json): Json {
  const clear = pulumi.runtime.unwrapRpcSecret(value) as Json;
  if (Array.isArray(clear)) {
    return clear.map(inClear);
  }
  return isJsonObject(clear)
    ? Object.fromEntries(Object.entries(clear).map(([key, field]) => [key, inClear(field!)]))
    : clear;
}

/** What controllers make of an object: namespaces are there at once. */
export function statusOf({ kind }: Manifest): JsonObject {
  return kind === 'Namespace' ? { status: { phase: 'Active' } } : {};
}

/** A server that stands in for a real one. */
export async function startApi(): Promise<FakeApi> {
  return FakeApi.start(await createPki(), CLUSTER, { becomes: statusOf });
}

/** Path of an object on the server that stands in for a real one. */
export function pathOf({ kind, metadata: { name, namespace } }: Manifest): string {
  const kinds = `${kind.toLowerCase()}s/${name}`;
  return namespace === undefined ? `/api/v1/${kinds}` : `/api/v1/namespaces/${namespace}/${kinds}`;
}

/** The state that this version leaves. */
export async function stateOfToday(): Promise<State> {
  const inputs = await inputsOfToday();
  const api = await startApi();
  try {
    const props = inputs.get('fleet/members/a') as JsonObject & TargetProps;
    const { id, outs } = await target.create({ ...props, kubeconfig: api.kubeconfig });
    return {
      'fleet/members/a': { id, outs: { ...outs, kubeconfig: KUBECONFIG } },
      'fleet/roster': { id: 'roster', outs: inputs.get('fleet/roster') as Recorded['outs'] },
      'fleet/deployment': { id: 'claim', outs: inputs.get('fleet/deployment') as Recorded['outs'] },
    };
  } finally {
    await api.stop();
  }
}
