import { readFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { FleetApp, GpuFleet } from '../../lib';
import type { Compilation } from '../../lib/core/compilation';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { FleetDeployment, type IClusterProvider, type LocalStack, late, ProvisionedClusters } from '../../lib/pulumi';
import { Twin } from '../../lib/twin';
import { deployment, gpuMember } from '../support';
import { BUCKET, Bucket } from './support/bucket';
import { BUILD_TIMEOUT, twinEngines } from './support/engines';
import { removeTemporary, temporary } from './support/folders';
import { open, type Project, SECRET, stateOf } from './support/pulumi-project';

const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', namespace: 'default' };

/** The provider of `Machine`, as text: Pulumi runs it in a process of its own. */
const MACHINE = `exports.handler = () => ({
  create: async (props) => ({
    id: props.file,
    outs: { ...props, kubeconfig: require('node:fs').readFileSync(props.file, 'utf8') },
  }),
  diff: async (id, olds, news) => ({ changes: olds.file !== news.file, replaces: olds.file === news.file ? [] : ['file'] }),
});`;

/** Stands for a cloud's cluster: it has a kubeconfig when it is made, and not before. */
class Machine extends pulumi.CustomResource {
  declare public readonly kubeconfig: pulumi.Output<string>;

  public constructor(name: string, file: string, opts: pulumi.CustomResourceOptions) {
    const props = { file, kubeconfig: undefined, __provider: MACHINE };
    super('pulumi-nodejs:dynamic/test:Machine', name, props, { ...opts, additionalSecretOutputs: ['kubeconfig'] });
  }
}

function compile(bucket?: Bucket): Compilation {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    members: { a: gpuMember(1, 1, { provider: 'machines' }), b: gpuMember(1, 1) },
  });
  deployment(fleet.member('a'), 'infer', 2);
  const { apiVersion, kind, ...metadata } = SETTINGS;
  const data = {
    mode: 'fast',
    ...(bucket ? { blocks: `s3://${late(bucket.bucket)}`, token: late(bucket.password) } : {}),
  };
  new ApiObject(fleet.member('a'), 'settings', { apiVersion, kind, metadata, data });
  return app.compile();
}

/**
 * A fleet on a cluster of the same stack, through the real engine and the real SDK of Pulumi, to real API servers. The plugins of
 * the clouds make clusters for money only, so that a resource of the test stands for theirs.
 */
describe('pulumi with a cluster that it makes', () => {
  let twin: Twin;
  let stack: LocalStack;
  let project: Project;
  /** All that was printed. */
  const shown: string[] = [];
  const printed = () => {
    shown.push(project.printed());
    return shown.at(-1)!;
  };
  /** Whose API server the cluster has, and whether it may go. */
  let machine = { server: 'a', protect: true };

  beforeAll(async () => {
    await ensureEngines(['pulumi'], { cacheRoot: defaultCacheRoot() });
    const [model] = compile().fleets;
    twin = await Twin.up(model!, { state: temporary('twin'), engines: await twinEngines() });
    const machines: IClusterProvider = {
      provision: (members, { name, parent }) =>
        Object.fromEntries(
          members.map((member) => {
            const file = twin.kubeconfig(machine.server);
            const cluster = new Machine(`${name}/${member.name}`, file, { parent, protect: machine.protect });
            return [member.name, { kubeconfig: cluster.kubeconfig, cluster, runsPods: false }];
          }),
        ),
    };
    const kubeconfig = readFileSync(twin.kubeconfig('control-plane'), 'utf8');
    const attached = { controlPlane: { kubeconfig }, members: { b: { kubeconfig } } };
    project = await open(() => {
      const bucket = new Bucket('bucket', SECRET);
      const program = compile(bucket);
      const clusters = new ProvisionedClusters('clusters', { program, ...attached, providers: { machines } });
      // the twin has joined its members itself
      const onlyMade = { connectionTo: clusters.connectionTo.bind(clusters), joinMembers: true };
      new FleetDeployment('fleet', { program, clusters: onlyMade });
    });
    stack = project.stack;
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    project?.remove();
    removeTemporary();
  });

  test('a preview shows every object before the cluster is there', async () => {
    await stack.preview();
    const preview = printed();
    expect(preview).toMatch(/ConfigMap default\/settings/);
    expect(preview).toMatch(/mode *: "fast"/);
    expect(preview).toMatch(/blocks *: \[unknown\]/);
    expect(preview).toMatch(/apps\/Deployment default\/infer/);
    expect(preview).not.toContain('late-value-');
    expect(await (await twin.client('a')).read(SETTINGS)).toBeUndefined();
  }, 300_000);

  test('an update makes the cluster and applies everything; the second time nothing changes', async () => {
    // stack, bucket, clusters, cluster, deployment, claim, roster, control plane, a
    expect(await stack.up()).toEqual({ create: 9 });
    expect(await (await twin.client('a')).read(SETTINGS)).toMatchObject({ data: { mode: 'fast' } });
    expect(await stack.preview()).toEqual({ same: 9 });
    expect(printed()).not.toContain('client-key-data');
  }, 300_000);

  test('what other resources know late is in the objects, and a secret of theirs nowhere in clear', async () => {
    const { data } = (await (await twin.client('a')).read(SETTINGS))!;
    expect(data).toEqual({ mode: 'fast', blocks: `s3://${BUCKET}`, token: SECRET });
    expect(stateOf(project.folder)).toContain(`s3://${BUCKET}`);
    expect(stateOf(project.folder)).not.toContain(SECRET);
    expect(shown.join('')).not.toContain(SECRET);
  }, 300_000);

  test('a cluster that is protected is not replaced, and not destroyed with the rest of the stack', async () => {
    machine = { server: 'b', protect: true };
    await expect(stack.preview()).rejects.toThrow('pulumi/failed');
    expect(printed()).toMatch(/clusters\/a[\s\S]*protect/);
    machine = { server: 'a', protect: true };
    await expect(stack.down()).rejects.toThrow('pulumi/failed');
    expect(printed()).toMatch(/clusters\/a[\s\S]*protect/);
    expect(await (await twin.client('a')).read(SETTINGS)).toBeDefined();
    // the deployment has left the stack, though: Pulumi destroys what is not protected
    machine = { server: 'a', protect: false };
    expect(await stack.up()).toEqual({ create: 6, same: 3 });
  }, 300_000);

  test('everything is applied to a cluster that comes in place of it', async () => {
    machine = { server: 'b', protect: false };
    expect(await stack.up()).toEqual({ replace: 1, update: 1, same: 7 });
    expect(await (await twin.client('b')).read(SETTINGS)).toMatchObject({ data: { mode: 'fast' } });
  }, 300_000);

  test('objects go with their cluster, and not one by one', async () => {
    await stack.down();
    // what stands for the cluster deletes nothing; whoever deleted the object would have had to ask the API server
    expect(await (await twin.client('b')).read(SETTINGS)).toBeDefined();
  }, 300_000);
});
