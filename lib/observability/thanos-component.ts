import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { JsonObject } from '../core/manifest';
import { OBJSTORE_KEY, type ObjectStore } from './object-store';
import { argsOf, PATHS, PORTS, type ThanosCommand, type ThanosComponentName } from './thanos-command';

/** What a program may say about every component. */
export interface ThanosComponentProps {
  /**
   * Pods.
   * @default - told by the component
   */
  readonly replicas?: number;
  /**
   * Cores that one pod requests.
   * @default - not stated
   */
  readonly cpu?: number;
  /**
   * Memory of one pod as a Kubernetes quantity, requested and limited.
   * @default - not stated
   */
  readonly memory?: string;
}

/** What a program may say about components that keep files. */
export interface StoringComponentProps extends ThanosComponentProps {
  /**
   * Size of one pod's volume as a Kubernetes quantity.
   * @default - told by the component
   */
  readonly storage?: string;
  /**
   * StorageClass of the volumes.
   * @default - that of the cluster
   */
  readonly storageClassName?: string;
}

/** What all components of a stack have in common. */
export interface ThanosSettings {
  /** Begins the names of all objects. */
  readonly stackName: string;
  readonly namespace: string;
  readonly image: string;
  readonly serviceAccountName: string;
  readonly objectStore: ObjectStore;
  /** The Secret with the objstore.yml, in the namespace of the stack. */
  readonly objstoreSecret: { readonly name: string; readonly key: string };
}

/** What makes one component. */
export interface ThanosComponentSpec {
  readonly command: ThanosCommand;
  readonly replicas: number;
  readonly resources: ThanosComponentProps;
  /** Volume of each pod; absent: the component keeps nothing. */
  readonly storage?: { readonly size: string; readonly className: string | undefined };
  /** Configuration files by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether the component uses the object store. */
  readonly usesStore: boolean;
  /** Annotations of the workload. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Annotations of its pods. */
  readonly podAnnotations?: Readonly<Record<string, string>>;
}

/** A component of Thanos on the host: its pods, a Service in front of them, and its configuration. */
export class ThanosComponent extends Construct {
  /** What each pod is started with. */
  public readonly command: ThanosCommand;
  /** Name of the workload and of its Service. */
  public readonly objectName: string;
  /** Pods. */
  public readonly replicas: number;
  /** Configuration files by name, as the pods see them. */
  public readonly files: Readonly<Record<string, string>>;
  private readonly host: string;

  public constructor(scope: Construct, id: string, settings: ThanosSettings, spec: ThanosComponentSpec) {
    super(scope, id);
    const { stackName, namespace } = settings;
    const { command, replicas, storage, files = {} } = spec;
    this.command = command;
    this.replicas = replicas;
    this.files = files;
    this.objectName = `${stackName}-${command.component}`;
    this.host = componentHost(settings, command.component);
    const labels = {
      'app.kubernetes.io/name': 'thanos',
      'app.kubernetes.io/component': command.component,
      'app.kubernetes.io/instance': stackName,
    };
    const metadata = { name: this.objectName, namespace, labels };

    if (Object.keys(files).length > 0) {
      new ApiObject(this, 'Config', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: files });
    }
    new ApiObject(this, 'Service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        // pods with volumes are reached one by one
        ...(storage ? { clusterIP: 'None' } : {}),
        selector: labels,
        ports: portsOf(command).map(({ name, port }) => ({ name, port, targetPort: name })),
      },
    });
    new ApiObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: storage ? 'StatefulSet' : 'Deployment',
      metadata: { ...metadata, ...(spec.annotations ? { annotations: spec.annotations } : {}) },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        ...(storage
          ? { serviceName: this.objectName, podManagementPolicy: 'Parallel', volumeClaimTemplates: [claim(storage)] }
          : {}),
        template: {
          metadata: { labels, ...(spec.podAnnotations ? { annotations: spec.podAnnotations } : {}) },
          spec: podSpec(settings, spec, this.objectName),
        },
      },
    });
  }

  /** Where other pods of the host reach its gRPC API: every pod of it, where there are several. */
  public get grpcAddress(): string {
    return `dns+${this.host}:${PORTS.grpc}`;
  }

  /** Where other pods of the host reach its HTTP API. */
  public get httpUrl(): string {
    return `http://${this.host}:${PORTS.http}`;
  }
}

/** Name of a component's Service in the DNS of the host. */
export function componentHost({ stackName, namespace }: ThanosSettings, component: ThanosComponentName): string {
  return `${stackName}-${component}.${namespace}.svc`;
}

/** The Secret with an objstore.yml that holds no credentials: Prometheus's operator takes the file from Secrets only. */
export function renderObjstore(
  scope: Construct,
  { namespace, objectStore, objstoreSecret }: ThanosSettings,
): ApiObject {
  return new ApiObject(scope, 'Objstore', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: objstoreSecret.name, namespace },
    stringData: { [objstoreSecret.key]: objectStore.objstoreYaml },
  });
}

/** The ports that a component listens on. */
function portsOf({ flags }: ThanosCommand): { readonly name: string; readonly port: number }[] {
  return [
    ...('grpc-address' in flags ? [{ name: 'grpc', port: PORTS.grpc }] : []),
    { name: 'http', port: PORTS.http },
    ...('remote-write.address' in flags ? [{ name: 'remote-write', port: PORTS.remoteWrite }] : []),
  ];
}

function claim({ size, className }: { readonly size: string; readonly className: string | undefined }): JsonObject {
  return {
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      ...(className === undefined ? {} : { storageClassName: className }),
      resources: { requests: { storage: size } },
    },
  };
}

function podSpec(settings: ThanosSettings, spec: ThanosComponentSpec, configMap: string): JsonObject {
  const mounts = mountsOf(settings, spec, configMap);
  const { cpu, memory } = spec.resources;
  const limits = memory === undefined ? {} : { memory };
  const requests = { ...(cpu === undefined ? {} : { cpu }), ...limits };
  const probe = (path: string, failureThreshold: number) => ({
    httpGet: { path, port: 'http' },
    periodSeconds: 10,
    failureThreshold,
  });
  return {
    serviceAccountName: settings.serviceAccountName,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65534,
      runAsGroup: 65534,
      fsGroup: 65534,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'thanos',
        image: settings.image,
        args: argsOf(spec.command),
        env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        ports: portsOf(spec.command).map(({ name, port }) => ({ name, containerPort: port })),
        readinessProbe: probe('/-/ready', 6),
        livenessProbe: probe('/-/healthy', 12),
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        ...(Object.keys(requests).length > 0 ? { resources: { requests, limits } } : {}),
        ...(mounts.length > 0 ? { volumeMounts: mounts.map(({ mount }) => mount) } : {}),
      },
    ],
    ...(mounts.some(({ volume }) => volume)
      ? { volumes: mounts.flatMap(({ volume }) => (volume ? [volume] : [])) }
      : {}),
  };
}

/** Mounts, each with its volume, but for the one that the StatefulSet claims. */
function mountsOf(
  { objectStore, objstoreSecret }: ThanosSettings,
  { storage, files = {}, usesStore }: ThanosComponentSpec,
  configMap: string,
): { readonly mount: JsonObject; readonly volume?: JsonObject }[] {
  const secret = {
    secretName: objstoreSecret.name,
    items: [{ key: objstoreSecret.key, path: OBJSTORE_KEY }],
  };
  return [
    ...(storage ? [{ mount: { name: 'data', mountPath: PATHS.data } }] : []),
    ...(Object.keys(files).length > 0
      ? [
          {
            mount: { name: 'config', mountPath: PATHS.config, readOnly: true },
            volume: { name: 'config', configMap: { name: configMap } },
          },
        ]
      : []),
    ...(usesStore
      ? [
          {
            mount: { name: 'objstore', mountPath: PATHS.objstore, readOnly: true },
            volume: { name: 'objstore', secret },
          },
        ]
      : []),
    ...(usesStore && objectStore.claim
      ? [
          {
            mount: { name: 'store', mountPath: objectStore.bucket },
            volume: { name: 'store', persistentVolumeClaim: { claimName: objectStore.claim } },
          },
        ]
      : []),
  ];
}
