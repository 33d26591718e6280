import * as pulumi from '@pulumi/pulumi';

/** What a resource is called, and the options that say what it was called before. */
export interface Identified {
  readonly type: string;
  readonly name: string;
  readonly opts: pulumi.ResourceOptions;
}

/** URNs that a resource had, by its aliases. */
export function formerUrns({ type, name, opts }: Identified): pulumi.Output<string>[] {
  return (opts.aliases ?? []).map((alias) =>
    pulumi.output(alias).apply((was): pulumi.Output<string> => {
      if (typeof was === 'string') {
        return pulumi.output(was);
      }
      const parent = 'parent' in was ? was.parent : opts.parent;
      return pulumi.createUrn(was.name ?? name, was.type ?? type, parent, was.project, was.stack);
    }),
  );
}

/**
 * Aliases of a resource whose name begins with that of a component, for those of the component. Pulumi finds them by itself only for resources
 * whose direct parent is called like the beginning of their name.
 */
export function aliasesWithin(component: pulumi.ResourceOptions, suffix: string): pulumi.Input<pulumi.Alias>[] {
  return (component.aliases ?? []).flatMap((alias): pulumi.Alias[] => {
    if (typeof alias === 'string') {
      return [{ name: `${alias.slice(alias.lastIndexOf('::') + '::'.length)}${suffix}` }];
    }
    return 'name' in alias && alias.name !== undefined ? [{ name: pulumi.interpolate`${alias.name}${suffix}` }] : [];
  });
}
