// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Match, Selector, TargetRef, VmConfig } from './shared';

/** `TrafficExtension` of `extensions.istio.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class TrafficExtension extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'extensions.istio.io/v1alpha1',
    kind: 'TrafficExtension',
  };

  public constructor(scope: Construct, id: string, props: TrafficExtensionProps) {
    super(scope, id, { ...TrafficExtension.GVK, ...props });
  }
}

/** Metadata and fields of `TrafficExtension`. */
export interface TrafficExtensionProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: TrafficExtensionSpec;
}

/** `TrafficExtension.spec`. */
export interface TrafficExtensionSpec {
  readonly lua?: Lua;
  readonly match?: readonly Match[];
  readonly phase?: 'UNSPECIFIED' | 'AUTHN' | 'AUTHZ' | 'STATS';
  readonly priority?: number | null;
  readonly selector?: Selector;
  /** At most 16. */
  readonly targetRefs?: readonly TargetRef[];
  readonly wasm?: Wasm;
}

/** `TrafficExtension.spec.lua`. */
export interface Lua {
  readonly inlineCode: string;
}

/** `TrafficExtension.spec.wasm`. */
export interface Wasm {
  readonly failStrategy?: 'FAIL_CLOSE' | 'FAIL_OPEN' | 'FAIL_RELOAD';
  readonly imagePullPolicy?: 'UNSPECIFIED_POLICY' | 'IfNotPresent' | 'Always';
  readonly imagePullSecret?: string;
  readonly pluginConfig?: Readonly<Record<string, unknown>>;
  readonly pluginName?: string;
  readonly sha256?: string;
  readonly type?: 'UNSPECIFIED_PLUGIN_TYPE' | 'HTTP' | 'NETWORK';
  readonly url: string;
  readonly verificationKey?: string;
  readonly vmConfig?: VmConfig;
}
