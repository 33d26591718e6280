import type { BaselineAction, PodSelection } from '../core/baseline';

/** What every rule of a baseline can be told. */
export interface BaselineRuleProps {
  /**
   * The pods that the rule is about.
   * @default - all
   */
  readonly pods?: PodSelection;
  /**
   * Pods that it is not about all the same: serving, notebooks.
   * @default - none
   */
  readonly exempt?: readonly PodSelection[];
  /**
   * What the engine does about a pod that breaks the rule.
   * @default - the action of the baseline
   */
  readonly action?: BaselineAction;
}

/**
 * Containers state limits, so that one pod cannot take what others were given. A limit of 0 is none. Requests need not be stated:
 * the API server takes the limits for them.
 */
export interface LimitsRuleProps extends BaselineRuleProps {
  /**
   * Resources that each container and init container limits, but for the sidecars.
   * @default ['cpu', 'memory']
   */
  readonly resources?: readonly string[];
  /**
   * Extended resources that stand for a GPU: one container of the pod limits one of them. An empty list asks for no GPU.
   * @default - those that the members' node pools offer, or `nvidia.com/gpu` where they declare none
   */
  readonly gpus?: readonly string[];
  /**
   * Names of containers that others add to pods, and that state no limits.
   * @default - those that Istio adds: istio-init, istio-proxy, istio-validation
   */
  readonly sidecars?: readonly string[];
}

/** Images come from registries that are trusted; sidecars, init and ephemeral containers are no exception. */
export interface RegistriesRuleProps extends BaselineRuleProps {
  /** Registries, or folders of them: `registry.internal`, `registry.istio.io/release`. `nginx` is `docker.io/library/nginx`. */
  readonly allowed: readonly string[];
}

/** No container of a pod is privileged; init and ephemeral containers are no exception. */
export interface NoPrivilegedRuleProps extends BaselineRuleProps {}
