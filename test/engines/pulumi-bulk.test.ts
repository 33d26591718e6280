import { AppliedTarget, complete, jobThatLeaves, SHARED_VALUES } from './support/applied-target';
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
      'what others add to a value that has one owner is drift, and goes; what they add beside is none',
      async () => {
        const applied = await AppliedTarget.of(scene().kubeconfig('a'), SHARED_VALUES.objects);
        expect(await applied.refresh()).toEqual([]);
        for (const [path, body] of SHARED_VALUES.beside) {
          await scene().a.text('PATCH', path, { contentType: 'application/merge-patch+json', body });
        }
        expect(await applied.refresh()).toEqual([]);
        for (const [path, body] of SHARED_VALUES.within) {
          await scene().a.text('PATCH', path, { contentType: 'application/merge-patch+json', body });
        }
        expect(await applied.refresh()).toEqual(applied.keys);
        await applied.update();
        expect(await applied.refresh()).toEqual([]);
        expect((await scene().a.read(SHARED_VALUES.service))?.spec).toMatchObject({ selector: { app: 'shared' } });
        expect((await scene().a.read(SHARED_VALUES.policy))?.spec).toMatchObject({ podSelector: {} });
        await applied.delete();
      },
      TEST_TIMEOUT,
    );

    test.each(['a', 'control-plane'])(
      'a Job that its controller deletes when it has finished does not run again: on %s',
      async (cluster) => {
        const client = cluster === 'a' ? scene().a : scene().controlPlane;
        const job = { apiVersion: 'batch/v1', kind: 'Job', name: 'once', namespace: 'default' };
        const applied = await AppliedTarget.of(scene().kubeconfig(cluster), [jobThatLeaves(job)]);
        await complete(client, job);
        await eventually(async () => expect(await client.read(job)).toBeUndefined());
        expect(await applied.refresh()).toEqual([]);
        await applied.update();
        expect(await client.read(job)).toBeUndefined();
        await applied.delete();
      },
      TEST_TIMEOUT,
    );

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
