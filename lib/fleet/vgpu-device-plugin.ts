import { VGPU, type VirtualGpus } from '../core/gpu-sharing';
import type { JsonObject } from '../core/manifest';
import { writeYaml } from '../core/yaml';
import { DEVICE_PLUGINS, NODE_NAME, type PluginPod, pluginPod } from './plugin-pod';

/** Image of Volcano's device plugin for virtual GPUs. */
export const VGPU_PLUGIN_IMAGE = 'docker.io/projecthami/volcano-vgpu-device-plugin:v1.12.0';

/** Where device plugin and scheduler look for its configuration: neither can be told otherwise by a pool. */
export const VGPU_CONFIG = { name: 'volcano-vgpu-device-config', namespace: 'kube-system' } as const;

/** Name of its account and its rights. */
export const VGPU_ACCOUNT = 'volcano-vgpu-device-plugin';

/** Folder on nodes with the libraries that keep programs to their part. */
const LIBRARIES = '/usr/local/vgpu';

/** Data of the ConfigMap that the plugin and Volcano's scheduler read. */
export function vgpuConfigData({ slots, unitMiB }: VirtualGpus): Readonly<Record<string, string>> {
  const nvidia = {
    resourceCountName: VGPU.number,
    resourceMemoryName: VGPU.memory,
    resourceMemoryPercentageName: 'volcano.sh/vgpu-memory-percentage',
    resourceCoreName: VGPU.cores,
    overwriteEnv: false,
    // what a pod gets that does not say: one card, all of its memory, cores as others leave them
    defaultGPUNum: 1,
    defaultMemory: 0,
    defaultCores: 0,
    deviceSplitCount: slots,
    deviceMemoryScaling: 1,
    deviceCoreScaling: 1,
    gpuMemoryFactor: unitMiB,
  };
  return { 'device-config.yaml': writeYaml({ nvidia }) };
}

/** What the plugin may do: it writes the cards of its node into an annotation, and onto pods what they got. */
export const VGPU_RULES: readonly JsonObject[] = [
  { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch', 'update', 'patch'] },
  { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch', 'update', 'patch'] },
  { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] },
];

/** The pods that offer the cards of a pool to the kubelet, and tell Volcano of them. */
export function vgpuPluginPod(props: PluginPod): JsonObject {
  return pluginPod(props, {
    serviceAccountName: VGPU_ACCOUNT,
    containers: [
      {
        name: 'volcano-device-plugin',
        image: props.image,
        // containers load these libraries from the node
        lifecycle: {
          postStart: { exec: { command: ['/bin/sh', '-c', `cp -f /k8s-vgpu/lib/nvidia/* ${LIBRARIES}/`] } },
        },
        env: [
          NODE_NAME,
          { name: 'HOOK_PATH', value: LIBRARIES },
          { name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' },
          { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'utility' },
        ],
        securityContext: { privileged: true },
        volumeMounts: [
          { name: 'device-plugins', mountPath: DEVICE_PLUGINS },
          { name: 'libraries', mountPath: LIBRARIES },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'device-plugins', hostPath: { path: DEVICE_PLUGINS, type: 'Directory' } },
      { name: 'libraries', hostPath: { path: LIBRARIES, type: 'DirectoryOrCreate' } },
      { name: 'tmp', hostPath: { path: '/tmp', type: 'DirectoryOrCreate' } },
    ],
  });
}
