import { refOf } from '../../lib/twin/client';
import { AdmissionWebhook, DENIAL, DENIED, UNANSWERED } from './support/admission-webhook';
import { AppliedTarget, complete, jobThatLeaves, replaceable, SHARED_VALUES } from './support/applied-target';
import { eventually } from './support/eventually';
import {
  appliedIn,
  FINALIZER,
  FORMER_SECRET,
  FULL,
  LATE_SECRET,
  REFUSAL,
  REFUSED_SECRET,
  REPEATING,
  stateOf,
  THEIRS,
  type Variant,
  WITHOUT_SECRETS,
} from './support/pulumi-project';
import { deploymentScenarios } from './support/pulumi-scenarios';
import { refuseIn, refuseNothingIn, TEST_TIMEOUT } from './support/pulumi-scene';

/** A compiled fleet through the real engine and the real SDK of Pulumi, to real API servers: one resource for each of them. */
describe('pulumi, bulk', () => {
  deploymentScenarios('bulk', (scene) => {
    const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', namespace: 'default' };
    const INFER = { ...SETTINGS, apiVersion: 'apps/v1', kind: 'Deployment', name: 'infer' };
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
      'what never changes is replaced where the program lets it, a Job with its pods',
      async () => {
        const { a } = scene();
        const images = async () => {
          const pods = await a.list({ apiVersion: 'v1', kind: 'Pod', namespace: 'default' });
          return pods
            .filter(({ metadata }) => metadata.labels?.['batch.kubernetes.io/job-name'] === 'replaced')
            .map(({ spec }) => JSON.stringify(spec).match(/train:\d/)?.[0]);
        };
        const uids = () =>
          Promise.all(replaceable('one').map(async (object) => (await a.read(refOf(object)))?.metadata.uid));
        const applied = await AppliedTarget.of(scene().kubeconfig('a'), replaceable('one'));
        await eventually(async () => expect(await images()).toEqual(['train:1']));
        const before = await uids();
        await applied.update(replaceable('other'));
        const after = await uids();
        expect(after.filter((uid) => uid === undefined || before.includes(uid))).toEqual([]);
        expect(await applied.refresh()).toEqual([]);
        await eventually(async () => expect(await images()).toEqual(['train:2']));
        await applied.delete();
      },
      TEST_TIMEOUT,
    );

    test(
      'nothing is deleted by an update that fails, and nothing is forgotten',
      async () => {
        const without = 'settings';
        await scene().update({ variant: {} });
        expect(await scene().failure({ variant: { refused: true, without } })).toContain(
          'ConfigMap default/settings is no longer in the program, and kept',
        );
        expect(await scene().a.read(SETTINGS)).toBeDefined();
        await scene().update({ variant: { without } });
        expect(await scene().a.read(SETTINGS)).toBeUndefined();
      },
      TEST_TIMEOUT,
    );

    test(
      'what the control plane refuses keeps what leaves a member, which is told, and holds no other member up',
      async () => {
        await scene().update({ variant: { guarded: 'first' } });
        await refuseIn(scene().controlPlane);
        try {
          const printed = await scene().failure({ variant: { guarded: 'second', without: 'settings', last: 'new' } });
          expect(printed).toContain('in which something is refused on control-plane: ConfigMap default/settings is');
          expect(await scene().a.read(SETTINGS)).toBeDefined();
          expect(await scene().b.read({ ...SETTINGS, name: 'last' })).toMatchObject({ data: { of: 'new' } });
        } finally {
          await refuseNothingIn(scene().controlPlane);
        }
        await scene().update({ variant: { guarded: 'second', without: 'settings', last: 'new' } });
        expect(await scene().a.read(SETTINGS)).toBeUndefined();
        await scene().update({ variant: {} });
      },
      TEST_TIMEOUT,
    );

    test(
      'an update of one target changes that alone, and asks for an allowance as all others do',
      async () => {
        const urn = (label: string) =>
          `urn:pulumi:dev::test::cdk8s-fleet:index:FleetDeployment$pulumi-nodejs:dynamic/cdk8s-fleet:Target::fleet/${label}`;
        const many = { ...SETTINGS, name: 'many-3' };
        await scene().update({ variant: { many: 12 } });
        const variant: Variant = { replicas: 3, without: 'settings' };
        await scene().update({ variant }, [urn('members/a')]);
        expect(await scene().a.read(SETTINGS)).toBeUndefined();
        expect((await scene().controlPlane.read(INFER))?.spec).toMatchObject({ replicas: 2 });
        expect(await scene().failure({ variant }, [urn('members/b')])).toMatch(
          /pulumi\/many-deletes at fleet\/members\/b: 12 objects/,
        );
        expect(await scene().b.read(many)).toBeDefined();
        await scene().update({ variant, deletes: { objects: 12 } }, [urn('members/b')]);
        expect(await scene().b.read(many)).toBeUndefined();
        // the roster hears of it with the next full update
        await scene().update({ variant: {}, deletes: { objects: 13 } });
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
      'a Deployment under another name gets the card of the old one, and how far that is can be seen',
      async () => {
        const awaits = { 'apps/Deployment': { for: 'rollout', seconds: 8 } } as const;
        const trainer = { name: 'trainer', label: 'first' };
        await scene().update({ variant: { trainer }, awaits });
        scene().project.printed();
        await scene().update({ variant: { trainer: { ...trainer, name: 'renamed' } }, awaits });
        expect(scene().project.printed()).toMatch(
          /members\/a: stage \d of \d: waits for apps\/Deployment default\/renamed \(1 of 1 pods are .*, 0 of 1 are available\)/,
        );
      },
      TEST_TIMEOUT,
    );

    test(
      'what runs beside a template that cannot run is not taken for it, and what never changes is told with the way out',
      async () => {
        const awaits = { 'apps/Deployment': { for: 'rollout', seconds: 8 } } as const;
        const trainer = { name: 'renamed', label: 'second' };
        const printed = await scene().failure({ variant: { trainer, replicas: 4 }, awaits });
        expect(printed).toMatch(
          /default\/renamed: .* after 8 s: 1 of 1 pods are of its current template, 1 of an earlier one, 1 of 1 are available/,
        );
        expect(printed).toMatch(/ConfigMap default\/frozen: .*field is immutable .* - no update changes that/);
        expect((await scene().controlPlane.read(INFER))?.status).toMatchObject({ availableReplicas: 4 });
        expect(printed).not.toContain('default/infer: ');
      },
      TEST_TIMEOUT,
    );

    test(
      'what a member refuses of Karmada is told where that is waited for',
      async () => {
        const awaits = {
          'apps/Deployment': { for: 'carried', seconds: 60 },
          ConfigMap: { for: 'carried', seconds: 5 },
        } as const;
        const printed = await scene().failure({ variant: { refusedThere: true, replicas: 2 }, awaits });
        expect(printed).toMatch(
          new RegExp(`ConfigMap default/refused: .* it is not applied in all its members .*a: .*${REFUSAL}`, 's'),
        );
        expect(printed).not.toContain('default/infer: ');
        expect((await scene().a.read(INFER))?.spec).toMatchObject({ replicas: 2 });
      },
      TEST_TIMEOUT,
    );

    test(
      'a Job goes with its pods, in its member before it is gone, and where Karmada has carried it',
      async () => {
        const pods = async () =>
          (await scene().a.list({ apiVersion: 'v1', kind: 'Pod', namespace: 'default' })).flatMap(
            ({ metadata }) => metadata.labels?.['batch.kubernetes.io/job-name'] ?? [],
          );
        await scene().update({ variant: { jobs: true } });
        await eventually(async () => expect((await pods()).sort()).toEqual(['carried', 'local']));
        await scene().update({ variant: {} });
        expect(await pods()).not.toContain('local');
        await eventually(async () => expect(await pods()).toEqual([]));
        const carried = { apiVersion: 'batch/v1', kind: 'Job', name: 'carried', namespace: 'default' };
        expect(await scene().a.read(carried)).toBeUndefined();
      },
      TEST_TIMEOUT,
    );

    test(
      'what was there before is told, changed, and stays',
      async () => {
        const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', name });
        await scene().a.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: THEIRS } }, 'somebody-else');
        await scene().update({ variant: { shared: true } });
        expect(scene().project.printed()).toMatch(
          /2 objects were there before, made by others: Namespace kube-system and Namespace theirs/,
        );
        expect((await scene().a.read(namespace(THEIRS)))?.metadata.labels).toHaveProperty(['test.fleet/shared']);
        const deletes = { objects: 10, withContent: ['Namespace kube-system', `Namespace ${THEIRS}`] };
        await scene().update({ variant: {}, deletes });
        for (const name of ['kube-system', THEIRS]) {
          const { metadata } = (await scene().a.read(namespace(name)))!;
          expect(metadata).not.toHaveProperty('deletionTimestamp');
          expect(JSON.stringify(metadata)).not.toContain('cdk8s-fleet');
        }
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
        const variant: Variant = { repeated: true, beyondQuota: true, large: 1 };
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
        // what nobody refuses is there
        expect(await scene().a.read({ ...SETTINGS, name: 'large-0' })).toBeDefined();
      },
      TEST_TIMEOUT,
    );

    test(
      'what is secret no more is told by no later refusal, and is nowhere in the state',
      async () => {
        for (const object of REPEATING) {
          await scene().a.apply(object, 'test');
        }
        await scene().update({ variant: { former: 'with' } });
        const { apiVersion, kind, namespace } = SETTINGS;
        const changed = { apiVersion, kind, metadata: { name: 'former', namespace }, data: { host: 'db' } };
        await eventually(() => expect(scene().a.tryApply(changed, 'test')).rejects.toThrow(FORMER_SECRET));
        for (const attempt of ['first', 'second', 'third']) {
          const printed = await scene().failure({ variant: { former: 'without' } });
          expect([attempt, printed]).toEqual([
            attempt,
            expect.stringMatching(/ConfigMap default\/former: .*it was https:\/\/trainer:\[secret\]@db/),
          ]);
          expect(printed).not.toContain(FORMER_SECRET);
          expect(stateOf(scene().project.folder)).not.toContain(FORMER_SECRET);
        }
        await scene().update({ variant: {} });
        expect(await scene().a.read({ ...SETTINGS, name: 'former' })).toBeUndefined();
        expect(stateOf(scene().project.folder)).not.toContain(FORMER_SECRET);
      },
      TEST_TIMEOUT,
    );

    // last: what reads the state reads all that was ever in it
    test.each([11, 30])(
      'an update that fails forgets nothing that it has applied, however much that is: %i objects of 700 KiB',
      async (large) => {
        expect(await scene().failure({ variant: { refused: true, large } })).toContain(REFUSAL);
        const applied = appliedIn(scene().project.folder).get('fleet/members/a') ?? [];
        expect(applied.filter((key) => key.startsWith('ConfigMap default/large-'))).toHaveLength(large);
        await scene().update({ variant: { large } });
        await scene().update({ variant: {}, deletes: { objects: large } });
        expect(await scene().a.read({ ...SETTINGS, name: 'large-0' })).toBeUndefined();
      },
      TEST_TIMEOUT,
    );
  });
});
