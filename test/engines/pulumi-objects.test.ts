import { deploymentScenarios } from './support/pulumi-scenarios';

/** The same, one resource for each object. The plugin of Pulumi's Kubernetes provider is a stand-in: see `kubernetes-plugin`. */
describe('pulumi, one resource for each object', () => {
  deploymentScenarios('objects', (scene) => {
    const FIRST = { apiVersion: 'v1', kind: 'ConfigMap', name: 'first', namespace: 'default' };

    test('the mode changes without the loss of an object, after an update that retains them', async () => {
      const uid = async () => (await scene().a.read(FIRST))?.metadata.uid;
      const before = await uid();
      expect(before).toBeDefined();
      for (const mode of ['bulk', 'objects'] as const) {
        const other = mode === 'bulk' ? 'objects' : 'bulk';
        expect(await scene().failure({ variant: {}, mode })).toMatch(/pulumi\/objects-move/);
        await scene().update({ variant: {}, mode: other, retainOnDelete: true });
        await scene().update({ variant: {}, mode });
        expect(await uid()).toBe(before);
        const { same, ...changed } = await scene().update({ variant: {}, mode });
        expect(changed).toEqual({});
        expect(same).toBeGreaterThan(0);
      }
    }, 240_000);
  });
});
