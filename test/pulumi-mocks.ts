import * as pulumi from '@pulumi/pulumi';

/** What a program registers, in its own order: the wiring, and nothing of what clouds do. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** As Pulumi would send them to the provider. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: pulumi.CustomResourceOptions;
  /** URN of the cloud's provider; empty: the one of the program. */
  readonly provider: string;
  /** URNs. */
  readonly dependsOn: readonly string[];
}

/** What resources and functions answer, by type: the outputs that they have besides their inputs. */
export type Answers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** How a program is run. */
export interface RunOptions {
  readonly answers?: Answers;
  readonly preview?: boolean;
  /** Of Pulumi Cloud. @default what Pulumi calls that of every other backend */
  readonly organization?: string;
}

/**
 * Runs a program of Pulumi whose resources do nothing.
 * @param program is given the options of its outermost resources, by which all others are seen
 */
export async function registered<T>(
  program: (opts: pulumi.ComponentResourceOptions) => T,
  { answers = {}, preview = false, organization = 'organization' }: RunOptions = {},
): Promise<{ readonly made: T; of(type: string): readonly Registered[] }> {
  const inputs = new Map<string, Registered['inputs']>();
  const seen: (pulumi.ResourceTransformationArgs & { readonly opts: pulumi.CustomResourceOptions })[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: (resource) => {
        inputs.set(`${resource.type} ${resource.name}`, resource.inputs);
        const id = preview ? undefined : `id-of-${resource.name}`;
        return { id, state: { ...resource.inputs, ...answers[resource.type] } };
      },
      call: ({ token }) => answers[token] ?? {},
    },
    'project',
    'stack',
    preview,
    organization,
  );
  const record = (resource: pulumi.ResourceTransformationArgs) => {
    seen.push(resource);
    return undefined;
  };
  const made = program({ transformations: [record] });
  await pulumi.runtime.disconnect();
  const resources = await Promise.all(
    seen.map(async ({ type, name, opts }) => ({
      type,
      name,
      inputs: inputs.get(`${type} ${name}`) ?? {},
      options: opts,
      provider: opts.provider ? await urnOf(opts.provider) : '',
      dependsOn: await Promise.all((((await opts.dependsOn) ?? []) as pulumi.Resource[]).map(urnOf)),
    })),
  );
  return { made, of: (type) => resources.filter((resource) => resource.type === type) };
}

/** Inputs of all resources that a program registers, by their names, in its order. */
export async function inputsByName(program: () => void): Promise<ReadonlyMap<string, Registered['inputs']>> {
  const seen = new Map<string, Registered['inputs']>();
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      seen.set(name, inputs);
      return { id: name, state: inputs };
    },
    call: () => ({}),
  });
  program();
  await pulumi.runtime.disconnect();
  return seen;
}

async function urnOf({ urn }: pulumi.Resource): Promise<string> {
  return (await settled(urn)).value;
}

/** The value of an output, whether it is known, and whether it is a secret. */
export async function settled<T>(output: pulumi.Output<T>) {
  const { promise, isKnown, isSecret } = output as unknown as Settling<T>;
  return { value: await promise.call(output), known: await isKnown, secret: await isSecret };
}

/** What Pulumi keeps of an output, and shows to nobody. */
interface Settling<T> {
  promise(): Promise<T>;
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
}
