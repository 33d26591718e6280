import type { AddOnName } from '../core/add-ons';
import { isJsonObject, type Json, type JsonObject } from '../core/manifest';
import type { MemberModel } from '../core/model';
import type { AddOnSettings } from './settings';

/** Where an add-on goes. */
export interface AddOnPlace {
  readonly fleet: string;
  /** Absent on the host. */
  readonly member?: MemberModel;
}

/**
 * What this library sets in the charts of an add-on, by release: what follows from the fleet, and the typed settings. All else is
 * as the chart has it.
 */
export function derivedValues(
  name: AddOnName,
  settings: AddOnSettings,
  { fleet, member }: AddOnPlace,
): Readonly<Record<string, JsonObject>> {
  switch (name) {
    case 'certManager':
      return { 'cert-manager': { crds: { enabled: true } } };
    case 'gpuOperator':
      return { 'gpu-operator': gpuOperatorValues(settings) };
    case 'istio':
      return { istiod: { global: istioGlobals(settings, fleet, member) } };
    case 'kyverno':
      return { kyverno: { admissionController: { replicas: settings.kyverno?.replicas } } };
    case 'prometheusStack':
      return { 'kube-prometheus-stack': prometheusValues(settings, member) };
    case 'volcano':
      return { volcano: volcanoValues(settings) };
    default:
      return {};
  }
}

/** Switches that are not stated are as the chart has them. */
function gpuOperatorValues({ gpuOperator = {} }: AddOnSettings): JsonObject {
  const { devicePlugin, driver, toolkit } = gpuOperator;
  return { devicePlugin: { enabled: devicePlugin }, driver: { enabled: driver }, toolkit: { enabled: toolkit } };
}

/** Subsets by cluster, and the metrics of the mesh, name clusters as Karmada does. */
function istioGlobals({ istio = {} }: AddOnSettings, fleet: string, member?: MemberModel): JsonObject {
  return {
    meshID: istio.meshId ?? fleet,
    multiCluster: { clusterName: member?.name },
    network: istio.networks === 'each' ? member?.name : undefined,
  };
}

/** The program has a Prometheus and dashboards of its own; a second Prometheus would hold everything twice. */
function prometheusValues({ prometheusStack = {} }: AddOnSettings, member?: MemberModel): JsonObject {
  const { prometheus = false, alertmanager = false, grafana = false } = prometheusStack;
  const labels = { prometheusSpec: { externalLabels: { cluster: member?.name } } };
  return {
    prometheus: { enabled: prometheus, ...(prometheus ? labels : {}) },
    alertmanager: { enabled: alertmanager },
    grafana: { enabled: grafana },
  };
}

/** More than one replica needs the election of a leader, or two schedulers bind the same pods. */
function volcanoValues({ volcano = {} }: AddOnSettings): JsonObject {
  const { replicas, scheduler } = volcano;
  return {
    custom: {
      admission_replicas: replicas,
      controller_replicas: replicas,
      scheduler_replicas: replicas,
      leader_elect_enable: replicas === undefined ? undefined : replicas > 1,
      scheduler_config_override: scheduler,
    },
  };
}

/** Values over values as helm lays them: objects field by field, all else whole. What is undefined is left out. */
export function mergedValues(...layers: readonly (JsonObject | undefined)[]): JsonObject {
  return layers.reduce<JsonObject>((below, above) => merge(below, above ?? {}), {});
}

function merge(below: JsonObject, above: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...(below as Record<string, Json>) };
  for (const [key, value] of Object.entries(above)) {
    const old = result[key];
    if (isJsonObject(value)) {
      const inner = merge(isJsonObject(old) ? old : {}, value);
      // an object of which nothing was stated says nothing; one that is given empty does
      if (Object.keys(inner).length > 0 || Object.keys(value).length === 0) {
        result[key] = inner;
      }
    } else if (value !== undefined) {
      result[key] = value;
    }
  }
  return result;
}
