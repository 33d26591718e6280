import type { SharingModel } from '../core/gpu-sharing';
import type { JsonObject } from '../core/manifest';
import type { PoolModel } from '../core/model';
import { writeYaml } from '../core/yaml';
import { DEVICE_PLUGINS, NODE_NAME, type PluginPod, pluginPod } from './plugin-pod';

/** The release whose configuration is written here. */
export const NVIDIA_PLUGIN_VERSION = 'v0.19.0';
/** Its image. */
export const NVIDIA_PLUGIN_IMAGE = `nvcr.io/nvidia/k8s-device-plugin:${NVIDIA_PLUGIN_VERSION}`;

/** Where MPS keeps its pipes and logs on a node. */
const MPS_ROOT = '/run/nvidia/mps';
const CONFIG_FILE = 'config.yaml';
const WHOLE = 'nvidia.com/gpu';

const VISIBLE = [
  { name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' },
  { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,utility' },
];

const MPS_MOUNTS = [
  { name: 'mps-shm', mountPath: '/dev/shm' },
  { name: 'mps-root', mountPath: '/mps' },
];

const MPS_VOLUMES = [
  { name: 'mps-root', hostPath: { path: MPS_ROOT, type: 'DirectoryOrCreate' } },
  { name: 'mps-shm', hostPath: { path: `${MPS_ROOT}/shm` } },
];

/** What the device plugin reads about a way to share, as it stands in its file (k8s-device-plugin v0.19.0 api/config/v1). */
export function nvidiaConfig(sharing: SharingModel): string {
  return writeYaml({ version: 'v1', ...settingsOf(sharing) });
}

function settingsOf(sharing: SharingModel): JsonObject {
  switch (sharing.type) {
    case 'time-slices': {
      const { replicas, rename, refuseMoreThanOne } = sharing;
      const resources = [{ name: WHOLE, replicas }];
      const timeSlicing = { renameByDefault: rename, failRequestsGreaterThanOne: refuseMoreThanOne, resources };
      return { flags: { migStrategy: 'none' }, sharing: { timeSlicing } };
    }
    case 'mps': {
      const mps = { renameByDefault: sharing.rename, resources: [{ name: WHOLE, replicas: sharing.replicas }] };
      return { flags: { migStrategy: 'none', mpsRoot: MPS_ROOT }, sharing: { mps } };
    }
    case 'mig':
      return { flags: { migStrategy: sharing.strategy } };
    default:
      return { flags: { migStrategy: 'none' } };
  }
}

/** What a DaemonSet of the device plugin needs to know. */
export interface NvidiaPluginPod extends PluginPod {
  readonly pool: PoolModel;
  /** Name of the ConfigMap with the configuration of the pool. */
  readonly configMapName: string;
}

/** Data of that ConfigMap. */
export function nvidiaConfigData(pool: PoolModel): Readonly<Record<string, string>> {
  return { [CONFIG_FILE]: nvidiaConfig(pool.sharing ?? { type: 'whole' }) };
}

/** The pods that offer the cards of a pool to the kubelet. */
export function nvidiaPluginPod(props: NvidiaPluginPod): JsonObject {
  const { image, configMapName, pool } = props;
  const mps = pool.sharing?.type === 'mps';
  return pluginPod(props, {
    containers: [
      {
        name: 'nvidia-device-plugin',
        image,
        command: ['nvidia-device-plugin'],
        env: [{ name: 'CONFIG_FILE', value: `/config/${CONFIG_FILE}` }, ...monitorMig(pool), ...VISIBLE],
        securityContext: securityOf(pool),
        volumeMounts: [
          { name: 'config', mountPath: '/config' },
          { name: 'device-plugins', mountPath: DEVICE_PLUGINS },
          { name: 'cdi', mountPath: '/var/run/cdi' },
          // it looks whether the daemon is well
          ...(mps ? MPS_MOUNTS : []),
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: configMapName } },
      { name: 'device-plugins', hostPath: { path: DEVICE_PLUGINS, type: 'Directory' } },
      { name: 'cdi', hostPath: { path: '/var/run/cdi', type: 'DirectoryOrCreate' } },
      ...(mps ? MPS_VOLUMES : []),
    ],
  });
}

/** The pods that run the daemon of MPS on the nodes of a pool; the device plugin waits for it. */
export function mpsDaemonPod(props: NvidiaPluginPod): JsonObject {
  const { image, configMapName } = props;
  return pluginPod(props, {
    // servers of MPS find themselves by the process ids of the host
    hostPID: true,
    initContainers: [
      {
        name: 'mounts',
        image,
        command: ['mps-control-daemon', 'mount-shm'],
        securityContext: { privileged: true },
        volumeMounts: [{ name: 'mps-root', mountPath: '/mps', mountPropagation: 'Bidirectional' }],
      },
    ],
    containers: [
      {
        name: 'mps-control-daemon',
        image,
        command: ['mps-control-daemon'],
        env: [{ name: 'CONFIG_FILE', value: `/config/${CONFIG_FILE}` }, NODE_NAME, ...VISIBLE],
        securityContext: { privileged: true },
        volumeMounts: [{ name: 'config', mountPath: '/config' }, ...MPS_MOUNTS],
      },
    ],
    volumes: [{ name: 'config', configMap: { name: configMapName } }, ...MPS_VOLUMES],
  });
}

/** MIG devices are seen by who may watch how cards are divided. */
function monitorMig({ sharing }: PoolModel) {
  return sharing?.type === 'mig' ? [{ name: 'NVIDIA_MIG_MONITOR_DEVICES', value: 'all' }] : [];
}

function securityOf({ sharing }: PoolModel): JsonObject {
  return sharing?.type === 'mig'
    ? { capabilities: { add: ['SYS_ADMIN'] } }
    : { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
}
