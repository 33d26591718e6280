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
  });
});
