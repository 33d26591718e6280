import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindKey } from '../core/manifest';
import { kindEntry } from './kinds';

const ALPHA_OR_BETA = /\/v\d+(?:alpha|beta)\d+$/;

let introduced: ReadonlyMap<string, string> | undefined;

/** In which version of Kubernetes a built-in kind was first served; undefined where that is longer ago than clusters live. */
export function introducedIn(of: { readonly apiVersion: string; readonly kind: string }): string | undefined {
  // read when first needed
  introduced ??= new Map(
    Object.entries(
      JSON.parse(readFileSync(join(__dirname, 'kubernetes/introduced.json'), 'utf8')) as Record<string, string>,
    ),
  );
  return introduced.get(kindKey(of));
}

/** Whether API servers serve a built-in kind only where they are told to: alpha and beta versions. */
export function isOffByDefault({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): boolean {
  return ALPHA_OR_BETA.test(apiVersion) && (kindEntry(apiVersion, kind)?.schema.startsWith('/kubernetes/') ?? false);
}
