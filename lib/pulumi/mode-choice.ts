import { createRequire } from 'node:module';
import type { Workspace } from '@pulumi/pulumi/automation';
import type { DeploymentMode } from './fleet-deployment';

/** A mode of deployment, and why it is that one. */
export interface ModeChoice {
  readonly mode: DeploymentMode;
  /** For people. */
  readonly why: string;
}

/** The plugins of a Pulumi. */
export type Plugins = Pick<Workspace, 'installPlugin' | 'listPlugins'>;

/**
 * The mode that is possible here: one resource for each object where the plugin of Pulumi's Kubernetes provider is installed or can be,
 * otherwise one for each API server.
 * @param folder of the project, from which `@pulumi/kubernetes` is looked for
 */
export async function possibleMode(plugins: Plugins, folder: string): Promise<ModeChoice> {
  const version = sdkVersion(folder);
  if (version === undefined) {
    return { mode: 'bulk', why: '@pulumi/kubernetes is not installed' };
  }
  const plugin = `the plugin ${version} of Pulumi's Kubernetes provider`;
  const installed = await plugins.listPlugins();
  if (installed.some((found) => found.name === 'kubernetes' && found.version === version)) {
    return { mode: 'objects', why: `${plugin} is installed` };
  }
  try {
    await plugins.installPlugin('kubernetes', version);
    return { mode: 'objects', why: `${plugin} has been installed` };
  } catch {
    // what Pulumi says then is long, and of its download protocol
    return {
      mode: 'bulk',
      why: `${plugin} cannot be installed; why, says: pulumi plugin install resource kubernetes ${version}`,
    };
  }
}

/** The version of the SDK that programs in a folder use, which is that of its plugin. */
function sdkVersion(folder: string): string | undefined {
  try {
    const file = createRequire(`${folder}/program.js`).resolve('@pulumi/kubernetes/package.json');
    return (require(file) as { readonly version: string }).version;
  } catch {
    return undefined;
  }
}
