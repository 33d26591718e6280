import { AdmissionWebhook, DENIAL, DENIED, UNANSWERED } from './support/admission-webhook';
import { eventually } from './support/eventually';
import {
  appliedIn,
  FINALIZER,
  FULL,
  LATE_SECRET,
  REFUSED_SECRET,
  stateOf,
  type Variant,
  WITHOUT_SECRETS,
} from './support/pulumi-project';
import { deploymentScenarios, TEST_TIMEOUT } from './support/pulumi-scenarios';

/** A compiled fleet through the real engine and the real SDK of Pulumi, to real API servers: one resource for each of them. */
describe('pulumi, bulk', () => {
  deploymentScenarios('bulk', (scene) => {
    const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', namespace: 'default' };
    const NEEDED = { ...SETTINGS, name: 'needed' };

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
      'what an object needs stays until its finalizers are done',
      async () => {
        await scene().update({ variant: { held: true } });
        expect(await scene().failure({ variant: {}, deleteSeconds: 2 })).toContain(
          `ConfigMap default/held: it was deleted, and is still there after 2 s: its finalizers are ${FINALIZER}`,
        );
        expect((await scene().a.read(NEEDED))?.metadata).not.toHaveProperty('deletionTimestamp');
        await scene().a.text('PATCH', '/api/v1/namespaces/default/configmaps/held', {
          contentType: 'application/merge-patch+json',
          body: { metadata: { finalizers: null } },
        });
        await scene().update({ variant: {} });
        expect(await scene().a.read(NEEDED)).toBeUndefined();
      },
      TEST_TIMEOUT,
    );

    test(
      'what a webhook denies, or does not answer, holds nothing else up; when it is gone, the next update goes on',
      async () => {
        const variant: Variant = { webhooks: true };
        const has = async (name: string) => (await scene().a.read({ ...SETTINGS, name })) !== undefined;
        const webhook = await AdmissionWebhook.start(scene().a);
        try {
          const printed = await scene().failure({ variant });
          expect(printed).toMatch(
            new RegExp(`ConfigMap default/${DENIED}: .*"${DENIED}.test.fleet" denied the request: ${DENIAL}`),
          );
          expect(printed).toMatch(
            new RegExp(
              `ConfigMap default/${UNANSWERED}: .*failed calling webhook "${UNANSWERED}.test.fleet": .*timeout`,
            ),
          );
          expect([await has(DENIED), await has(UNANSWERED), await has('after-webhooks')]).toEqual([false, false, true]);
          expect(appliedIn(scene().project.folder).get('fleet/members/a')).not.toContain(`ConfigMap default/${DENIED}`);
        } finally {
          await webhook.stop();
        }
        await scene().update({ variant });
        expect([await has(DENIED), await has(UNANSWERED)]).toEqual([true, true]);
      },
      TEST_TIMEOUT,
    );

    test(
      'what servers say repeats no line of a secret, and what a quota refuses is not taken for applied',
      async () => {
        for (const object of WITHOUT_SECRETS) {
          await scene().a.apply(object, 'test');
        }
        const attempt = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'attempt', namespace: FULL } };
        // the quota counts when its controller has seen it
        await eventually(() => expect(scene().a.tryApply(attempt, 'test')).rejects.toThrow('exceeded quota'));
        const variant: Variant = { repeated: true, beyondQuota: true };
        const printed = await scene().failure({ variant });
        expect(printed).toMatch(/ConfigMap default\/repeated: .*Invalid value: "\[secret\]"/);
        expect(printed).toMatch(new RegExp(`Secret ${FULL}/beyond-quota: .*exceeded quota: no-secrets`));
        const lines = LATE_SECRET.trim().split('\n');
        const base64 = [LATE_SECRET, REFUSED_SECRET].map((text) => Buffer.from(text).toString('base64'));
        for (const secret of [...lines, JSON.stringify(lines[1]).slice(1, -1), REFUSED_SECRET, ...base64]) {
          expect(printed).not.toContain(secret);
          expect(stateOf(scene().project.folder)).not.toContain(secret);
        }
        const applied = appliedIn(scene().project.folder).get('fleet/members/a');
        expect(applied).toContain('Secret default/password');
        expect(applied).not.toContain(`Secret ${FULL}/beyond-quota`);
        expect(applied).not.toContain('ConfigMap default/repeated');
      },
      TEST_TIMEOUT,
    );
  });
});
