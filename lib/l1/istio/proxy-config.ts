// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Selector } from './shared';

/** `ProxyConfig` of `networking.istio.io/v1beta1` (namespaced). Values stand as in the manifest. */
export class ProxyConfig extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'networking.istio.io/v1beta1', kind: 'ProxyConfig' };

  public constructor(scope: Construct, id: string, props: ProxyConfigProps = {}) {
    super(scope, id, { ...ProxyConfig.GVK, ...props });
  }
}

/** Metadata and fields of `ProxyConfig`. */
export interface ProxyConfigProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: ProxyConfigSpec;
}

/** `ProxyConfig.spec`. */
export interface ProxyConfigSpec {
  /** Number, at least 0. */
  readonly concurrency?: number | null;
  readonly environmentVariables?: Readonly<Record<string, string>>;
  readonly image?: Image;
  readonly selector?: Selector;
}

/** `ProxyConfig.spec.image`. */
export interface Image {
  readonly imageType?: string;
}
