import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, JsonPatch } from 'cdk8s';
import { FleetAddOns, FleetApp, GpuFleet, ObjectStore, planOf, ThanosStack, WholePropagation } from '../lib';
import { printFindings, printPlan } from '../lib/cli/report';
import { Terminal } from '../lib/cli/terminal';
import type { Compilation } from '../lib/core/compilation';
import type { Manifest } from '../lib/core/manifest';
import { FleetDeployment, late } from '../lib/pulumi';
import { lateSecretsIn } from '../lib/pulumi/late-inputs';
import { redacted } from '../lib/pulumi/provider/redact';
import { asInput } from '../lib/pulumi/secrets';
import { inputsByName } from './pulumi-mocks';
import { deployment, gpuMember } from './support';

const SECRET = 'correct-horse-battery-staple';

function program(objects: (fleet: GpuFleet<'a'>) => void): FleetApp {
  const app = new FleetApp({ outdir: mkdtempSync(join(tmpdir(), 'late-')) });
  objects(new GpuFleet(app, 'fleet', { prometheusOperator: '0.93', volcano: '1.15', members: { a: gpuMember() } }));
  return app;
}

function withData(data: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return program((fleet) => {
    const metadata = { name: 'settings', namespace: 'default' };
    new ApiObject(fleet, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data, ...more });
  });
}

function object(compilation: Compilation, kind: string): Manifest {
  const found = compilation.targets.flatMap(({ objects }) => objects).find(({ manifest }) => manifest.kind === kind);
  return found!.manifest;
}

/** What stands in the place of late values when the program is deployed. */
function deployed(manifest: Manifest): Promise<Manifest> {
  return new Promise((resolve) => pulumi.output(asInput(manifest)).apply((value) => resolve(value as Manifest)));
}

const problems = (app: FleetApp) => app.compile().findings.map(({ id, pointer }) => `${id} ${pointer}`);

describe('late values', () => {
  test('stand in texts, alone and within others, and in Outputs that nobody called late()', async () => {
    const bucket = pulumi.output('metrics-7f3a');
    const app = withData({ alone: late(bucket), within: `s3://${late(bucket)}/blocks`, raw: bucket });
    expect(problems(app)).toEqual([]);
    const compiled = object(app.compile(), 'ConfigMap');
    expect(JSON.stringify(compiled)).not.toContain('metrics-7f3a');
    expect(compiled.data).toMatchObject({ alone: expect.stringMatching(/^late-value-[0-9a-f]{8}$/) });
    expect((await deployed(compiled)).data).toEqual({
      alone: 'metrics-7f3a',
      within: 's3://metrics-7f3a/blocks',
      raw: 'metrics-7f3a',
    });
  });

  test('in properties of constructs: a bucket of Thanos', async () => {
    const bucket = pulumi.output('metrics-7f3a');
    const app = program((fleet) => {
      const objectStore = ObjectStore.s3({ bucket: late(bucket), endpoint: 's3.eu-central-1.amazonaws.com' });
      new ThanosStack(fleet, 'metrics', { objectStore });
    });
    const { targets, findings } = app.compile();
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const [store] = targets
      .flatMap(({ objects }) => objects.map(({ manifest }) => manifest))
      .filter((manifest) => JSON.stringify(manifest).includes('late-value-'));
    const { data } = await deployed(store!);
    const file = Buffer.from((data as Record<string, string>)['objstore.yml']!, 'base64').toString();
    expect(file).toMatch(/^ {2}bucket: metrics-7f3a$/m);
  });

  test('values of a Secret, as text and as base64', async () => {
    const password = late(pulumi.secret(SECRET));
    const app = program((fleet) => {
      new ApiObject(fleet, 'password', {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'password', namespace: 'default' },
        stringData: { url: `postgres://ml:${password}@db` },
        data: { password: Buffer.from(password).toString('base64') },
      });
    });
    const { data } = await deployed(object(app.compile(), 'Secret'));
    const text = (value: string) => Buffer.from(value, 'base64').toString();
    const { url, password: second } = data as { url: string; password: string };
    expect([text(url), text(second)]).toEqual([`postgres://ml:${SECRET}@db`, SECRET]);
  });

  test('within base64, of other kinds than Secrets too, and within base64 again', async () => {
    const password = late(pulumi.secret(SECRET));
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const docker = (word: string) => JSON.stringify({ auths: { r: { auth: base64(`ml:${word}`) } } });
    const app = program((fleet) => {
      const metadata = { name: 'settings', namespace: 'default' };
      new ApiObject(fleet, 'settings', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata,
        data: { header: `Basic ${base64(`ml:${password}`)}, and ${password}` },
        binaryData: { key: base64(`key=${password}ü\n`) },
      });
      new ApiObject(fleet, 'registry', {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata,
        type: 'kubernetes.io/dockerconfigjson',
        data: { '.dockerconfigjson': base64(docker(password)) },
      });
    });
    expect(problems(app)).toEqual([]);
    const compiled = app.compile();
    expect(await deployed(object(compiled, 'ConfigMap'))).toMatchObject({
      data: { header: `Basic ${base64(`ml:${SECRET}`)}, and ${SECRET}` },
      binaryData: { key: base64(`key=${SECRET}ü\n`) },
    });
    expect((await deployed(object(compiled, 'Secret'))).data).toEqual({
      '.dockerconfigjson': base64(docker(SECRET)),
    });
    const { binaryData } = asInput(object(compiled, 'ConfigMap')) as { binaryData: { key: pulumi.Output<string> } };
    expect(await pulumi.isSecret(binaryData.key)).toBe(true);
    const secrets = lateSecretsIn([object(compiled, 'ConfigMap')]);
    const told = await new Promise((resolve) => secrets!.apply((texts) => resolve(texts)));
    expect(told).toEqual(expect.arrayContaining([SECRET, base64(`ml:${SECRET}`), base64(`key=${SECRET}ü\n`)]));
  });

  test.each<[what: string, made: (text: string) => string]>([
    ['other letters', (text) => text.toUpperCase()],
    ['a part', (text) => text.slice(0, 10)],
    ['a longer part', (text) => `x${text.slice(0, 15)}`],
    ['other signs', (text) => text.replaceAll('-', '_')],
    ['no signs', (text) => text.replaceAll('-', '')],
    ['hexadecimal digits', (text) => Buffer.from(text).toString('hex')],
    ['base64 as in URLs', (text) => Buffer.from(`${text}>>>??`).toString('base64url')],
    ['base64 that is cut', (text) => Buffer.from(`prefix ${text}`).toString('base64').slice(0, 30)],
    ['base64 that something joins onto', (text) => `a/${Buffer.from(text).toString('base64')}`],
    [
      'base64 of bytes that are no text',
      (text) => Buffer.concat([Buffer.of(255), Buffer.from(text)]).toString('base64'),
    ],
    ['base64 of other letters', (text) => Buffer.from(text.toUpperCase()).toString('base64')],
  ])('what the program makes of the text is told: %s', (_, made) => {
    const text = late(pulumi.output('metrics-7f3a'));
    expect(problems(withData({ whole: text, altered: made(text) }))).toEqual(['late/altered /data/altered']);
  });

  test.each(['late values and latex', 'late-values.yaml', 'collate', 'lateValues', 'bGF0ZSB2YWx1ZXMgYXJlIGZpbmU='])(
    "what only looks like it is nobody else's: %s",
    (text) => {
      expect(problems(withData({ whole: late(pulumi.output('metrics-7f3a')), text }))).toEqual([]);
    },
  );

  test('one that is in no object is told, with the line that asked for it', () => {
    const text = late(pulumi.output('metrics-7f3a'));
    const hash = createHash('sha256').update(text).digest('hex');
    const found = withData({ hash }).compile().findings;
    expect(found).toEqual([
      expect.objectContaining({
        id: 'late/unused',
        severity: 'warning',
        place: expect.stringMatching(/^pulumi-late\.test\.[jt]s:\d+$/),
        value: text,
      }),
    ]);
    // once a program holds it, none misses it
    expect(problems(withData({ text, hash }))).toEqual([]);
  });

  test('values of a chart hold it, too, and what was made of it is told once', () => {
    const withValue = (pull: string) =>
      program((fleet) => {
        new FleetAddOns(fleet, 'add-ons', { values: { volcano: { custom: { pull } } } });
      });
    const text = late(pulumi.output('pull'));
    expect(problems(withValue(text))).toEqual([]);
    expect(problems(withValue(text.toUpperCase()))).toEqual(['late/altered /custom/pull']);
    expect(problems(withValue(`${pulumi.output('pull')}`))).toEqual(['late/output-as-text /custom/pull']);
  });

  test('keys in values of a chart do not, as those of objects', () => {
    const app = program((fleet) => {
      const labels = { [late(pulumi.output('team'))]: 'ml' };
      new FleetAddOns(fleet, 'add-ons', { values: { volcano: { custom: { labels } } } });
    });
    expect(problems(app)).toEqual(['late/in-key /custom/labels']);
  });

  test('where a chart comes from holds it, too', () => {
    const from = (repository: string) =>
      program((fleet) => {
        const chartVersions = { volcano: late(pulumi.output('1.15.1')) };
        new FleetAddOns(fleet, 'add-ons', { repositories: { volcano: repository }, chartVersions });
      });
    const mirror = late(pulumi.output('charts.internal'));
    expect(problems(from(`https://${mirror}/volcano`))).toEqual([]);
    expect(problems(from(`https://${mirror.toUpperCase()}`))).toEqual(['late/altered /repository']);
  });

  test('labels and taints of node pools hold it, under keys that the program knows', () => {
    const pooled = (text: string, key: string) => {
      const app = new FleetApp();
      const pools = [
        {
          name: 'cpu',
          nodes: 1,
          labels: { [key]: text },
          taints: [{ key: 'team', value: text, effect: 'NoSchedule' }],
        },
      ] as const;
      new GpuFleet(app, 'fleet', { members: { a: { kubernetes: '1.34', pools } } });
      return problems(app);
    };
    const team = late(pulumi.output('research'));
    expect(pooled(team, 'team')).toEqual([]);
    expect(pooled('research', late(pulumi.output('team')))).toEqual(['late/in-key /members/a/pools/cpu/labels']);
    expect(pooled(team.toUpperCase(), 'team')).toEqual([
      'late/altered /members/a/pools/cpu/labels/team',
      'late/altered /members/a/pools/cpu/taints/0/value',
    ]);
  });

  test('a secret stays secret, and what the server says of it is not repeated', async () => {
    const { data } = asInput(object(withData({ token: late(pulumi.secret(SECRET)) }).compile(), 'ConfigMap')) as {
      data: { token: pulumi.Output<string> };
    };
    expect(await pulumi.isSecret(data.token)).toBe(true);
    const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } };
    expect(redacted(`${SECRET} is no URL`, manifest, [SECRET])).toBe('[secret] is no URL');
  });

  test('not in names, keys and numbers', () => {
    const name = late(pulumi.output('settings'));
    expect(problems(withData({}, { metadata: { name, namespace: 'default' } }))).toEqual([
      'late/in-name /metadata/name',
    ]);
    const labels = { [late(pulumi.output('team'))]: 'ml' };
    expect(problems(withData({}, { metadata: { name: 'settings', namespace: 'default', labels } }))).toEqual([
      expect.stringMatching(/^late\/in-key \/metadata\/labels$/),
    ]);
    const count = program((fleet) => {
      new ApiObject(fleet, 'quota', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'server', namespace: 'default' },
        spec: {
          replicas: late(pulumi.output('3')) as unknown as number,
          selector: { matchLabels: { app: 'server' } },
          template: {
            metadata: { labels: { app: 'server' } },
            spec: {
              containers: [{ name: 'main', image: 'a:1', resources: { limits: { cpu: late(pulumi.output('2')) } } }],
            },
          },
        },
      });
    });
    // an amount is text, too: whether it is one the server will say
    expect(problems(count)).toContain('late/not-text /spec/replicas');
    expect(problems(count).filter((problem) => problem.includes('cpu'))).toEqual([]);
    // @ts-expect-error what is no text is refused before that
    const _refused = () => late(pulumi.output(3));
  });

  test('an Output in a template of JavaScript is told before it is applied', async () => {
    const bucket = pulumi.output('metrics-7f3a');
    const app = withData({ url: `s3://${bucket}` });
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: () => ({}),
    });
    const clusters = { connectionTo: () => ({ kubeconfig: 'a kubeconfig' }), joinMembers: false };
    expect(problems(app)).toEqual(['late/output-as-text /data/url']);
    expect(problems(withData({ all: JSON.stringify({ bucket }) }))).toEqual(['late/output-as-text /data/all']);
    expect(() => new FleetDeployment('prod', { program: app, clusters })).toThrow('late/output-as-text');
    await pulumi.runtime.disconnect();
  });

  test('a program without any states a list of secrets all the same, so that Pulumi hides what is left in it', async () => {
    const seen = await inputsByName(() => {
      const clusters = { connectionTo: () => ({ kubeconfig: 'a kubeconfig' }), joinMembers: false };
      new FleetDeployment('prod', { program: withData({ mode: 'fast' }), clusters });
    });
    expect(seen.get('prod/control-plane')?.lateSecrets).toEqual({
      [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig,
      value: [],
    });
  });

  test('a file holds the text, never the value, and synth says so', () => {
    const told = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const app = withData({ token: late(pulumi.secret(SECRET)) });
    app.synth();
    expect(told.mock.calls.join('')).toContain('late/in-files at fleet/settings /data/token');
    told.mockRestore();
    const file = readFileSync(join(app.outdir, 'fleet/control-plane/fleet.k8s.yaml'), 'utf8');
    expect(file).toMatch(/token: late-value-[0-9a-f]{8}/);
    expect(file).not.toContain(SECRET);
    rmSync(app.outdir, { recursive: true });
  });

  test('a plan and what is printed of it have no secret', () => {
    const app = program((fleet) => {
      const infer = deployment(fleet, 'infer', 2);
      infer.addJsonPatch(
        JsonPatch.add('/spec/template/spec/containers/0/env', [{ name: 'TOKEN', value: late(pulumi.secret(SECRET)) }]),
      );
      new WholePropagation(fleet, 'placed', { of: infer, to: ['a'] });
    });
    const compilation = app.compile();
    const plan = planOf(compilation);
    const stream = new PassThrough();
    const terminal = new Terminal(stream);
    printFindings(terminal, compilation.findings);
    printPlan(terminal, plan);
    const printed = String(stream.read());
    expect(printed).toContain('infer');
    const told = JSON.stringify({ plan, findings: compilation.findings });
    expect(told).toContain('infer');
    const manifest = JSON.stringify(object(compilation, 'Deployment'));
    expect(manifest).toMatch(/late-value-[0-9a-f]{8}/);
    for (const text of [printed, told, manifest]) {
      expect(text).not.toContain(SECRET);
    }
  });

  test('one of another process is an error', () => {
    expect(() => asInput(object(withData({ lost: 'late-value-0fffffff' }).compile(), 'ConfigMap'))).toThrow(
      'pulumi/late-value-lost',
    );
  });
});
