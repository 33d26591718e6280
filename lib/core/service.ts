import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type Destination, memberNames } from './destination';
import type { ObjectRef } from './model';
import { objectOf } from './rendered';

/** A Kubernetes Service, as routes refer to it. */
export interface IService extends ObjectRef {
  readonly namespace: string;
  /** The full name under which pods of its cluster reach it. */
  readonly host: string;
  /**
   * The construct that renders the service.
   * Absent for a service that is owned elsewhere.
   */
  readonly apiObject?: ApiObject;
  /** Names of the members that have the service; absent where the program tells, or nobody. */
  readonly members?: readonly string[];
}

/** Identity of a service that is owned elsewhere. */
export interface ForeignServiceProps {
  readonly name: string;
  /** @default 'default' */
  readonly namespace?: string;
  /**
   * Members that have the service. Of several references to it in a fleet each may name some.
   * @default - not known: it is taken to be wherever it is routed to
   */
  readonly members?: Destination;
}

/** What can be routed to: a Service of cdk8s-plus, an ApiObject, any construct that has one as its primary child, or a name. */
export type ServiceLike = IConstruct | ServiceRef;

const SERVICE = Symbol.for('cdk8s-fleet.ServiceRef');

/** A reference to a Service. */
export class ServiceRef implements IService {
  /**
   * The Service that a construct renders.
   * @throws FindingsError `fleet/no-object`
   */
  public static of(service: ServiceLike): ServiceRef {
    if (typeof service === 'object' && service !== null && SERVICE in service) {
      return service as ServiceRef;
    }
    const apiObject = objectOf(service as IConstruct, 'ServiceRef.fromName(...)');
    const { apiVersion, kind, name, metadata } = apiObject;
    return new ServiceRef({ apiVersion, kind, name, namespace: metadata.namespace ?? 'default' }, apiObject);
  }

  /** A Service that is owned elsewhere: by a Helm chart, another repository, another team. */
  public static fromName(props: ForeignServiceProps): ServiceRef {
    const { name, namespace = 'default', members } = props;
    const ref = { apiVersion: 'v1', kind: 'Service', name, namespace };
    return new ServiceRef(ref, undefined, members && memberNames(members));
  }

  public readonly apiVersion: string;
  public readonly kind: string;
  public readonly name: string;
  public readonly namespace: string;

  private constructor(
    ref: ObjectRef & { readonly namespace: string },
    public readonly apiObject?: ApiObject,
    public readonly members?: readonly string[],
  ) {
    this.apiVersion = ref.apiVersion;
    this.kind = ref.kind;
    this.name = ref.name;
    this.namespace = ref.namespace;
    Object.defineProperty(this, SERVICE, { value: true });
  }

  public get host(): string {
    return `${this.name}.${this.namespace}.svc.cluster.local`;
  }

  /** Identity only. */
  public get ref(): ObjectRef {
    const { apiVersion, kind, name, namespace } = this;
    return { apiVersion, kind, name, namespace };
  }
}
