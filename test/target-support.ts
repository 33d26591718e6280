import type { Manifest } from '../lib/core/manifest';
import { objectKey } from '../lib/pulumi/object-key';
import type { InitError } from '../lib/pulumi/provider/init-error';
import type { TargetOuts, TargetProps } from '../lib/pulumi/provider/target-props';
import type { FakeApi } from './fake-api';

/** What a target is given that has these objects, all in one stage. */
export function targetProps(api: FakeApi, ...objects: readonly Manifest[]): TargetProps {
  return {
    kubeconfig: api.kubeconfig,
    ownedCluster: false,
    objects: Object.fromEntries(objects.map((object) => [objectKey(object), object])),
    stages: [objects.map(objectKey)],
    awaits: {},
  };
}

/** What an operation of a target throws, as Pulumi reads it. */
export async function failureOf(operation: Promise<unknown>): Promise<InitError & { readonly properties: TargetOuts }> {
  return operation.then(
    () => {
      throw new Error('it did not fail');
    },
    (error) => error,
  );
}
