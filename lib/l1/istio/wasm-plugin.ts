// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Match, Selector, TargetRef, VmConfig } from './shared';

/** `WasmPlugin` of `extensions.istio.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class WasmPlugin extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'extensions.istio.io/v1alpha1', kind: 'WasmPlugin' };

  public constructor(scope: Construct, id: string, props: WasmPluginProps) {
    super(scope, id, { ...WasmPlugin.GVK, ...props });
  }
}

/** Metadata and fields of `WasmPlugin`. */
export interface WasmPluginProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: WasmPluginSpec;
}

/** `WasmPlugin.spec`. */
export interface WasmPluginSpec {
  readonly failStrategy?: 'FAIL_CLOSE' | 'FAIL_OPEN' | 'FAIL_RELOAD';
  readonly imagePullPolicy?: 'UNSPECIFIED_POLICY' | 'IfNotPresent' | 'Always';
  readonly imagePullSecret?: string;
  readonly match?: readonly Match[];
  readonly phase?: 'UNSPECIFIED_PHASE' | 'AUTHN' | 'AUTHZ' | 'STATS';
  readonly pluginConfig?: Readonly<Record<string, unknown>>;
  readonly pluginName?: string;
  readonly priority?: number | null;
  readonly selector?: Selector;
  readonly sha256?: string;
  readonly targetRef?: TargetRef;
  /** At most 16. */
  readonly targetRefs?: readonly TargetRef[];
  readonly type?: 'UNSPECIFIED_PLUGIN_TYPE' | 'HTTP' | 'NETWORK';
  readonly url: string;
  readonly verificationKey?: string;
  readonly vmConfig?: VmConfig;
}
