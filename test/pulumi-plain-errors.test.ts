import { otherCluster } from '../lib/pulumi/failures';
import { InitError } from '../lib/pulumi/provider/init-error';
import { withPlainErrors } from '../lib/pulumi/provider/plain-errors';

const thrownBy = async (error: Error) => {
  const provider = withPlainErrors({ create: () => Promise.reject(error), update: () => Promise.reject(error) });
  return Promise.all([
    provider.create({}).catch((caught: unknown) => caught),
    provider.update!('x', {}, {}).catch((caught: unknown) => caught),
  ]);
};

test('a failure has no id, which Pulumi would take for that of the resource', async () => {
  const failure = otherCluster('https://two', 'https://one', '3 objects of this target');
  for (const error of await thrownBy(failure)) {
    expect(error).toMatchObject({ message: failure.message, cause: failure });
    expect(error).not.toHaveProperty('id');
  }
});

test('what is there of a resource that is not as it should be stays known', async () => {
  const error = new InitError('x', { there: true }, ['it is late']);
  expect(await thrownBy(error)).toEqual([error, error]);
});
