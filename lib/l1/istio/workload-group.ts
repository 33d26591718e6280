// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { WorkloadEntrySpec } from './shared';

/** `WorkloadGroup` of `networking.istio.io/v1` (namespaced). Values stand as in the manifest. */
export class WorkloadGroup extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'networking.istio.io/v1', kind: 'WorkloadGroup' };

  public constructor(scope: Construct, id: string, props: WorkloadGroupProps) {
    super(scope, id, { ...WorkloadGroup.GVK, ...props });
  }
}

/** Metadata and fields of `WorkloadGroup`. */
export interface WorkloadGroupProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: WorkloadGroupSpec;
}

/** `WorkloadGroup.spec`. */
export interface WorkloadGroupSpec {
  readonly metadata?: Metadata;
  readonly probe?: Probe;
  readonly template: WorkloadEntrySpec;
}

/** `WorkloadGroup.spec.metadata`. */
export interface Metadata {
  /** At most 256. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** At most 256. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** `WorkloadGroup.spec.probe`. */
export interface Probe {
  readonly exec?: Exec;
  /** Integer, at least 0. */
  readonly failureThreshold?: number;
  readonly grpc?: Grpc;
  readonly httpGet?: HttpGet;
  /** Integer, at least 0. */
  readonly initialDelaySeconds?: number;
  /** Integer, at least 0. */
  readonly periodSeconds?: number;
  /** Integer, at least 0. */
  readonly successThreshold?: number;
  readonly tcpSocket?: TcpSocket;
  /** Integer, at least 0. */
  readonly timeoutSeconds?: number;
}

/** `WorkloadGroup.spec.probe.exec`. */
export interface Exec {
  readonly command: readonly string[];
}

/** `WorkloadGroup.spec.probe.grpc`. */
export interface Grpc {
  /** Integer, at least 0 and at most 4294967295. */
  readonly port?: number;
  readonly service?: string;
}

/** `WorkloadGroup.spec.probe.httpGet`. */
export interface HttpGet {
  readonly host?: string;
  readonly httpHeaders?: readonly HttpHeader[];
  readonly path?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly port: number;
  readonly scheme?: string;
}

/** `WorkloadGroup.spec.probe.httpGet.httpHeaders[]`. */
export interface HttpHeader {
  readonly name?: string;
  readonly value?: string;
}

/** `WorkloadGroup.spec.probe.tcpSocket`. */
export interface TcpSocket {
  readonly host?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly port: number;
}
