// Generated from github.com/fluxcd/helm-controller v1.6.3 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/** `HelmRelease` of `helm.toolkit.fluxcd.io/v2` (namespaced). Values stand as in the manifest. */
export class HelmRelease extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' };

  public constructor(scope: Construct, id: string, props: HelmReleaseProps = {}) {
    super(scope, id, { ...HelmRelease.GVK, ...props });
  }
}

/** Metadata and fields of `HelmRelease`. */
export interface HelmReleaseProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: HelmReleaseSpec;
}

/** `HelmRelease.spec`. */
export interface HelmReleaseSpec {
  readonly chart?: HelmChartTemplate;
  readonly chartRef?: ChartRef;
  readonly commonMetadata?: CommonMetadata;
  readonly dependsOn?: readonly DependsOn[];
  readonly driftDetection?: DriftDetection;
  readonly healthCheckExprs?: readonly HealthCheckExpr[];
  readonly install?: Install;
  readonly interval: string;
  readonly kubeConfig?: KubeConfig;
  /** Integer. */
  readonly maxHistory?: number;
  readonly persistentClient?: boolean;
  readonly postRenderStrategy?: 'nohooks' | 'combined' | 'separate';
  readonly postRenderers?: readonly PostRenderer[];
  readonly releaseName?: string;
  readonly rollback?: Rollback;
  readonly serviceAccountName?: string;
  readonly storageNamespace?: string;
  readonly suspend?: boolean;
  readonly targetNamespace?: string;
  readonly test?: Test;
  readonly timeout?: string;
  readonly uninstall?: Uninstall;
  readonly upgrade?: Upgrade;
  readonly values?: unknown;
  readonly valuesFrom?: readonly ValuesFrom[];
  readonly waitStrategy?: WaitStrategy;
}

/** `HelmRelease.spec.chart`. */
export interface HelmChartTemplate {
  readonly metadata?: CommonMetadata;
  readonly spec: HelmChartTemplateSpec;
}

/** `HelmRelease.spec.chart.metadata`. */
export interface CommonMetadata {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** `HelmRelease.spec.chart.spec`. */
export interface HelmChartTemplateSpec {
  readonly chart: string;
  readonly ignoreMissingValuesFiles?: boolean;
  readonly interval?: string;
  /** @default "ChartVersion" */
  readonly reconcileStrategy?: 'ChartVersion' | 'Revision';
  readonly sourceRef: SourceRef;
  readonly valuesFiles?: readonly string[];
  readonly verify?: ChartVerification;
  /** @default "*" */
  readonly version?: string;
}

/** `HelmRelease.spec.chart.spec.sourceRef`. */
export interface SourceRef {
  readonly apiVersion?: string;
  readonly kind: 'HelmRepository' | 'GitRepository' | 'Bucket';
  readonly name: string;
  readonly namespace?: string;
}

/** `HelmRelease.spec.chart.spec.verify`. */
export interface ChartVerification {
  /** @default "cosign" */
  readonly provider?: 'cosign' | 'notation';
  readonly secretRef?: ConfigMapRef;
}

/** `HelmRelease.spec.chart.spec.verify.secretRef`. */
export interface ConfigMapRef {
  readonly name: string;
}

/** `HelmRelease.spec.chartRef`. */
export interface ChartRef {
  readonly apiVersion?: string;
  readonly kind: 'OCIRepository' | 'HelmChart' | 'ExternalArtifact';
  readonly name: string;
  readonly namespace?: string;
}

/** `HelmRelease.spec.dependsOn[]`. */
export interface DependsOn {
  readonly name: string;
  readonly namespace?: string;
  readonly readyExpr?: string;
}

/** `HelmRelease.spec.driftDetection`. */
export interface DriftDetection {
  readonly ignore?: readonly IgnoredDrift[];
  readonly mode?: 'enabled' | 'warn' | 'disabled';
}

/** `HelmRelease.spec.driftDetection.ignore[]`. */
export interface IgnoredDrift {
  readonly paths: readonly string[];
  readonly target?: Target;
}

/** `HelmRelease.spec.driftDetection.ignore[].target`. */
export interface Target {
  readonly annotationSelector?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly labelSelector?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly version?: string;
}

/** `HelmRelease.spec.healthCheckExprs[]`. */
export interface HealthCheckExpr {
  readonly apiVersion: string;
  readonly current: string;
  readonly failed?: string;
  readonly inProgress?: string;
  readonly kind?: string;
}

/** `HelmRelease.spec.install`. */
export interface Install {
  readonly crds?: 'Skip' | 'Create' | 'CreateReplace';
  readonly createNamespace?: boolean;
  readonly disableHooks?: boolean;
  readonly disableOpenAPIValidation?: boolean;
  readonly disableSchemaValidation?: boolean;
  readonly disableTakeOwnership?: boolean;
  readonly disableWait?: boolean;
  readonly disableWaitForJobs?: boolean;
  readonly remediation?: Remediation;
  readonly replace?: boolean;
  readonly serverSideApply?: boolean;
  readonly skipCRDs?: boolean;
  readonly strategy?: Strategy;
  readonly timeout?: string;
}

/** `HelmRelease.spec.install.remediation`. */
export interface Remediation {
  readonly ignoreTestFailures?: boolean;
  readonly remediateLastFailure?: boolean;
  /** Integer. */
  readonly retries?: number;
}

/** `HelmRelease.spec.install.strategy`. */
export interface Strategy {
  readonly name: 'RemediateOnFailure' | 'RetryOnFailure';
  readonly retryInterval?: string;
}

/** `HelmRelease.spec.kubeConfig`. */
export interface KubeConfig {
  readonly configMapRef?: ConfigMapRef;
  readonly secretRef?: SecretRef;
}

/** `HelmRelease.spec.kubeConfig.secretRef`. */
export interface SecretRef {
  readonly key?: string;
  readonly name: string;
}

/** `HelmRelease.spec.postRenderers[]`. */
export interface PostRenderer {
  readonly kustomize?: Kustomize;
}

/** `HelmRelease.spec.postRenderers[].kustomize`. */
export interface Kustomize {
  readonly images?: readonly Image[];
  readonly patches?: readonly Patch[];
}

/** `HelmRelease.spec.postRenderers[].kustomize.images[]`. */
export interface Image {
  readonly digest?: string;
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
}

/** `HelmRelease.spec.postRenderers[].kustomize.patches[]`. */
export interface Patch {
  readonly patch: string;
  readonly target?: Target;
}

/** `HelmRelease.spec.rollback`. */
export interface Rollback {
  readonly cleanupOnFail?: boolean;
  readonly disableHooks?: boolean;
  readonly disableWait?: boolean;
  readonly disableWaitForJobs?: boolean;
  readonly force?: boolean;
  readonly recreate?: boolean;
  readonly serverSideApply?: 'enabled' | 'disabled' | 'auto';
  readonly timeout?: string;
}

/** `HelmRelease.spec.test`. */
export interface Test {
  readonly enable?: boolean;
  readonly filters?: readonly Filter[];
  readonly ignoreFailures?: boolean;
  readonly timeout?: string;
}

/** `HelmRelease.spec.test.filters[]`. */
export interface Filter {
  readonly exclude?: boolean;
  readonly name: string;
}

/** `HelmRelease.spec.uninstall`. */
export interface Uninstall {
  /** @default "background" */
  readonly deletionPropagation?: 'background' | 'foreground' | 'orphan';
  readonly disableHooks?: boolean;
  readonly disableWait?: boolean;
  readonly keepHistory?: boolean;
  readonly timeout?: string;
}

/** `HelmRelease.spec.upgrade`. */
export interface Upgrade {
  readonly chartNameChangeStrategy?: 'InPlaceUpdate' | 'Reinstall';
  readonly cleanupOnFail?: boolean;
  readonly crds?: 'Skip' | 'Create' | 'CreateReplace';
  readonly disableHooks?: boolean;
  readonly disableOpenAPIValidation?: boolean;
  readonly disableSchemaValidation?: boolean;
  readonly disableTakeOwnership?: boolean;
  readonly disableWait?: boolean;
  readonly disableWaitForJobs?: boolean;
  readonly force?: boolean;
  readonly preserveValues?: boolean;
  readonly remediation?: UpgradeRemediation;
  readonly serverSideApply?: 'enabled' | 'disabled' | 'auto';
  readonly strategy?: Strategy;
  readonly timeout?: string;
}

/** `HelmRelease.spec.upgrade.remediation`. */
export interface UpgradeRemediation {
  readonly ignoreTestFailures?: boolean;
  readonly remediateLastFailure?: boolean;
  /** Integer. */
  readonly retries?: number;
  readonly strategy?: 'rollback' | 'uninstall';
}

/** `HelmRelease.spec.valuesFrom[]`. */
export interface ValuesFrom {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly literal?: boolean;
  readonly name: string;
  readonly optional?: boolean;
  readonly targetPath?: string;
  readonly valuesKey?: string;
}

/** `HelmRelease.spec.waitStrategy`. */
export interface WaitStrategy {
  readonly name: 'poller' | 'legacy';
}
