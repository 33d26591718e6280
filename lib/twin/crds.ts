import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineFiles } from '../engines';
import type { ApiClient } from './client';
import { NotYet } from './wait';

/** Dozens at once, some of a megabyte, on a machine that starts everything else meanwhile. */
const CREATE_SECONDS = 90;
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

/** Creates the custom resource definitions of engines, all at once, and tells what they will serve. */
export async function createCrds(
  client: ApiClient,
  engines: readonly EngineFiles[],
  signal?: AbortSignal,
): Promise<ServedKind[]> {
  const created = await Promise.all(
    engines.flatMap(definitionsOf).map((body) =>
      client.json<Crd>('POST', CRDS, {
        body,
        contentType: 'application/yaml',
        timeoutSeconds: CREATE_SECONDS,
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

/** As text: to parse them here would cost more than all the rest of creating them. */
function definitionsOf({ assets }: EngineFiles): string[] {
  const folder = join(assets, 'crds');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/^---$/m))
    .filter((document) => /^kind:/m.test(document));
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
