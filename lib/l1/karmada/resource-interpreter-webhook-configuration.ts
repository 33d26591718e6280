// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/** `ResourceInterpreterWebhookConfiguration` of `config.karmada.io/v1alpha1` (cluster-scoped). Values stand as in the manifest. */
export class ResourceInterpreterWebhookConfiguration extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'config.karmada.io/v1alpha1',
    kind: 'ResourceInterpreterWebhookConfiguration',
  };

  public constructor(scope: Construct, id: string, props: ResourceInterpreterWebhookConfigurationProps) {
    super(scope, id, { ...ResourceInterpreterWebhookConfiguration.GVK, ...props });
  }
}

/** Metadata and fields of `ResourceInterpreterWebhookConfiguration`. */
export interface ResourceInterpreterWebhookConfigurationProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly webhooks: readonly Webhook[];
}

/** `ResourceInterpreterWebhookConfiguration.webhooks[]`. */
export interface Webhook {
  readonly clientConfig: ClientConfig;
  readonly interpreterContextVersions: readonly string[];
  readonly name: string;
  readonly rules?: readonly WebhookRule[];
  /** Integer. */
  readonly timeoutSeconds?: number;
}

/** `ResourceInterpreterWebhookConfiguration.webhooks[].clientConfig`. */
export interface ClientConfig {
  /** Base64. */
  readonly caBundle?: string;
  readonly service?: Service;
  readonly url?: string;
}

/** `ResourceInterpreterWebhookConfiguration.webhooks[].clientConfig.service`. */
export interface Service {
  readonly name: string;
  readonly namespace: string;
  readonly path?: string;
  /** Integer. */
  readonly port?: number;
}

/** `ResourceInterpreterWebhookConfiguration.webhooks[].rules[]`. */
export interface WebhookRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly kinds: readonly string[];
  readonly operations: readonly string[];
}
