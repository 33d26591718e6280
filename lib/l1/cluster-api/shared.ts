// Generated from sigs.k8s.io/cluster-api v1.14.0 by `npm run l1`; do not edit.

/** `Cluster.spec.availabilityGates[]`. */
export interface AvailabilityGate {
  readonly conditionType: string;
  readonly polarity?: 'Positive' | 'Negative';
}

/** `Cluster.spec.controlPlaneRef`. */
export interface VersionedObjectRef {
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;
}

/** `Cluster.spec.topology.controlPlane.deletion`. */
export interface Deletion {
  /** Integer, at least 0. */
  readonly nodeDeletionTimeoutSeconds?: number;
  /** Integer, at least 0. */
  readonly nodeDrainTimeoutSeconds?: number;
  /** Integer, at least 0. */
  readonly nodeVolumeDetachTimeoutSeconds?: number;
}

/** `Cluster.spec.topology.controlPlane.healthCheck.checks`. */
export interface Checks {
  /** Integer, at least 0. */
  readonly nodeStartupTimeoutSeconds?: number;
  /** At least 1. At most 100. */
  readonly unhealthyMachineConditions?: readonly UnhealthyMachineCondition[];
  /** At least 1. At most 100. */
  readonly unhealthyNodeConditions?: readonly UnhealthyNodeCondition[];
}

/** `Cluster.spec.topology.controlPlane.healthCheck.checks.unhealthyMachineConditions[]`. */
export interface UnhealthyMachineCondition {
  readonly status: 'True' | 'False' | 'Unknown';
  /** Integer, at least 0. */
  readonly timeoutSeconds: number;
  readonly type: string;
}

/** `Cluster.spec.topology.controlPlane.healthCheck.checks.unhealthyNodeConditions[]`. */
export interface UnhealthyNodeCondition {
  readonly status: string;
  /** Integer, at least 0. */
  readonly timeoutSeconds: number;
  readonly type: string;
}

/** `Cluster.spec.topology.controlPlane.healthCheck.remediation`. */
export interface Remediation {
  readonly templateRef?: TemplateRef;
  /** At least 1. */
  readonly triggerIf?: TriggerIf;
}

/** `Cluster.spec.topology.controlPlane.healthCheck.remediation.templateRef`. */
export interface TemplateRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** `Cluster.spec.topology.controlPlane.healthCheck.remediation.triggerIf`. */
export interface TriggerIf {
  readonly unhealthyInRange?: string;
  readonly unhealthyLessThanOrEqualTo?: number | string;
}

/** `Cluster.spec.topology.controlPlane.metadata`. */
export interface Metadata {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** `Cluster.spec.topology.controlPlane.taints[]`. */
export interface Taint {
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  readonly key: string;
  readonly propagation: 'Always' | 'OnInitialization';
  readonly value?: string;
}

/** `Cluster.spec.topology.workers.machineDeployments[].rollout`. */
export interface Rollout {
  /** Time as RFC 3339 writes it. */
  readonly after?: string;
  /** At least 1. */
  readonly strategy?: Strategy;
}

/** `Cluster.spec.topology.workers.machineDeployments[].rollout.strategy`. */
export interface Strategy {
  /** At least 1. */
  readonly rollingUpdate?: RollingUpdate;
  readonly type: 'RollingUpdate' | 'OnDelete';
}

/** `Cluster.spec.topology.workers.machineDeployments[].rollout.strategy.rollingUpdate`. */
export interface RollingUpdate {
  readonly maxSurge?: number | string;
  readonly maxUnavailable?: number | string;
}

/** `MachineDeployment.spec.machineNaming`. */
export interface MachineNaming {
  readonly template?: string;
}

/** `MachineDeployment.spec.selector`. */
export interface MachineSelector {
  readonly matchExpressions?: readonly MatchExpression[];
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** `MachineDeployment.spec.selector.matchExpressions[]`. */
export interface MatchExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec`. */
export interface KubeadmConfigSpec {
  /** At least 1. At most 1000. */
  readonly bootCommands?: readonly string[];
  /** At least 1. */
  readonly clusterConfiguration?: ClusterConfiguration;
  /** At least 1. */
  readonly diskSetup?: DiskSetup;
  /** At least 1. At most 200. */
  readonly files?: readonly HostFile[];
  readonly format?: 'cloud-config' | 'ignition';
  /** At least 1. */
  readonly ignition?: Ignition;
  /** At least 1. */
  readonly initConfiguration?: InitConfiguration;
  /** At least 1. */
  readonly joinConfiguration?: JoinConfiguration;
  /** At least 1. At most 100. */
  readonly mounts?: readonly (readonly string[])[];
  /** At least 1. */
  readonly ntp?: Ntp;
  /** At least 1. At most 1000. */
  readonly postKubeadmCommands?: readonly string[];
  /** At least 1. At most 1000. */
  readonly preKubeadmCommands?: readonly string[];
  /** At least 1. At most 100. */
  readonly users?: readonly User[];
  /** Integer. */
  readonly verbosity?: number;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration`. */
export interface ClusterConfiguration {
  /** At least 1. */
  readonly apiServer?: ApiServer;
  /** Integer, at least 1 and at most 36500. */
  readonly caCertificateValidityPeriodDays?: number;
  /** Integer, at least 1 and at most 1095. */
  readonly certificateValidityPeriodDays?: number;
  readonly certificatesDir?: string;
  readonly controlPlaneEndpoint?: string;
  /** At least 1. */
  readonly controllerManager?: ControllerManager;
  /** At least 1. */
  readonly dns?: Dns;
  readonly encryptionAlgorithm?: 'ECDSA-P256' | 'ECDSA-P384' | 'RSA-2048' | 'RSA-3072' | 'RSA-4096';
  /** At least 1. */
  readonly etcd?: Etcd;
  readonly featureGates?: Readonly<Record<string, boolean>>;
  readonly imageRepository?: string;
  /** At least 1. */
  readonly scheduler?: ControllerManager;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.apiServer`. */
export interface ApiServer {
  /** At least 1. At most 100. */
  readonly certSANs?: readonly string[];
  /** At least 1. At most 100. */
  readonly extraArgs?: readonly ExtraArg[];
  /** At least 1. At most 100. */
  readonly extraEnvs?: readonly ExtraEnv[];
  /** At least 1. At most 100. */
  readonly extraVolumes?: readonly ExtraVolume[];
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.apiServer.extraArgs[]`. */
export interface ExtraArg {
  readonly name: string;
  readonly value: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.apiServer.extraEnvs[]`. */
export interface ExtraEnv {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: ValueFrom;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.apiServer.extraEnvs[].valueFrom`. */
export interface ValueFrom {
  readonly configMapKeyRef?: ConfigMapKeyRef;
  readonly fieldRef?: FieldRef;
  readonly fileKeyRef?: FileKeyRef;
  readonly resourceFieldRef?: ResourceFieldRef;
  readonly secretKeyRef?: ConfigMapKeyRef;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.apiServer.extraEnvs[].valueFrom.configMapKeyRef`. */
export interface ConfigMapKeyRef {
  readonly key: string;
  /** @default "" */
  readonly name?: string;
  readonly optional?: boolean;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.apiServer.extraEnvs[].valueFrom.fieldRef`. */
export interface FieldRef {
  readonly apiVersion?: string;
  readonly fieldPath: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.apiServer.extraEnvs[].valueFrom.fileKeyRef`. */
export interface FileKeyRef {
  readonly key: string;
  /** @default false */
  readonly optional?: boolean;
  readonly path: string;
  readonly volumeName: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.apiServer.extraEnvs[].valueFrom.resourceFieldRef`. */
export interface ResourceFieldRef {
  readonly containerName?: string;
  /** Quantity, such as `500m` or `4Gi`. */
  readonly divisor?: number | string;
  readonly resource: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.apiServer.extraVolumes[]`. */
export interface ExtraVolume {
  readonly hostPath: string;
  readonly mountPath: string;
  readonly name: string;
  readonly pathType?: string;
  readonly readOnly?: boolean;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.controllerManager`. */
export interface ControllerManager {
  /** At least 1. At most 100. */
  readonly extraArgs?: readonly ExtraArg[];
  /** At least 1. At most 100. */
  readonly extraEnvs?: readonly ExtraEnv[];
  /** At least 1. At most 100. */
  readonly extraVolumes?: readonly ExtraVolume[];
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.dns`. */
export interface Dns {
  readonly imageRepository?: string;
  readonly imageTag?: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.etcd`. */
export interface Etcd {
  readonly external?: External;
  /** At least 1. */
  readonly local?: Local;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.etcd.external`. */
export interface External {
  readonly caFile: string;
  readonly certFile: string;
  /** At least 1. At most 50. */
  readonly endpoints: readonly string[];
  readonly keyFile: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.clusterConfiguration.etcd.local`. */
export interface Local {
  readonly dataDir?: string;
  /** At least 1. At most 100. */
  readonly extraArgs?: readonly ExtraArg[];
  /** At least 1. At most 100. */
  readonly extraEnvs?: readonly ExtraEnv[];
  readonly imageRepository?: string;
  readonly imageTag?: string;
  /** At least 1. At most 100. */
  readonly peerCertSANs?: readonly string[];
  /** At least 1. At most 100. */
  readonly serverCertSANs?: readonly string[];
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.diskSetup`. */
export interface DiskSetup {
  /** At most 100. */
  readonly filesystems?: readonly Filesystem[];
  /** At most 100. */
  readonly partitions?: readonly Partition[];
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.diskSetup.filesystems[]`. */
export interface Filesystem {
  readonly device: string;
  /** At most 100. */
  readonly extraOpts?: readonly string[];
  readonly filesystem: string;
  readonly label?: string;
  readonly overwrite?: boolean;
  readonly partition?: string;
  readonly replaceFS?: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.diskSetup.partitions[]`. */
export interface Partition {
  readonly device: string;
  /** At least 1. At most 100. */
  readonly diskLayout?: readonly DiskLayout[];
  readonly layout?: boolean;
  readonly overwrite?: boolean;
  readonly tableType?: 'mbr' | 'gpt';
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.diskSetup.partitions[].diskLayout[]`. */
export interface DiskLayout {
  readonly partitionType?: string;
  /** Integer, at least 1 and at most 100. */
  readonly percentage: number;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.files[]`. */
export interface HostFile {
  readonly append?: boolean;
  readonly content?: string;
  readonly contentFormat?: 'Raw' | 'Template';
  readonly contentFrom?: ContentFrom;
  readonly encoding?: 'base64' | 'gzip' | 'gzip+base64';
  readonly owner?: string;
  readonly path: string;
  readonly permissions?: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.files[].contentFrom`. */
export interface ContentFrom {
  readonly secret: Secret;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.files[].contentFrom.secret`. */
export interface Secret {
  readonly key: string;
  readonly name: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.ignition`. */
export interface Ignition {
  /** At least 1. */
  readonly containerLinuxConfig?: ContainerLinuxConfig;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.ignition.containerLinuxConfig`. */
export interface ContainerLinuxConfig {
  readonly additionalConfig?: string;
  readonly strict?: boolean;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.initConfiguration`. */
export interface InitConfiguration {
  /** At least 1. At most 100. */
  readonly bootstrapTokens?: readonly BootstrapToken[];
  /** At least 1. */
  readonly localAPIEndpoint?: LocalAPIEndpoint;
  /** At least 1. */
  readonly nodeRegistration?: NodeRegistration;
  /** At least 1. */
  readonly patches?: Patches;
  /** At least 1. At most 50. */
  readonly skipPhases?: readonly string[];
  /** At least 1. */
  readonly timeouts?: Timeouts;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.initConfiguration.bootstrapTokens[]`. */
export interface BootstrapToken {
  readonly description?: string;
  /** Time as RFC 3339 writes it. */
  readonly expires?: string;
  /** At least 1. At most 100. */
  readonly groups?: readonly string[];
  readonly token: string;
  /** Integer, at least 0. */
  readonly ttlSeconds?: number;
  /** At least 1. At most 100. */
  readonly usages?: readonly string[];
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.initConfiguration.localAPIEndpoint`. */
export interface LocalAPIEndpoint {
  readonly advertiseAddress?: string;
  /** Integer, at least 1. */
  readonly bindPort?: number;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.initConfiguration.nodeRegistration`. */
export interface NodeRegistration {
  readonly criSocket?: string;
  /** At least 1. At most 50. */
  readonly ignorePreflightErrors?: readonly string[];
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  readonly imagePullSerial?: boolean;
  /** At least 1. At most 100. */
  readonly kubeletExtraArgs?: readonly ExtraArg[];
  readonly name?: string;
  /** At most 100. */
  readonly taints?: readonly NodeRegistrationTaint[];
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.initConfiguration.nodeRegistration.taints[]`. */
export interface NodeRegistrationTaint {
  readonly effect: string;
  readonly key: string;
  /** Time as RFC 3339 writes it. */
  readonly timeAdded?: string;
  readonly value?: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.initConfiguration.patches`. */
export interface Patches {
  readonly directory?: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.initConfiguration.timeouts`. */
export interface Timeouts {
  /** Integer, at least 0. */
  readonly controlPlaneComponentHealthCheckSeconds?: number;
  /** Integer, at least 0. */
  readonly discoverySeconds?: number;
  /** Integer, at least 0. */
  readonly etcdAPICallSeconds?: number;
  /** Integer, at least 0. */
  readonly kubeletHealthCheckSeconds?: number;
  /** Integer, at least 0. */
  readonly kubernetesAPICallSeconds?: number;
  /** Integer, at least 0. */
  readonly tlsBootstrapSeconds?: number;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.joinConfiguration`. */
export interface JoinConfiguration {
  readonly caCertPath?: string;
  readonly controlPlane?: ControlPlane;
  /** At least 1. */
  readonly discovery?: Discovery;
  /** At least 1. */
  readonly nodeRegistration?: NodeRegistration;
  /** At least 1. */
  readonly patches?: Patches;
  /** At least 1. At most 50. */
  readonly skipPhases?: readonly string[];
  /** At least 1. */
  readonly timeouts?: Timeouts;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.joinConfiguration.controlPlane`. */
export interface ControlPlane {
  /** At least 1. */
  readonly localAPIEndpoint?: LocalAPIEndpoint;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.joinConfiguration.discovery`. */
export interface Discovery {
  /** At least 1. */
  readonly bootstrapToken?: DiscoveryBootstrapToken;
  readonly file?: File;
  readonly tlsBootstrapToken?: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.joinConfiguration.discovery.bootstrapToken`. */
export interface DiscoveryBootstrapToken {
  readonly apiServerEndpoint?: string;
  /** At least 1. At most 100. */
  readonly caCertHashes?: readonly string[];
  readonly token?: string;
  readonly unsafeSkipCAVerification?: boolean;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.joinConfiguration.discovery.file`. */
export interface File {
  readonly kubeConfig?: KubeConfig;
  readonly kubeConfigPath: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.joinConfiguration.discovery.file.kubeConfig`. */
export interface KubeConfig {
  /** At least 1. */
  readonly cluster?: KubeConfigCluster;
  /** At least 1. */
  readonly user: KubeConfigUser;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.joinConfiguration.discovery.file.kubeConfig.cluster`. */
export interface KubeConfigCluster {
  /** Base64. */
  readonly certificateAuthorityData?: string;
  readonly insecureSkipTLSVerify?: boolean;
  readonly proxyURL?: string;
  readonly server?: string;
  readonly tlsServerName?: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.joinConfiguration.discovery.file.kubeConfig.user`. */
export interface KubeConfigUser {
  readonly authProvider?: AuthProvider;
  readonly exec?: Exec;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.joinConfiguration.discovery.file.kubeConfig.user.authProvider`. */
export interface AuthProvider {
  readonly config?: Readonly<Record<string, string>>;
  readonly name: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.joinConfiguration.discovery.file.kubeConfig.user.exec`. */
export interface Exec {
  readonly apiVersion?: string;
  /** At least 1. At most 100. */
  readonly args?: readonly string[];
  readonly command: string;
  /** At least 1. At most 100. */
  readonly env?: readonly Env[];
  readonly provideClusterInfo?: boolean;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.joinConfiguration.discovery.file.kubeConfig.user.exec.env[]`. */
export interface Env {
  readonly name: string;
  readonly value: string;
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.ntp`. */
export interface Ntp {
  readonly enabled?: boolean;
  /** At most 100. */
  readonly servers?: readonly string[];
}

/** `KubeadmControlPlane.spec.kubeadmConfigSpec.users[]`. */
export interface User {
  readonly gecos?: string;
  readonly groups?: string;
  readonly homeDir?: string;
  readonly inactive?: boolean;
  readonly lockPassword?: boolean;
  readonly name: string;
  readonly passwd?: string;
  readonly passwdFrom?: ContentFrom;
  readonly primaryGroup?: string;
  readonly shell?: string;
  /** At most 100. */
  readonly sshAuthorizedKeys?: readonly string[];
  readonly sudo?: string;
}
