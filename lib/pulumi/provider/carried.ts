import type { Manifest } from '../../core/manifest';
import type { ObjectRef } from '../../core/model';
import { type ApiClient, refOf } from '../../twin/client';

/**
 * Why Karmada has not carried a template to all its members yet, or undefined when it has.
 *
 * A binding does not say which generation of the template its conditions belong to: right after a change they may be those of the last one.
 * https://karmada.io/docs/reference/karmada-api/work-resources/resource-binding-v1alpha2
 */
export async function notCarried(client: ApiClient, template: Manifest): Promise<string | undefined> {
  const binding = (await client.read(await bindingOf(client, template))) as unknown as Binding | undefined;
  if (!binding) {
    return 'Karmada has no binding of it: no policy selects it, or Karmada is behind';
  }
  const { metadata, spec, status = {} } = binding;
  if (metadata.deletionTimestamp !== undefined || spec.resource.uid !== template.metadata.uid) {
    return 'Karmada still has the binding of a template of this name that is gone';
  }
  const unscheduled = travelsAlong(binding) ? undefined : notScheduled(binding);
  if (unscheduled !== undefined) {
    return unscheduled;
  }
  if (status.conditions?.some(({ type, status: is }) => type === 'FullyApplied' && is === 'True')) {
    return undefined;
  }
  const missing = (status.aggregatedStatus ?? []).filter(({ applied }) => !applied);
  const told = missing.map(({ clusterName, appliedMessage = 'not yet' }) => `${clusterName}: ${appliedMessage}`);
  return `it is not applied in all its members${told.length > 0 ? ` (${told.join('; ')})` : ''}`;
}

/**
 * Whether a template goes where those go that need it, and nowhere else: the scheduler looks at no binding without a placement (karmada v1.18.2
 * pkg/dependenciesdistributor/dependencies_distributor.go, pkg/scheduler/event_handler.go).
 */
function travelsAlong({ spec }: Binding): boolean {
  return spec.placement === undefined && (spec.requiredBy ?? []).length > 0;
}

function notScheduled({ metadata, status = {} }: Binding): string | undefined {
  if ((status.schedulerObservedGeneration ?? 0) < metadata.generation) {
    return "Karmada's scheduler has not seen it";
  }
  const scheduled = status.conditions?.find(({ type }) => type === 'Scheduled');
  return scheduled?.status === 'True'
    ? undefined
    : `it is not scheduled${scheduled?.message ? `: ${scheduled.message}` : ''}`;
}

/** Named as `GenerateBindingName` of Karmada does it. */
async function bindingOf(client: ApiClient, template: Manifest): Promise<ObjectRef> {
  const { apiVersion, kind, name, namespace } = refOf(template);
  const binding = {
    apiVersion: 'work.karmada.io/v1alpha2',
    kind: 'ClusterResourceBinding',
    name: `${name.replaceAll(':', '.')}-${kind}`.toLowerCase(),
  };
  return (await client.isNamespaced(apiVersion, kind)) ? { ...binding, kind: 'ResourceBinding', namespace } : binding;
}

interface Binding {
  readonly metadata: { readonly generation: number; readonly deletionTimestamp?: string };
  readonly spec: {
    readonly resource: { readonly uid?: string };
    /** Of the policy that selects the template. */
    readonly placement?: object;
    /** Bindings of templates that need this one. */
    readonly requiredBy?: readonly object[];
  };
  readonly status?: {
    readonly schedulerObservedGeneration?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly aggregatedStatus?: readonly {
      readonly clusterName: string;
      readonly applied?: boolean;
      readonly appliedMessage?: string;
    }[];
  };
}
