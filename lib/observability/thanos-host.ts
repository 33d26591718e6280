import { createHash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Json } from '../core/manifest';
import { writeYaml } from '../core/yaml';
import * as commands from './thanos-command';
import {
  componentHost,
  renderObjstore,
  type StoringComponentProps,
  ThanosComponent,
  type ThanosComponentSpec,
  type ThanosSettings,
} from './thanos-component';
import type { CompactorProps, QueryFrontendProps, ReceiveProps, RulerProps, ThanosStackProps } from './thanos-props';

/** Annotation of the ruler's pods: a hash of its rules. */
const RULES_ANNOTATION = 'cdk8s-fleet.dev/rules';

/** How pods name themselves in their own command line: the kubelet puts the name in. */
const POD_NAME = '$(POD_NAME)';

const RECEIVE_REPLICAS = 3;

/** The components of Thanos on the host of a fleet. */
export class ThanosHost extends Construct {
  public readonly query: ThanosComponent;
  public readonly queryFrontend?: ThanosComponent;
  public readonly store: ThanosComponent;
  public readonly compactor?: ThanosComponent;
  public readonly receive?: ThanosComponent;
  public readonly ruler?: ThanosComponent;

  /** @param sidecars addresses of the members' sidecars */
  public constructor(
    host: Construct,
    id: string,
    private readonly settings: ThanosSettings,
    props: ThanosStackProps,
    sidecars: readonly string[],
  ) {
    super(host, id);
    const { serviceAccountName: name, namespace } = settings;
    const annotations = props.serviceAccountAnnotations;
    new ApiObject(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace, ...(annotations ? { annotations } : {}) },
    });
    if (!settings.objectStore.secret) {
      renderObjstore(this, settings);
    }
    this.store = this.component('Store', {
      ...(props.store ?? {}),
      command: commands.storeCommand(),
      size: '20Gi',
      usesStore: true,
    });
    this.receive = props.receive && this.renderReceive(props.receive);
    this.compactor = props.compactor === null ? undefined : this.renderCompactor(props.compactor ?? {});
    this.ruler = props.ruler && this.renderRuler(props.ruler);
    const own = [this.store, this.receive, this.ruler].flatMap((component) => component?.grpcAddress ?? []);
    this.query = this.component('Query', {
      ...props.query,
      command: commands.queryCommand({ replicaLabels: this.replicaLabels() }),
      replicas: props.query?.replicas ?? 2,
      files: {
        [commands.FILES.endpoints]: writeYaml({ endpoints: [...own, ...sidecars].map((address) => ({ address })) }),
      },
      usesStore: false,
    });
    this.queryFrontend = props.queryFrontend && this.renderQueryFrontend(props.queryFrontend);
  }

  private replicaLabels(): string[] {
    return [
      commands.REPLICA,
      ...(this.receive ? [commands.RECEIVE_REPLICA] : []),
      ...(this.ruler ? [commands.RULE_REPLICA] : []),
    ];
  }

  private renderReceive(props: ReceiveProps): ThanosComponent {
    const replicas = props.replicas ?? RECEIVE_REPLICAS;
    const host = componentHost(this.settings, 'receive');
    const objectName = `${this.settings.stackName}-receive`;
    const endpoint = (pod: string) => `${pod}.${host}:${commands.PORTS.grpc}`;
    const pods = Array.from({ length: Math.max(0, Math.floor(replicas) || 0) }, (_, i) => `${objectName}-${i}`);
    return this.component('Receive', {
      ...props,
      replicas,
      command: commands.receiveCommand({
        localEndpoint: endpoint(POD_NAME),
        replica: POD_NAME,
        replicationFactor: props.replicationFactor ?? (replicas >= RECEIVE_REPLICAS ? RECEIVE_REPLICAS : 1),
        retention: props.retention ?? '2d',
      }),
      size: '50Gi',
      files: {
        [commands.FILES.hashrings]:
          `${JSON.stringify([{ hashring: 'default', endpoints: pods.map((pod) => ({ address: endpoint(pod) })) }], null, 2)}\n`,
      },
      usesStore: true,
    });
  }

  private renderCompactor(props: CompactorProps): ThanosComponent {
    const { retention: raw, fiveMinuteRetention: fiveMinutes, hourRetention: oneHour, downsampling = true } = props;
    return this.component('Compactor', {
      ...props,
      command: commands.compactCommand({
        retention: {
          ...(raw ? { raw } : {}),
          ...(fiveMinutes ? { fiveMinutes } : {}),
          ...(oneHour ? { oneHour } : {}),
        },
        downsampling,
      }),
      // never more: compactors do not know of each other
      replicas: 1,
      size: '100Gi',
      usesStore: true,
      annotations: { [commands.STORE_ANNOTATION]: this.settings.objectStore.location },
    });
  }

  private renderRuler(props: RulerProps): ThanosComponent {
    const file = writeYaml({ groups: props.groups as unknown as Json });
    return this.component('Ruler', {
      ...props,
      command: commands.ruleCommand({
        query: `http://${componentHost(this.settings, 'query')}:${commands.PORTS.http}`,
        replica: POD_NAME,
        labels: { ruler: this.settings.stackName },
        alertmanagers: props.alertmanagers ?? [],
        ...(props.evaluationInterval ? { evaluationInterval: props.evaluationInterval } : {}),
      }),
      size: '10Gi',
      files: { [commands.FILES.rules]: file },
      // of all configuration only rules are read once: other rules need other pods
      podAnnotations: { [RULES_ANNOTATION]: createHash('sha256').update(file).digest('hex').slice(0, 16) },
      usesStore: true,
    });
  }

  private renderQueryFrontend(props: QueryFrontendProps): ThanosComponent {
    return this.component('QueryFrontend', {
      ...props,
      command: commands.queryFrontendCommand({
        downstream: this.query.httpUrl,
        cacheSize: props.cacheSize ?? '256MB',
        ...(props.splitInterval ? { splitInterval: props.splitInterval } : {}),
      }),
      usesStore: false,
    });
  }

  /** @param spec with `size`, of the volume where the program states none; without it the component keeps nothing */
  private component(
    id: string,
    spec: Omit<ThanosComponentSpec, 'replicas' | 'resources' | 'storage'> &
      StoringComponentProps & { readonly size?: string },
  ): ThanosComponent {
    const {
      command,
      replicas = 1,
      cpu,
      memory,
      storage,
      storageClassName,
      size,
      files,
      usesStore,
      annotations,
      podAnnotations,
    } = spec;
    return new ThanosComponent(this, id, this.settings, {
      command,
      replicas,
      resources: { ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) },
      ...(size === undefined ? {} : { storage: { size: storage ?? size, className: storageClassName } }),
      ...(files ? { files } : {}),
      ...(annotations ? { annotations } : {}),
      ...(podAnnotations ? { podAnnotations } : {}),
      usesStore,
    });
  }
}
