import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type CustomResourceDefinition, isCustomResourceDefinition } from '../../lib/l1/crd';
import { resourceSchema } from '../../lib/l1/crd-schema';
import type { Kind } from './kind';

/** All kinds of the CRDs in these files and folders, in the order of file names. */
export function kindsOfCrds(dir: string, paths: readonly string[]): Kind[] {
  const kinds = paths
    .flatMap((path) => yamlFiles(join(dir, path)))
    .flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as unknown))
    .filter(isCustomResourceDefinition)
    .flatMap(kindsOfCrd);
  if (kinds.length === 0) {
    throw new Error(`no CustomResourceDefinition in ${paths.join(', ')} of ${dir}; correct the entry in sources.ts`);
  }
  return kinds;
}

/** The served versions of one CRD. */
export function kindsOfCrd(crd: CustomResourceDefinition): Kind[] {
  const { group, names, scope, versions } = crd.spec;
  return versions
    .filter((version) => version.served)
    .map((version) => ({
      group,
      version: version.name,
      kind: names.kind,
      namespaced: scope === 'Namespaced',
      schema: resourceSchema(version.schema?.openAPIV3Schema ?? {}, version.subresources?.status !== undefined),
      preferred: version.storage,
    }));
}

function yamlFiles(path: string): string[] {
  if (statSync(path).isFile()) {
    return [path];
  }
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name));
}
