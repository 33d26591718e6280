import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ObjectRef } from './model';
import { objectOf } from './rendered';

/** Anything with pods, as other constructs refer to it. */
export interface IWorkload extends ObjectRef {
  /**
   * The construct that renders the workload.
   * Absent for a workload that is owned elsewhere.
   */
  readonly apiObject?: ApiObject;
  /** Pods that run at the same time, where no construct tells. */
  readonly replicas?: number;
}

/** Identity of a workload that is owned elsewhere. */
export interface ForeignWorkloadProps {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** @default 'default' */
  readonly namespace?: string;
  /**
   * Pods that run at the same time, so that the plan can divide them.
   * @default - not known: the workload is left out of the plan
   */
  readonly replicas?: number;
}

/** What can be placed: any construct whose primary child is an ApiObject, or a workload by name. */
export type WorkloadLike = IConstruct | Workload;

const WORKLOAD = Symbol.for('cdk8s-fleet.Workload');

/** A reference to a workload. */
export class Workload implements IWorkload {
  /**
   * The workload that a construct renders: one of this library, of cdk8s-plus, or a plain ApiObject.
   * @throws FindingsError `fleet/no-object`
   */
  public static of(workload: WorkloadLike): Workload {
    if (typeof workload === 'object' && workload !== null && WORKLOAD in workload) {
      return workload as Workload;
    }
    const apiObject = objectOf(workload as IConstruct, 'Workload.fromName(...)');
    const { apiVersion, kind, name } = apiObject;
    return new Workload({ apiVersion, kind, name, namespace: apiObject.metadata.namespace }, apiObject);
  }

  /** A workload that is owned elsewhere: by a Helm chart, another repository, another team. */
  public static fromName(props: ForeignWorkloadProps): Workload {
    return new Workload(props);
  }

  public readonly apiVersion: string;
  public readonly kind: string;
  public readonly name: string;
  public readonly namespace: string;
  public readonly replicas?: number;

  private constructor(
    props: ForeignWorkloadProps,
    public readonly apiObject?: ApiObject,
  ) {
    this.apiVersion = props.apiVersion;
    this.kind = props.kind;
    this.name = props.name;
    this.namespace = props.namespace ?? 'default';
    this.replicas = props.replicas;
    Object.defineProperty(this, WORKLOAD, { value: true });
  }

  /** Identity only. */
  public get ref(): ObjectRef {
    const { apiVersion, kind, name, namespace } = this;
    return { apiVersion, kind, name, namespace };
  }
}
