import * as pulumi from '@pulumi/pulumi';
import type { Manifest } from '../core/manifest';
import { AWAIT_SECONDS, type AwaitRule } from './await-rules';
import { annotated } from './object-annotations';
import { isSecret } from './secret-kinds';
import { asInput } from './secrets';

/** One object. */
export interface ObjectResourceArgs {
  readonly manifest: Manifest;
  /** When it counts as done. @default when it is applied */
  readonly awaits?: AwaitRule;
}

/** One Kubernetes object as a resource of Pulumi's Kubernetes provider: of any kind, with all of its fields. */
export class ObjectResource extends pulumi.CustomResource {
  public constructor(name: string, { manifest, awaits }: ObjectResourceArgs, opts: pulumi.CustomResourceOptions) {
    const seconds = `${awaits?.seconds ?? AWAIT_SECONDS}s`;
    super(typeOf(manifest), name, asInput(annotated(manifest, awaits)), {
      ...opts,
      ...(awaits ? { customTimeouts: { create: seconds, update: seconds } } : {}),
      ...(isSecret(manifest) ? { additionalSecretOutputs: ['data', 'stringData'] } : {}),
    });
  }
}

/** What Pulumi calls a kind: `kubernetes:apps/v1:Deployment`, `kubernetes:core/v1:Namespace`. */
export function typeOf({ apiVersion, kind }: Manifest): string {
  return `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;
}
