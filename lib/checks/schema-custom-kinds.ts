import { apiGroupOf, kindKey, type Manifest } from '../core/manifest';
import { type CrdVersion, isCustomResourceDefinition } from '../l1/crd';
import { resourceSchema } from '../l1/crd-schema';
import { SchemaValidator } from './schema-validator';

/** A kind that a CustomResourceDefinition in the program defines. */
export interface CustomKind {
  readonly namespaced: boolean;
  /** Made when first called. @throws Error where the schema in the definition cannot be compiled */
  readonly validator: () => SchemaValidator;
}

/** The kinds that a program defines itself. */
export class CustomKinds {
  /** No kinds. */
  public static readonly none = new CustomKinds([]);

  private readonly kinds = new Map<string, CustomKind>();
  private readonly groups = new Map<string, string[]>();

  /** @param manifests the program's objects; those that are no CustomResourceDefinitions are passed over */
  public constructor(manifests: Iterable<Manifest>) {
    for (const manifest of manifests) {
      if (isCustomResourceDefinition(manifest)) {
        const { group, names, scope, versions } = manifest.spec;
        for (const version of versions.filter(({ served }) => served)) {
          this.add(
            kindKey({ apiVersion: `${group}/${version.name}`, kind: names.kind }),
            scope === 'Namespaced',
            version,
          );
        }
      }
    }
  }

  /** The kind, if the program defines it in this version. */
  public find(apiVersion: string, kind: string): CustomKind | undefined {
    return this.kinds.size === 0 ? undefined : this.kinds.get(kindKey({ apiVersion, kind }));
  }

  /** All kinds that the program defines in an API group, as `apiVersion/kind`. */
  public ofGroup(group: string): readonly string[] {
    return this.groups.get(group) ?? [];
  }

  private add(key: string, namespaced: boolean, version: CrdVersion): void {
    const hasStatus = version.subresources?.status !== undefined;
    let validator: SchemaValidator | undefined;
    this.kinds.set(key, {
      namespaced,
      validator: () => {
        validator ??= new SchemaValidator(resourceSchema(version.schema?.openAPIV3Schema ?? {}, hasStatus)).compile();
        return validator;
      },
    });
    const group = apiGroupOf(key.slice(0, key.lastIndexOf('/')));
    this.groups.set(group, [...(this.groups.get(group) ?? []), key]);
  }
}
