// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { WorkloadEntrySpec, WorkloadSelector } from './shared';

/** `ServiceEntry` of `networking.istio.io/v1` (namespaced). Values stand as in the manifest. */
export class ServiceEntry extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry' };

  public constructor(scope: Construct, id: string, props: ServiceEntryProps) {
    super(scope, id, { ...ServiceEntry.GVK, ...props });
  }
}

/** Metadata and fields of `ServiceEntry`. */
export interface ServiceEntryProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: ServiceEntrySpec;
}

/** `ServiceEntry.spec`. */
export interface ServiceEntrySpec {
  /** At most 256. */
  readonly addresses?: readonly string[];
  /** At most 4096. */
  readonly endpoints?: readonly WorkloadEntrySpec[];
  readonly exportTo?: readonly string[];
  /** At least 1. At most 256. */
  readonly hosts: readonly string[];
  readonly location?: 'MESH_EXTERNAL' | 'MESH_INTERNAL';
  /** At most 256. */
  readonly ports?: readonly ServiceEntryPort[];
  readonly resolution?: 'NONE' | 'STATIC' | 'DNS' | 'DNS_ROUND_ROBIN' | 'DYNAMIC_DNS';
  readonly subjectAltNames?: readonly string[];
  readonly workloadSelector?: WorkloadSelector;
}

/** `ServiceEntry.spec.ports[]`. */
export interface ServiceEntryPort {
  readonly name: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly number: number;
  readonly protocol?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly targetPort?: number;
}
