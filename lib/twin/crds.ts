import { inBatches } from './batches';
import type { ApiClient } from './client';
import type { Definition } from './definitions';
import { NotYet } from './wait';

/** Definitions that are created at the same time: the API server makes a schema of each. */
const AT_ONCE = 8;
/** Seconds for one of them, on a machine where all members of a twin do the same. */
const SECONDS = 60;
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** A kind that an API server is to serve: the path of its version, and its plural. */
export interface ServedKind {
  readonly path: string;
  readonly plural: string;
}

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

/** Creates custom resource definitions, and tells what they will serve. */
export async function createCrds(
  client: ApiClient,
  definitions: readonly Definition[],
  signal?: AbortSignal,
): Promise<ServedKind[]> {
  const created = await inBatches(definitions, AT_ONCE, ({ text: body, contentType }) =>
    client.json<Crd>('POST', CRDS, { body, contentType, timeoutSeconds: SECONDS, signal }),
  );
  return created.flatMap(({ spec }) =>
    spec.versions
      .filter(({ served }) => served)
      .map(({ name }) => ({ path: `/apis/${spec.group}/${name}`, plural: spec.names.plural })),
  );
}

/** Looks whether these kinds are served. */
export async function lookForKinds(client: ApiClient, kinds: readonly ServedKind[]): Promise<true | NotYet> {
  for (const path of new Set(kinds.map((kind) => kind.path))) {
    const { resources } = await client.json<{ resources: { name: string }[] }>('GET', path);
    const missing = kinds.find((kind) => kind.path === path && !resources.some(({ name }) => name === kind.plural));
    if (missing) {
      return new NotYet(`${missing.plural} are not served at ${path}`);
    }
  }
  return true;
}
