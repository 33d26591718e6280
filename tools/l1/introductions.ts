import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Versions before these are in every cluster that fleets have; their kinds are not listed. */
const OLDEST_MINOR = 30;

/**
 * Reads in which version of Kubernetes a kind was first served. The OpenAPI documents leave that out; the Go sources have a function
 * for each kind that says so.
 * @param dir folder of the Go module whose packages are `group/version`
 * @returns `apiVersion/kind` to `major.minor`
 */
export function readIntroductions(dir: string): Map<string, string> {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('zz_generated.prerelease-lifecycle.go'),
  );
  const found = files.sort().flatMap((file) => {
    const folder = join(dir, dirname(file));
    const apiVersion = apiVersionIn(readFileSync(join(folder, 'register.go'), 'utf8'));
    return introductions(readFileSync(join(dir, file), 'utf8')).map(
      ({ kind, version }) => [`${apiVersion}/${kind}`, version] as const,
    );
  });
  return new Map(found);
}

/** The kinds of one package that are younger than any cluster need be. */
export function introductions(source: string): { kind: string; version: string }[] {
  const functions = source.matchAll(/\(in \*(\w+)\) APILifecycleIntroduced\(\)[^{]*\{\n\s*return (\d+), (\d+)/g);
  return [...functions].flatMap(([, kind, major, minor]) =>
    Number(minor) > OLDEST_MINOR && !kind!.endsWith('List') ? [{ kind: kind!, version: `${major}.${minor}` }] : [],
  );
}

function apiVersionIn(register: string): string {
  const [, group] = /GroupName = "([^"]*)"/.exec(register) ?? [];
  const [, version] = /Version: "([^"]*)"/.exec(register) ?? [];
  if (group === undefined || version === undefined) {
    throw new Error('a register.go states no group and version; adapt tools/l1/introductions.ts');
  }
  return group === '' ? version : `${group}/${version}`;
}
