import { deploymentScenarios, TEST_TIMEOUT } from './support/pulumi-scenarios';

/** A compiled fleet through the real engine and the real SDK of Pulumi, to real API servers: one resource for each of them. */
describe('pulumi, bulk', () => {
  deploymentScenarios('bulk', (scene) => {
    const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', namespace: 'default' };

    test(
      'nothing is deleted by an update that fails, and nothing is forgotten',
      async () => {
        const without = 'settings';
        await scene().update({ variant: {} });
        await scene().failure({ variant: { refused: true, without } });
        expect(await scene().a.read(SETTINGS)).toBeDefined();
        await scene().update({ variant: { without } });
        expect(await scene().a.read(SETTINGS)).toBeUndefined();
      },
      TEST_TIMEOUT,
    );

    test(
      'a renamed member and many deletes need an allowance',
      async () => {
        const last = { ...SETTINGS, name: 'last' };
        await scene().update({ variant: { many: 12 } });
        expect(await scene().failure({ variant: { many: 12, member: 'c' } })).toMatch(
          /pulumi\/target-goes at members\/b: .*13 objects/,
        );
        expect(await scene().b.read(last)).toBeDefined();
        expect(await scene().failure({ variant: {} })).toMatch(
          /pulumi\/many-deletes at .*12 objects would be deleted, and 10 are allowed/,
        );
        expect(await scene().b.read({ ...last, name: 'many-3' })).toBeDefined();
        await scene().update({ variant: {}, deletes: { objects: 12 } });
        expect(await scene().b.read({ ...last, name: 'many-3' })).toBeUndefined();
      },
      TEST_TIMEOUT,
    );
  });
});
