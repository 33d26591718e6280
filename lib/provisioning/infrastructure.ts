import { Construct, type IConstruct } from 'constructs';
import { apiGroupOf } from '../core/manifest';
import { objectOf } from '../core/rendered';

/** An object of an infrastructure provider that lies beside the cluster, in the same namespace. */
export interface InfrastructureRef {
  /** API group of the kind: `infrastructure.cluster.x-k8s.io`. */
  readonly apiGroup: string;
  /** `Metal3MachineTemplate`, `VSphereCluster`, ... */
  readonly kind: string;
  readonly name: string;
}

/** An object of any infrastructure provider: the ApiObject of this program, or where one lies that is owned elsewhere. */
export type Infrastructure = IConstruct | InfrastructureRef;

/** What is known of an infrastructure object. */
export interface ResolvedInfrastructure extends InfrastructureRef {
  /** Its namespace, where it is an object of this program. */
  readonly namespace?: string;
}

/** @throws FindingsError `fleet/no-object` */
export function resolveInfrastructure(of: Infrastructure): ResolvedInfrastructure {
  if (!isConstruct(of)) {
    const { apiGroup, kind, name } = of;
    return { apiGroup, kind, name };
  }
  const { apiVersion, kind, name, metadata } = objectOf(
    of,
    '{ apiGroup, kind, name } of an object that is owned elsewhere',
  );
  return {
    apiGroup: apiGroupOf(apiVersion),
    kind,
    name,
    namespace: metadata.namespace ?? 'default',
  };
}

/** The reference as Cluster API writes it. */
export function refTo({ apiGroup, kind, name }: InfrastructureRef): InfrastructureRef {
  return { apiGroup, kind, name };
}

function isConstruct(of: Infrastructure): of is IConstruct {
  return Construct.isConstruct(of);
}
