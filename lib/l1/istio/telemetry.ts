// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Selector, TargetRef } from './shared';

/** `Telemetry` of `telemetry.istio.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class Telemetry extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'telemetry.istio.io/v1alpha1', kind: 'Telemetry' };

  public constructor(scope: Construct, id: string, props: TelemetryProps = {}) {
    super(scope, id, { ...Telemetry.GVK, ...props });
  }
}

/** Metadata and fields of `Telemetry`. */
export interface TelemetryProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: TelemetrySpec;
}

/** `Telemetry.spec`. */
export interface TelemetrySpec {
  readonly accessLogging?: readonly AccessLogging[];
  readonly metrics?: readonly Metric[];
  readonly selector?: Selector;
  readonly targetRef?: TargetRef;
  /** At most 16. */
  readonly targetRefs?: readonly TargetRef[];
  readonly tracing?: readonly Tracing[];
}

/** `Telemetry.spec.accessLogging[]`. */
export interface AccessLogging {
  readonly disabled?: boolean | null;
  readonly filter?: AccessLoggingFilter;
  readonly match?: AccessLoggingMatch;
  readonly providers?: readonly AccessLoggingProvider[];
}

/** `Telemetry.spec.accessLogging[].filter`. */
export interface AccessLoggingFilter {
  readonly expression?: string;
}

/** `Telemetry.spec.accessLogging[].match`. */
export interface AccessLoggingMatch {
  readonly mode?: 'CLIENT_AND_SERVER' | 'CLIENT' | 'SERVER';
}

/** `Telemetry.spec.accessLogging[].providers[]`. */
export interface AccessLoggingProvider {
  readonly name: string;
}

/** `Telemetry.spec.metrics[]`. */
export interface Metric {
  readonly overrides?: readonly Override[];
  readonly providers?: readonly AccessLoggingProvider[];
  readonly reportingInterval?: string;
}

/** `Telemetry.spec.metrics[].overrides[]`. */
export interface Override {
  readonly disabled?: boolean | null;
  readonly match?: OverrideMatch;
  readonly tagOverrides?: Readonly<Record<string, TagOverride>>;
}

/** `Telemetry.spec.metrics[].overrides[].match`. */
export interface OverrideMatch {
  readonly customMetric?: string;
  readonly metric?:
    | 'ALL_METRICS'
    | 'REQUEST_COUNT'
    | 'REQUEST_DURATION'
    | 'REQUEST_SIZE'
    | 'RESPONSE_SIZE'
    | 'TCP_OPENED_CONNECTIONS'
    | 'TCP_CLOSED_CONNECTIONS'
    | 'TCP_SENT_BYTES'
    | 'TCP_RECEIVED_BYTES'
    | 'GRPC_REQUEST_MESSAGES'
    | 'GRPC_RESPONSE_MESSAGES';
  readonly mode?: 'CLIENT_AND_SERVER' | 'CLIENT' | 'SERVER';
}

/** `Telemetry.spec.metrics[].overrides[].tagOverrides.*`. */
export interface TagOverride {
  readonly operation?: 'UPSERT' | 'REMOVE';
  readonly value?: string;
}

/** `Telemetry.spec.tracing[]`. */
export interface Tracing {
  readonly customTags?: Readonly<Record<string, CustomTag>>;
  readonly disableContextPropagation?: boolean | null;
  readonly disableSpanReporting?: boolean | null;
  readonly enableIstioTags?: boolean | null;
  readonly match?: AccessLoggingMatch;
  readonly providers?: readonly AccessLoggingProvider[];
  /** Number, at least 0 and at most 100. */
  readonly randomSamplingPercentage?: number | null;
  readonly useRequestIdForTraceSampling?: boolean | null;
}

/** `Telemetry.spec.tracing[].customTags.*`. */
export interface CustomTag {
  readonly environment?: Environment;
  readonly formatter?: Formatter;
  readonly header?: Environment;
  readonly literal?: Formatter;
}

/** `Telemetry.spec.tracing[].customTags.*.environment`. */
export interface Environment {
  readonly defaultValue?: string;
  readonly name: string;
}

/** `Telemetry.spec.tracing[].customTags.*.formatter`. */
export interface Formatter {
  readonly value: string;
}
