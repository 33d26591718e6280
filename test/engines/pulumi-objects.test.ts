import { AdmissionWebhook, DENIAL, DENIED, UNANSWERED } from './support/admission-webhook';
import { BUCKET } from './support/bucket';
import { FORMER_SECRET, lastStateOf, stateOf, type Variant } from './support/pulumi-project';
import { deploymentScenarios } from './support/pulumi-scenarios';
import { changes, TEST_TIMEOUT } from './support/pulumi-scene';

/** The same, one resource for each object. The plugin of Pulumi's Kubernetes provider is a stand-in: see `kubernetes-plugin`. */
describe('pulumi, one resource for each object', () => {
  deploymentScenarios('objects', (scene) => {
    const FIRST = { apiVersion: 'v1', kind: 'ConfigMap', name: 'first', namespace: 'default' };

    test(
      'what other resources know late is in the objects, and a secret of theirs nowhere in clear',
      async () => {
        const variant: Variant = { bucket: true };
        const seen = [await scene().preview({ variant })];
        expect(seen[0]).toMatch(/blocks *: (\[unknown\]|output<string>)/);
        await scene().update({ variant });
        seen.push(scene().project.printed());
        const store = await scene().a.read({ ...FIRST, name: 'store' });
        expect(store?.data).toEqual({ blocks: `s3://${BUCKET}`, token: FORMER_SECRET });
        expect(changes(await scene().update({ variant }))).toEqual({});
        const state = stateOf(scene().project.folder);
        expect(state).toContain(`s3://${BUCKET}`);
        seen.push(await scene().preview({ variant: {} }));
        expect(seen[2]).toMatch(/token *: \[secret\]/);
        for (const text of [...seen, state]) {
          expect(text).not.toContain(FORMER_SECRET);
        }
        await scene().update({ variant: {} });
        expect(await scene().a.read({ ...FIRST, name: 'store' })).toBeUndefined();
      },
      TEST_TIMEOUT,
    );

    test(
      'what a webhook denies, or does not answer, is told and is nowhere; when it is gone, the next update goes on',
      async () => {
        const variant: Variant = { webhooks: true };
        const has = async (name: string) => (await scene().a.read({ ...FIRST, name })) !== undefined;
        const webhook = await AdmissionWebhook.start(scene().a);
        try {
          const printed = await scene().failure({ variant });
          expect(printed).toMatch(new RegExp(`"${DENIED}.test.fleet" denied the request: ${DENIAL}`));
          expect(printed).toMatch(new RegExp(`failed calling webhook "${UNANSWERED}.test.fleet": .*timeout`));
          expect([await has(DENIED), await has(UNANSWERED)]).toEqual([false, false]);
          expect(lastStateOf(scene().project.folder)).not.toContain(`"id":"default/${DENIED}"`);
        } finally {
          await webhook.stop();
        }
        await scene().update({ variant });
        expect([await has(DENIED), await has(UNANSWERED), await has('after-webhooks')]).toEqual([true, true, true]);
        expect(lastStateOf(scene().project.folder)).toContain(`"id":"default/${DENIED}"`);
        await scene().update({ variant: {} });
        expect(await has(DENIED)).toBe(false);
      },
      TEST_TIMEOUT,
    );

    test(
      'the mode changes without the loss of an object, after an update that retains them',
      async () => {
        const uid = async () => (await scene().a.read(FIRST))?.metadata.uid;
        const before = await uid();
        expect(before).toBeDefined();
        expect(await scene().failure({ variant: {}, mode: 'bulk' })).toMatch(/pulumi\/objects-move/);
        await scene().update({ variant: {}, mode: 'objects', retainOnDelete: true });
        await scene().update({ variant: {}, mode: 'bulk', retainOnDelete: true });
        expect(await uid()).toBe(before);
        await scene().update({ variant: {}, mode: 'objects' });
        expect(await uid()).toBe(before);
      },
      TEST_TIMEOUT,
    );

    test(
      'other credentials are no other cluster, which has a provider and objects of its own',
      async () => {
        const uid = async () => (await scene().a.read(FIRST))?.metadata.uid;
        await scene().update({ variant: {} });
        const before = await uid();
        expect(before).toBeDefined();
        // the providers
        expect(await scene().update({ variant: {}, renewed: true })).toMatchObject({ update: 3 });
        expect(await uid()).toBe(before);
        const { replace } = await scene().update({ variant: {}, renewed: true, serverOfA: 'b' });
        expect(replace).toBeGreaterThan(1);
        expect(await scene().b.read(FIRST)).toBeDefined();
        expect(await uid()).toBeUndefined();
      },
      TEST_TIMEOUT,
    );
  });
});
