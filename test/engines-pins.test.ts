import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES } from '../lib/engines';
import type { EngineSpec } from '../lib/engines/catalogue';

/** Folders of the engines that are a product, or have files of it, by the product's Go module. */
const FOLDERS = new Map<string, Set<string>>();
for (const spec of Object.values<EngineSpec>(ENGINES)) {
  const parts = 'pin' in spec ? [...(spec.assets ?? []), ...(spec.grafts ?? [])] : [];
  const products = 'pin' in spec ? [spec.pin, ...parts.map(({ module }) => module)] : [];
  for (const product of products) {
    FOLDERS.set(product, (FOLDERS.get(product) ?? new Set()).add(spec.module));
  }
}

/** The version of a Go module that an engine has. */
function versionIn(folder: string, module: string): string | undefined {
  const lines = readFileSync(join(__dirname, '../engines', folder, 'go.mod'), 'utf8').split('\n');
  const words = lines.map((line) =>
    line
      .trim()
      .replace(/^require /, '')
      .split(' '),
  );
  return words.find(([path, version]) => path === module && version?.startsWith('v'))?.[1];
}

const shared = [...FOLDERS].filter(([, folders]) => folders.size > 1);

test.each(shared)('%s is of one version, whichever engines have it', (module, folders) => {
  const versions = [...folders].map((folder) => versionIn(folder, module));
  expect(versions).toEqual(versions.map(() => expect.stringMatching(/^v\d/)));
  expect(new Set(versions).size).toBe(1);
});

test.each(['github.com/kyverno/kyverno', 'sigs.k8s.io/cluster-api', 'sigs.k8s.io/cluster-api/test'])(
  '%s, which is pinned twice, is one of them',
  (module) => {
    expect(shared.map(([shared]) => shared)).toContain(module);
  },
);
