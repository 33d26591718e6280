import * as pulumi from '@pulumi/pulumi';
import type { Manifest } from '../core/manifest';
import { isNamespaced } from '../l1/kinds';
import { AWAIT_SECONDS, type AwaitRule } from './await-rules';
import { annotated } from './object-annotations';
import { isSecret } from './secret-kinds';
import { asInput } from './secrets';

/** One object. */
export interface ObjectResourceArgs {
  readonly manifest: Manifest;
  /** Whether pods run on its cluster. @default true */
  readonly runsPods?: boolean;
  /** When it counts as done. @default when it is applied */
  readonly awaits?: AwaitRule;
  /** Seconds in which it must be gone when it is deleted. @default what the provider has for its kind */
  readonly deleteSeconds?: number;
}

/** One Kubernetes object as a resource of Pulumi's Kubernetes provider: of any kind, with all of its fields. */
export class ObjectResource extends pulumi.CustomResource {
  public constructor(
    name: string,
    { manifest, runsPods, awaits, deleteSeconds }: ObjectResourceArgs,
    opts: pulumi.CustomResourceOptions,
  ) {
    const seconds = `${awaits?.seconds ?? AWAIT_SECONDS}s`;
    const timeouts = {
      ...(awaits ? { create: seconds, update: seconds } : {}),
      ...(deleteSeconds === undefined ? {} : { delete: `${deleteSeconds}s` }),
    };
    super(typeOf(manifest), name, asInput(annotated(placed(manifest), awaits, runsPods)), {
      ...opts,
      ...(Object.keys(timeouts).length > 0 ? { customTimeouts: timeouts } : {}),
      ...(isSecret(manifest) ? { additionalSecretOutputs: ['data', 'stringData'] } : {}),
    });
  }
}

/** An object that says where it is: to state the namespace later must not make another object of it. */
function placed(manifest: Manifest): Manifest {
  const { apiVersion, kind, metadata } = manifest;
  return isNamespaced(apiVersion, kind) && metadata.namespace === undefined
    ? { ...manifest, metadata: { ...metadata, namespace: 'default' } }
    : manifest;
}

/** What Pulumi calls a kind: `kubernetes:apps/v1:Deployment`, `kubernetes:core/v1:Namespace`. */
export function typeOf({ apiVersion, kind }: Manifest): string {
  return `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;
}
