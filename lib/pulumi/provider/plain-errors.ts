import type * as pulumi from '@pulumi/pulumi';
import { Failure } from '../../core/failure';

/**
 * A provider whose failures are errors and nothing else. Pulumi takes every error of `create` and `update` that has an id for an `InitError`:
 * it would call the resource by the id of the failure, keep nothing of its state, and tell no reason
 * (`grpcResponseFromError` in @pulumi/pulumi/cmd/dynamic-provider).
 */
export function withPlainErrors(provider: pulumi.dynamic.ResourceProvider): pulumi.dynamic.ResourceProvider {
  const { create, update } = provider;
  return {
    ...provider,
    create: (inputs) => create(inputs).catch(throwPlain),
    ...(update ? { update: (id, olds, news) => update(id, olds, news).catch(throwPlain) } : {}),
  };
}

function throwPlain(error: unknown): never {
  throw Failure.isFailure(error) ? new Error(error.message, { cause: error }) : error;
}
