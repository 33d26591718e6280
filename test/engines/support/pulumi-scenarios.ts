import type { OpMap } from '@pulumi/pulumi/automation';
import type { DeploymentMode } from '../../../lib/pulumi';
import { BUILD_TIMEOUT } from './engines';
import { eventually } from './eventually';
import { type Deployed, urnOf } from './pulumi-attached';
import { failureScenarios } from './pulumi-failure-scenarios';
import { SECRET, stateOf, type Variant } from './pulumi-project';
import { changes, Scene, TEST_TIMEOUT } from './pulumi-scene';

const INFER = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'infer', namespace: 'default' };
const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', namespace: 'default' };
const PASSWORD = { ...SETTINGS, kind: 'Secret', name: 'password' };
const WIDGET = { apiVersion: 'test.fleet/v1', kind: 'Widget', name: 'one', namespace: 'default' };

/** What is secret, in clear: a password, and how the clusters are reached. */
const SECRETS = new RegExp([SECRET, Buffer.from(SECRET).toString('base64'), 'client-key-data'].join('|'));

/** What somebody else makes of the password. */
const CHANGED_SECRET = 'incorrect-mule-inductor-tack';

/** What Pulumi says where something is protected that would be deleted. */
const PROTECTED = /fleet\/members\/[ab].* cannot be deleted\s+because it is protected/;

/** What the modes show differently of the same thing. */
interface Expectations {
  /** Resources of the smallest program. */
  readonly resources: number;
  readonly drift: OpMap;
  readonly oneChangedOneRemoved: OpMap;
  readonly removedInPreview: RegExp;
  /** Of a deployment that is not in the program any more. */
  readonly goneInPreview: RegExp;
  /** What `down` prints when something of a member is gone, and when it begins with something of the control plane. */
  readonly memberGone: RegExp;
  readonly controlPlaneGoes: RegExp;
}

const EXPECTATIONS: Readonly<Record<DeploymentMode, Expectations>> = {
  bulk: {
    // stack, deployment, claim, roster, control plane, a, b
    resources: 7,
    drift: { update: 1 },
    oneChangedOneRemoved: { update: 3 },
    removedInPreview: /- ConfigMap default\/settings/,
    goneInPreview: /- pulumi-nodejs:dynamic\/cdk8s-fleet:Target: \(delete\).*ConfigMap default\/settings/s,
    memberGone: /Target fleet\/members\/[ab] deleted/g,
    controlPlaneGoes: /Target fleet\/control-plane deleting/,
  },
  objects: {
    // beside those of the control plane and of a, b each a component, a provider, and one for each stage
    resources: 4 + (2 + 2 + 2) + (2 + 3 + 1) + (2 + 1 + 1),
    drift: { update: 2, create: 1 },
    oneChangedOneRemoved: { update: 2, delete: 1 },
    removedInPreview: /- kubernetes:core\/v1:ConfigMap: \(delete\)\s+\[id=default\/settings\]/,
    goneInPreview: /- kubernetes:core\/v1:ConfigMap: \(delete\).*\s+\[id=default\/settings\]/,
    memberGone: /ConfigMap fleet\/fleet-member-[ab]\/\S+ deleted/g,
    controlPlaneGoes: /(ConfigMap|Deployment) fleet\/fleet\/\S+ deleting/,
  },
};

/** What must hold of a deployment in each mode: on the real engine of Pulumi and real API servers. */
export function deploymentScenarios(mode: DeploymentMode, more: (at: () => Scene) => void = () => undefined): void {
  const expected = EXPECTATIONS[mode];
  let scene: Scene;
  /** What was printed when everything was new: by a preview, which shows all content and needs no cluster, and by the update. */
  const printedOfNew: string[] = [];
  const update = (variant: Variant, args: Partial<Deployed> = {}) => scene.update({ variant, ...args });

  beforeAll(async () => {
    scene = await Scene.set(mode);
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await scene?.clear();
  });

  test(
    'everything is applied, and the second time nothing changes',
    async () => {
      printedOfNew.push(await scene.preview({ variant: {}, unreachable: true }));
      const { create } = await update({});
      expect(create).toBe(expected.resources);
      printedOfNew.push(scene.project.printed());
      expect((await scene.controlPlane.read(INFER))?.spec).toMatchObject({ replicas: 2 });
      expect(await scene.a.read(SETTINGS)).toMatchObject({ data: { mode: 'fast' } });
      // that of the shell is for other stacks
      process.env.PULUMI_CONFIG_PASSPHRASE = 'of other stacks';
      try {
        expect(await update({})).toEqual({ same: create });
      } finally {
        delete process.env.PULUMI_CONFIG_PASSPHRASE;
      }
    },
    TEST_TIMEOUT,
  );

  test(
    'a secret is nowhere in clear: not in the state, not in what is printed',
    async () => {
      const [preview] = printedOfNew;
      expect(preview).toMatch(/mode *: "fast"/);
      expect(preview).toMatch(/password[\s\S]*?data *: \[secret\]/);
      const seen = [stateOf(scene.project.folder), ...printedOfNew];
      const encoded = Buffer.from(SECRET).toString('base64');
      for (const text of seen) {
        expect(text.length).toBeGreaterThan(100);
        expect(text).not.toMatch(SECRETS);
      }
      expect(await scene.a.read(PASSWORD)).toMatchObject({ data: { password: encoded } });
    },
    TEST_TIMEOUT,
  );

  test(
    'what others changed and deleted is put right, and what they made of a secret is told to nobody',
    async () => {
      const changed = async ({ name, namespace, ...kind }: typeof SETTINGS, data: Record<string, string>) =>
        scene.a.apply({ ...kind, metadata: { name, namespace }, data }, 'somebody-else');
      const [before, after] = [SECRET, CHANGED_SECRET].map((text) => Buffer.from(text).toString('base64'));
      await changed(SETTINGS, { mode: 'slow' });
      await changed(PASSWORD, { password: after! });
      await scene.a.remove({ ...SETTINGS, name: 'first' });
      expect(changes(await update({}))).toEqual(expected.drift);
      for (const text of [scene.project.printed(), stateOf(scene.project.folder)]) {
        expect(text.length).toBeGreaterThan(100);
        expect(text).not.toMatch(new RegExp([CHANGED_SECRET, after, before, SECRET].join('|')));
      }
      expect(await scene.a.read(PASSWORD)).toMatchObject({ data: { password: before } });
      expect(await scene.a.read(SETTINGS)).toMatchObject({ data: { mode: 'fast' } });
      expect(await scene.a.read({ ...SETTINGS, name: 'first' })).toBeDefined();
      expect(changes(await update({}))).toEqual({});
    },
    TEST_TIMEOUT,
  );

  test(
    'one object changed, one removed: a preview shows them, an update changes them',
    async () => {
      const variant: Variant = { replicas: 3, without: 'settings' };
      const preview = await scene.preview({ variant });
      expect(preview).toMatch(/replicas: 2 => 3/);
      expect(preview).toMatch(expected.removedInPreview);
      expect(await scene.a.read(SETTINGS)).toBeDefined();
      // the roster is one of those that change
      expect(changes(await update(variant))).toEqual(expected.oneChangedOneRemoved);
      expect((await scene.controlPlane.read(INFER))?.spec).toMatchObject({ replicas: 3 });
      expect(await scene.a.read(SETTINGS)).toBeUndefined();
    },
    TEST_TIMEOUT,
  );

  test(
    'a kind and an object of it come and go in one update each',
    async () => {
      await update({ kind: true });
      expect(await scene.a.read(WIDGET)).toBeDefined();
      expect(await scene.failure({ variant: {} })).toMatch(/pulumi\/content-goes at .*widgets\.test\.fleet/);
      const withContent = ['apiextensions.k8s.io/CustomResourceDefinition widgets.test.fleet'];
      await update({}, { deletes: { withContent } });
      expect(await scene.a.read(WIDGET)).toBeUndefined();
    },
    TEST_TIMEOUT,
  );

  test(
    'a renamed member and many deletes need an allowance',
    async () => {
      const last = { ...SETTINGS, name: 'last' };
      await update({ many: 12 });
      expect(await scene.failure({ variant: { many: 12, member: 'c' } })).toMatch(
        /pulumi\/target-goes at members\/b: .*13 objects/,
      );
      expect(await scene.b.read(last)).toBeDefined();
      expect(await scene.failure({ variant: {} })).toMatch(
        /pulumi\/many-deletes at .*12 objects would be deleted, and 10 are allowed/,
      );
      expect(await scene.b.read({ ...last, name: 'many-3' })).toBeDefined();
      await update({}, { deletes: { objects: 12 } });
      expect(await scene.b.read({ ...last, name: 'many-3' })).toBeUndefined();
    },
    TEST_TIMEOUT,
  );

  test(
    'a deployment with another name and parent keeps its objects by an alias, and is refused without',
    async () => {
      const uids = async () => {
        const objects = await Promise.all([scene.controlPlane.read(INFER), scene.a.read(SETTINGS)]);
        return objects.map((object) => object?.metadata.uid);
      };
      await update({});
      const before = await uids();
      expect(before).not.toContain(undefined);
      const elsewhere = { name: 'fleet-2', within: true };
      // the component, and the claim
      const aliased = await update({}, { ...elsewhere, aliases: [urnOf('fleet', false)] });
      expect(changes(aliased)).toEqual({ create: 1, update: 1 });
      expect(await uids()).toEqual(before);
      const back = { aliases: [urnOf('fleet-2', true)] };
      expect(await scene.failure({ variant: {} })).toMatch(/pulumi\/deployment-moves at .*::fleet: .*::fleet-2/s);
      expect(await uids()).toEqual(before);
      await update({}, back);
      expect(await uids()).toEqual(before);
      expect(changes(await update({}, back))).toEqual({});
    },
    TEST_TIMEOUT,
  );

  test(
    'a deployment that is protected goes neither with its line of the program nor by destroy; retained objects stay',
    async () => {
      const uid = async () => (await scene.a.read(SETTINGS))?.metadata.uid;
      const gone = { variant: {}, absent: true };
      await update({}, { protect: true, retainOnDelete: true });
      const before = await uid();
      expect(before).toBeDefined();
      expect(await scene.failure(gone)).toMatch(PROTECTED);
      await expect(scene.project.stack.down()).rejects.toThrow('pulumi/failed');
      expect(scene.project.printed()).toMatch(PROTECTED);
      expect(await uid()).toBe(before);
      // the two ways to let it go
      await (mode === 'bulk' ? scene.project.unprotect() : update({}, { retainOnDelete: true }));
      const preview = await scene.preview(gone);
      expect(preview).toMatch(expected.goneInPreview);
      expect(preview).not.toMatch(SECRETS);
      expect(Object.keys(await scene.update(gone)).sort()).toEqual(['delete', 'same']);
      expect(await uid()).toBe(before);
      expect(await update({})).toEqual({ create: expected.resources - 1, same: 1 });
      expect(await uid()).toBe(before);
    },
    2 * TEST_TIMEOUT,
  );

  failureScenarios(mode, () => scene);

  more(() => scene);

  test(
    'down deletes everything, members before the control plane, also after an update in which that has failed',
    async () => {
      const awaits = { ConfigMap: { for: 'condition=Ready', seconds: 2 } } as const;
      await scene.failure({ variant: { guarded: 'first', last: 'new' }, awaits });
      expect((await scene.b.read({ ...SETTINGS, name: 'last' }))?.data).toEqual({ of: 'new' });
      await scene.project.stack.down();
      const printed = scene.project.printed();
      const ends = [...printed.matchAll(expected.memberGone)].map(({ index }) => index);
      expect(ends.length).toBeGreaterThan(1);
      expect(Math.max(...ends)).toBeLessThan(printed.search(expected.controlPlaneGoes));
      expect(await scene.a.read(SETTINGS)).toBeUndefined();
      expect(await scene.b.read({ ...SETTINGS, name: 'last' })).toBeUndefined();
      // the end of a template is not waited for, where the provider does not
      await eventually(async () => expect(await scene.controlPlane.read(INFER)).toBeUndefined());
    },
    TEST_TIMEOUT,
  );
}
