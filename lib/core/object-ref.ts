import { apiGroupOf } from './manifest';
import type { ObjectRef } from './model';

/** `Deployment ml/infer`, for people. */
export function describeRef(ref: ObjectRef): string {
  return `${ref.kind} ${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}`;
}

/** A key that tells objects of one API server apart: group, kind, namespace and name. */
export function refKey(ref: ObjectRef): string {
  return `${apiGroupOf(ref.apiVersion)}|${ref.kind}|${ref.namespace ?? ''}|${ref.name}`;
}
