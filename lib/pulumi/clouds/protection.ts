import type { MemberModel } from '../../core/model';

/** Whether the cluster of a member may not be deleted: what is stated, else every one but a sandbox, which is to go in time. */
export function isProtected({ ttlSeconds }: MemberModel, stated: boolean | undefined): boolean {
  return stated ?? ttlSeconds === undefined;
}
