import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The folder that built engines are kept in: `CDK8S_FLEET_CACHE`, else `cdk8s-fleet` below `XDG_CACHE_HOME`, else
 * `~/.cache/cdk8s-fleet`. The only place that reads these variables; the library takes the result.
 */
export function defaultCacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env.CDK8S_FLEET_CACHE) {
    return resolve(env.CDK8S_FLEET_CACHE);
  }
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-fleet');
}
