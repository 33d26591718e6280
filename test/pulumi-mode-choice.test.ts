import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PluginInfo } from '@pulumi/pulumi/automation';
import { type Plugins, possibleMode } from '../lib/pulumi';

const { version } = require('@pulumi/kubernetes/package.json') as { readonly version: string };

/** A Pulumi that has a plugin of this version, and that may or may not fetch others. */
function pulumi(has: string | undefined, fetches: boolean) {
  const fetched: string[] = [];
  const plugins: Plugins = {
    listPlugins: async () => (has === undefined ? [] : [{ name: 'kubernetes', version: has } as PluginInfo]),
    installPlugin: async (name: string, wanted: string) => {
      if (!fetches) {
        throw new Error('code: 255\nerror: failed to download plugin\n\n');
      }
      fetched.push(`${name} ${wanted}`);
    },
  };
  return { plugins, fetched };
}

describe('possibleMode', () => {
  test('each object is a resource where the plugin is installed, or can be', async () => {
    const has = pulumi(version, false);
    expect(await possibleMode(has.plugins, __dirname)).toEqual({
      mode: 'objects',
      why: `the plugin ${version} of Pulumi's Kubernetes provider is installed`,
    });
    const fetches = pulumi('3.0.0', true);
    expect((await possibleMode(fetches.plugins, __dirname)).mode).toBe('objects');
    expect(fetches.fetched).toEqual([`kubernetes ${version}`]);
  });

  test('otherwise a cluster is, and why is told', async () => {
    expect(await possibleMode(pulumi(undefined, false).plugins, __dirname)).toEqual({
      mode: 'bulk',
      why: `the plugin ${version} of Pulumi's Kubernetes provider cannot be installed; why, says: pulumi plugin install resource kubernetes ${version}`,
    });
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-test-'));
    try {
      const { mode, why } = await possibleMode(pulumi(undefined, true).plugins, folder);
      expect([mode, why]).toEqual(['bulk', '@pulumi/kubernetes is not installed']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
