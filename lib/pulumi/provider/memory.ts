import type * as pulumi from '@pulumi/pulumi';

/**
 * A resource that does nothing but remember its inputs, and refuses the next ones where that would lose something.
 * @param id of the resource
 * @param refusals why the next inputs are refused; of the last ones, what Pulumi hands over may be incomplete
 */
export function memory<P>(
  id: string,
  refusals: (olds: Partial<P>, news: P) => pulumi.dynamic.CheckFailure[],
): pulumi.dynamic.ResourceProvider {
  return {
    async check(olds: Partial<P>, news: P) {
      return { inputs: news, failures: refusals(olds, news) };
    },
    async create(inputs: P) {
      return { id, outs: inputs };
    },
    async update(_id: string, _olds: P, news: P) {
      return { outs: news };
    },
  };
}
