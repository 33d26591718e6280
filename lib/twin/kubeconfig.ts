import type { KubeConfig } from '@kubernetes/client-node';
import { reasonOf } from '../core/failure';

/** Which part of a kubeconfig to use. */
export interface ConfigOptions {
  /** @default the current context */
  readonly context?: string;
  /** What messages call it. @default the kubeconfig */
  readonly place?: string;
}

/** Reads a kubeconfig into `config`. @throws Error if it cannot be read, has no such context, or names no server */
export function readKubeconfig(config: KubeConfig, kubeconfig: string, options: ConfigOptions): KubeConfig {
  const { context, place = 'the kubeconfig' } = options;
  if (kubeconfig.trim() === '') {
    throw new Error(`${place} is empty`);
  }
  try {
    config.loadFromString(kubeconfig);
  } catch (error) {
    // what follows the first line, and the cause, would repeat credentials
    throw new Error(`${place} cannot be read: ${reasonOf(error).split('\n', 1)[0]}`);
  }
  if (context !== undefined) {
    if (!config.getContextObject(context)) {
      throw new Error(`${place} has no context "${context}"`);
    }
    config.setCurrentContext(context);
  }
  if (!config.getCurrentCluster()?.server) {
    throw new Error(`${place} names no server`);
  }
  return config;
}
