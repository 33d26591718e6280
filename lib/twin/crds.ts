import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../engines';
import type { ApiClient } from './client';
import { NotYet } from './wait';

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

/** Creates the custom resource definitions of an engine, all at once, and tells what they will serve. */
export async function createCrds(client: ApiClient, engine: Engine, signal?: AbortSignal): Promise<ServedKind[]> {
  const folder = join(engine.assets, 'crds');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  const created = await Promise.all(
    files.map((file) =>
      // As text: reading them here would cost more than all the rest of this function.
      client.json<Crd>('POST', CRDS, {
        body: readFileSync(join(folder, file), 'utf8'),
        contentType: 'application/yaml',
        signal,
      }),
    ),
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
