import type { DeploymentMode } from '../../../lib/pulumi';
import type { Deployed } from './pulumi-attached';
import { FINALIZER, lastStateOf, REFUSAL, type Variant } from './pulumi-project';
import { changes, refuseIn, refuseNothingIn, type Scene, TEST_TIMEOUT } from './pulumi-scene';

const INFER = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'infer', namespace: 'default' };
const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', namespace: 'default' };
const GUARDED = { ...SETTINGS, name: 'refused' };
const HELD = { ...SETTINGS, name: 'held' };
const NEEDED = { ...SETTINGS, name: 'needed' };

/** What the modes print of the same failure. */
const EXPECTATIONS = {
  bulk: {
    refused: new RegExp(`ConfigMap default/refused: .*${REFUSAL}`),
    late: /ConfigMap default\/last: it is applied, and not done after 2 s/,
  },
  objects: {
    refused: new RegExp(REFUSAL),
    late: /ConfigMap default\/last is not done/,
  },
} as const;

/** What must hold of a deployment of which something fails, or that is killed. Each begins and ends with whatever the last update has left. */
export function failureScenarios(mode: DeploymentMode, at: () => Scene): void {
  const expected = EXPECTATIONS[mode];
  const update = (variant: Variant, args: Partial<Deployed> = {}) => at().update({ variant, ...args });

  test(
    'an object that the server refuses is told, the others are applied, and it is tried again',
    async () => {
      expect(await at().failure({ variant: { refused: true, replicas: 1 } })).toMatch(expected.refused);
      expect((await at().controlPlane.read(INFER))?.spec).toMatchObject({ replicas: 1 });
      // what is in its stage, and what is behind it
      expect(await at().a.read(SETTINGS)).toBeDefined();
      expect(await at().a.read({ ...SETTINGS, name: 'behind' })).toBeDefined();
      expect(await at().a.read({ ...SETTINGS, name: 'refused' })).toBeUndefined();
      expect(await at().failure({ variant: { refused: true, replicas: 1 } })).toMatch(expected.refused);
    },
    TEST_TIMEOUT,
  );

  test(
    'what the control plane refuses, or is late with, holds no member up; the next update goes on',
    async () => {
      const guarded = async () => (await at().controlPlane.read(GUARDED))?.data;
      const last = async () => (await at().b.read({ ...SETTINGS, name: 'last' }))?.data;
      await update({});
      await refuseIn(at().controlPlane);
      // with which the server was tried
      await at().controlPlane.remove(GUARDED);
      try {
        const printed = await at().failure({ variant: { guarded: 'second', last: 'new' } });
        expect(printed).toMatch(expected.refused);
        expect([await guarded(), await last()]).toEqual([undefined, { of: 'new' }]);
        // so it is with what fails again
        expect(await at().failure({ variant: { guarded: 'second', last: 'newer' } })).toMatch(expected.refused);
        expect(await last()).toEqual({ of: 'newer' });
      } finally {
        await refuseNothingIn(at().controlPlane);
      }
      await update({ guarded: 'second', last: 'newer' });
      expect(await guarded()).toEqual({ of: 'second' });
      expect(changes(await update({ guarded: 'second', last: 'newer' }))).toEqual({});
      const awaits = { ConfigMap: { for: 'condition=Ready', seconds: 2 } } as const;
      await at().failure({ variant: { guarded: 'third', last: 'newest' }, awaits });
      expect([await guarded(), await last()]).toEqual([{ of: 'third' }, { of: 'newest' }]);
      await update({});
      expect(await guarded()).toBeUndefined();
    },
    TEST_TIMEOUT,
  );

  test(
    'what is not done in time fails',
    async () => {
      const awaits = { ConfigMap: { for: 'condition=Ready', seconds: 2 } } as const;
      expect(await at().failure({ variant: { replicas: 3 }, awaits })).toMatch(expected.late);
    },
    TEST_TIMEOUT,
  );

  test(
    'after an update that was killed the next one goes on',
    async () => {
      await update({});
      // it hangs when the first objects are there
      const awaits = { ConfigMap: { for: 'condition=Never', seconds: 600 } } as const;
      const variant = { replicas: 3, many: 5 };
      await at().kill({ variant, awaits }, async () => {
        expect(await at().b.read({ ...SETTINGS, name: 'many-0' })).toBeDefined();
      });
      await update(variant);
      expect(await at().b.read({ ...SETTINGS, name: 'many-4' })).toBeDefined();
      expect(changes(await update(variant))).toEqual({});
    },
    TEST_TIMEOUT,
  );

  test(
    'after an update that was killed while an object was being deleted the next one goes on, and nothing of it is left',
    async () => {
      // of an object that leaves the program Pulumi knows what it had before
      const patience = { deleteSeconds: 20 };
      await update({ held: true }, patience);
      expect(lastStateOf(at().project.folder)).toContain('default/held');
      await at().kill({ variant: {}, ...patience }, async () => {
        expect((await at().a.read(HELD))?.metadata).toHaveProperty('deletionTimestamp');
      });
      expect(lastStateOf(at().project.folder)).toContain('default/held');
      // one by one, what an update deletes goes at once
      if (mode === 'bulk') {
        expect((await at().a.read(NEEDED))?.metadata).not.toHaveProperty('deletionTimestamp');
      }
      // what holds it is still there
      expect(await at().failure({ variant: {}, ...patience })).toMatch(/default\/held/);
      expect((await at().a.read(HELD))?.metadata).toMatchObject({ finalizers: [FINALIZER] });
      await at().a.text('PATCH', '/api/v1/namespaces/default/configmaps/held', {
        contentType: 'application/merge-patch+json',
        body: { metadata: { finalizers: null } },
      });
      await update({});
      expect([await at().a.read(HELD), await at().a.read(NEEDED)]).toEqual([undefined, undefined]);
      expect(lastStateOf(at().project.folder)).not.toMatch(/\/(held|needed)\b/);
      expect(changes(await update({}))).toEqual({});
    },
    TEST_TIMEOUT,
  );
}
