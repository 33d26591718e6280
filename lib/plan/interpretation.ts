import type { CompiledTarget } from '../core/compilation';
import { listAt, objectAt, textAt, textsAt } from '../core/fields';
import { apiGroupOf, type JsonObject, kindKey, type Manifest } from '../core/manifest';
import { compareVersions, isMinorVersion } from '../core/versions';
import { divisibleKind, isCountedOnly } from './divisible';
import { isFollowed } from './referred-objects';

const CONFIG = 'config.karmada.io/v1alpha1';

type Kind = Pick<Manifest, 'apiVersion' | 'kind'>;
type Hook = 'InterpretReplica' | 'ReviseReplica' | 'InterpretDependency';

/** Where a customization has the script of a hook. */
const SCRIPTS: Readonly<Record<Hook, string>> = {
  InterpretReplica: 'replicaResource',
  ReviseReplica: 'replicaRevision',
  InterpretDependency: 'dependencyInterpretation',
};

/**
 * What the control plane of a program knows of kinds, of their replicas and of what they refer to: what Karmada knows by itself, and
 * what the program teaches it by ResourceInterpreterCustomizations and interpreter webhooks.
 */
export class Interpretation {
  private readonly scripts: ReadonlyMap<string, JsonObject>;
  private readonly rules: readonly JsonObject[];

  /** @param karmada version of the control plane: `1.18` */
  public constructor(
    { objects }: CompiledTarget,
    private readonly karmada: string,
  ) {
    const config = objects.map(({ manifest }) => manifest).filter(({ apiVersion }) => apiVersion === CONFIG);
    const ofKind = (kind: string) => config.filter((manifest) => manifest.kind === kind);
    // several for one kind count together (karmada v1.18.2 pkg/resourceinterpreter/customized/declarative/configmanager, LoadConfig)
    const scripts = new Map<string, JsonObject>();
    for (const spec of ofKind('ResourceInterpreterCustomization').map((manifest) => objectAt(manifest, 'spec'))) {
      const kind = kindKey(objectAt(spec, 'target') as unknown as Kind);
      scripts.set(kind, { ...scripts.get(kind), ...objectAt(spec, 'customizations') });
    }
    this.scripts = scripts;
    this.rules = ofKind('ResourceInterpreterWebhookConfiguration')
      .flatMap((manifest) => listAt(manifest, 'webhooks'))
      .flatMap((hook) => listAt(hook, 'rules'));
  }

  /** Whether replicas of this kind can be divided; all other kinds are copied whole. */
  public divides(kind: Kind): boolean {
    return (
      this.dividesByItself(kind) || (this.teaches(kind, 'InterpretReplica') && this.teaches(kind, 'ReviseReplica'))
    );
  }

  /** Whether replicas of this kind are counted: members are chosen for it by the room that they have for as many. */
  public counts(kind: Kind): boolean {
    return this.dividesByItself(kind) || isCountedOnly(kind) || this.teaches(kind, 'InterpretReplica');
  }

  /** Whether the program changes how the replicas of this kind are read; what they are is known to the engine only. */
  public readsAnew(kind: Kind): boolean {
    return this.teaches(kind, 'InterpretReplica');
  }

  /** Whether what the pods of this kind refer to is known, and can be carried along. */
  public follows(kind: Kind): boolean {
    return isFollowed(kind) || this.teaches(kind, 'InterpretDependency');
  }

  private dividesByItself(kind: Kind): boolean {
    const divisible = divisibleKind(kind);
    return divisible !== undefined && isSince(divisible.since, this.karmada);
  }

  private teaches(kind: Kind, hook: Hook): boolean {
    const script = this.scripts.get(kindKey(kind));
    return (
      textAt(objectAt(script ?? {}, SCRIPTS[hook]), 'luaScript') !== undefined ||
      this.rules.some((rule) => appliesTo(rule, kind, hook))
    );
  }
}

function appliesTo(rule: JsonObject, { apiVersion, kind }: Kind, hook: Hook): boolean {
  const wanted: readonly (readonly [string, string])[] = [
    ['operations', hook],
    ['apiGroups', apiGroupOf(apiVersion)],
    ['apiVersions', apiVersion.slice(apiVersion.indexOf('/') + 1)],
    ['kinds', kind],
  ];
  return wanted.every(([field, value]) => {
    const values = textsAt(rule, field);
    return values.includes('*') || values.includes(value);
  });
}

/** What is not written as a version is taken to be new enough. */
function isSince(since: string | undefined, version: string): boolean {
  return since === undefined || !isMinorVersion(version) || compareVersions(version, since) >= 0;
}
