import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, JsonPatch } from 'cdk8s';
import { FleetApp, GpuFleet, WholePropagation } from '../../../lib';
import type { Compilation } from '../../../lib/core/compilation';
import type { Manifest } from '../../../lib/core/manifest';
import { LocalStack, late } from '../../../lib/pulumi';
import { findPulumi } from '../../../lib/pulumi/cli';
import { deployment, gpuMember, job } from '../../support';
import { DENIED, UNANSWERED } from './admission-webhook';
import { Bucket } from './bucket';

/** Pulumi runs the providers from the project's folder, which must see this repository's packages. */
const PROJECTS = resolve(__dirname, '../../../.cdk8s-fleet');

/** What nobody may see. */
export const SECRET = 'correct-horse-battery-staple';

/** Nor this, of several lines: it is no value of a label, and servers say so. */
export const LATE_SECRET = '-----BEGIN KEY-----\nMIIEvQIBADANBgkq"hkiG\n-----END KEY-----\n';

/** Nor this, of a Secret that no server takes. */
export const REFUSED_SECRET = 'incorrect-donkey-capacitor-nail';

/** Nor this, which a server repeats when the program has it no more: see `REPEATING`. */
export const FORMER_SECRET = 'former-falcon-padlock-plum';

/** A namespace whose quota allows no Secret: see `WITHOUT_SECRETS`. */
export const FULL = 'full';

/** A namespace that somebody else has made. */
export const THEIRS = 'theirs';

/** What holds an object that is deleted. */
export const FINALIZER = 'test.fleet/hold';

/** A program, and what may differ from one update to the next. */
export interface Variant {
  readonly replicas?: number;
  /** Leaves an object out. */
  readonly without?: 'settings';
  /** A Deployment on the only card of member a: what it is called, and a label of its template, which is also in a ConfigMap that never changes. */
  readonly trainer?: { readonly name: string; readonly label: string };
  /** A template that member a refuses when Karmada carries it there. */
  readonly refusedThere?: boolean;
  /** What an object of the control plane has, which `REFUSING` refuses where it is. */
  readonly guarded?: string;
  /** What an object of member b has. @default nothing */
  readonly last?: string;
  /** Objects for member b, of which there are many. */
  readonly many?: number;
  /** An object that the API server refuses, see `REFUSAL`, and one that comes after it. */
  readonly refused?: boolean;
  /** Objects that webhooks let pass, or not: see `AdmissionWebhook`. */
  readonly webhooks?: boolean;
  /** A Secret that a quota refuses, see `FULL`. */
  readonly beyondQuota?: boolean;
  /** An object that the server refuses with a message that repeats `LATE_SECRET`. */
  readonly repeated?: boolean;
  /** A `Bucket`, and an object with its name and `FORMER_SECRET`, which is its password. */
  readonly bucket?: boolean;
  /** Objects of 700 KiB for member a, of which a few are more than Pulumi takes in one failure. */
  readonly large?: number;
  /** An object with `FORMER_SECRET`, or without it, which `REPEATING` refuses. */
  readonly former?: 'with' | 'without';
  /** An object with a finalizer, and one that it needs. */
  readonly held?: boolean;
  /** A kind, and an object of it. */
  readonly kind?: boolean;
  /** A Job in member a, and one that Karmada carries there. */
  readonly jobs?: boolean;
  /** Namespaces that were there before: `kube-system`, and `THEIRS`. */
  readonly shared?: boolean;
  readonly member?: 'b' | 'c';
}

export function compile(variant: Variant): Compilation {
  const { replicas = 2, without, many = 0, refused, kind, member = 'b' } = variant;
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { members: { a: gpuMember(1, 1), [member]: gpuMember(1, 1) } });
  const infer = deployment(fleet, 'infer', replicas);
  new WholePropagation(fleet, 'placed', { of: infer, to: ['a'] });
  configMap(fleet.member('a'), 'first', {});
  if (without !== 'settings') {
    configMap(fleet.member('a'), 'settings', { mode: 'fast' });
  }
  if (refused) {
    const first = configMap(fleet.member('a'), 'refused', {});
    configMap(fleet.member('a'), 'behind', {}).addDependency(first);
  }
  if (variant.webhooks) {
    const first = [DENIED, UNANSWERED].map((name) => configMap(fleet.member('a'), name, {}));
    configMap(fleet.member('a'), 'after-webhooks', {}).addDependency(...first);
  }
  if (variant.held) {
    const needed = configMap(fleet.member('a'), 'needed', {});
    configMap(fleet.member('a'), 'held', {}, { finalizers: [FINALIZER] }).addDependency(needed);
  }
  if (variant.trainer) {
    const { name, label } = variant.trainer;
    const trainer = deployment(fleet.member('a'), name, 1, { 'nvidia.com/gpu': 1 });
    trainer.addJsonPatch(JsonPatch.add('/spec/template/metadata/labels/test', label));
    configMap(fleet.member('a'), 'frozen', { label }).addJsonPatch(JsonPatch.add('/immutable', true));
  }
  if (variant.refusedThere) {
    new WholePropagation(fleet, 'refused-there', { of: configMap(fleet, 'refused', {}), to: ['a'] });
  }
  if (variant.guarded) {
    configMap(fleet, 'refused', { of: variant.guarded });
  }
  if (variant.repeated) {
    configMap(fleet.member('a'), 'repeated', {}, { labels: { token: late(pulumi.secret(LATE_SECRET)) } });
  }
  if (variant.bucket) {
    const { bucket, password } = new Bucket('bucket', FORMER_SECRET);
    configMap(fleet.member('a'), 'store', { blocks: `s3://${late(bucket)}`, token: late(password) });
  }
  for (let i = 0; i < (variant.large ?? 0); i++) {
    configMap(fleet.member('a'), `large-${i}`, { text: 'x'.repeat(700 * 1024) });
  }
  if (variant.former) {
    const url = `https://trainer:${late(pulumi.secret(FORMER_SECRET))}@db`;
    configMap(fleet.member('a'), 'former', variant.former === 'with' ? { url } : { host: 'db' });
  }
  if (variant.beyondQuota) {
    secret(fleet.member('a'), 'beyond-quota', FULL, REFUSED_SECRET);
  }
  if (kind) {
    new ApiObject(fleet.member('a'), 'widget', { apiVersion: 'test.fleet/v1', kind: 'Widget', metadata: WIDGET });
    new ApiObject(fleet.member('a'), 'widgets', WIDGETS);
  }
  if (variant.jobs) {
    job(fleet.member('a'), 'local', 1, 1, 0);
    new WholePropagation(fleet, 'carried-placed', { of: job(fleet, 'carried', 1, 1, 0), to: ['a'] });
  }
  if (variant.shared) {
    for (const name of ['kube-system', THEIRS]) {
      const labels = { 'test.fleet/shared': 'yes' };
      new ApiObject(fleet.member('a'), name, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    }
  }
  secret(fleet.member('a'), 'password', 'default', SECRET);
  configMap(fleet.member(member), 'last', variant.last ? { of: variant.last } : {});
  for (let i = 0; i < many; i++) {
    configMap(fleet.member(member), `many-${i}`, {});
  }
  return app.compile();
}

type Scope = ConstructorParameters<typeof ApiObject>[0];

function configMap(scope: Scope, name: string, data: Record<string, string>, more: object = {}) {
  const metadata = { name, namespace: 'default', ...more };
  return new ApiObject(scope, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
}

function secret(scope: Scope, name: string, namespace: string, password: string) {
  const metadata = { name, namespace };
  return new ApiObject(scope, name, { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { password } });
}

const WIDGET = { name: 'one', namespace: 'default' };

const WIDGETS = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.test.fleet' },
  spec: {
    group: 'test.fleet',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};

/** What an API server that has them says of the object `refused`. */
export const REFUSAL = 'nobody may have this';

/** Objects that make an API server refuse the object `refused`, as a webhook would. */
export const REFUSING = admissionPolicy('refusing', ['CREATE', 'UPDATE'], {
  expression: "object.metadata.name != 'refused'",
  message: REFUSAL,
});

/** Objects that make it refuse changes of the object `former`, with what it was. */
export const REPEATING = admissionPolicy('repeating', ['UPDATE'], {
  expression: "object.metadata.name != 'former' || object.data == oldObject.data",
  messageExpression: "'it was ' + oldObject.data.url",
});

function admissionPolicy(name: string, operations: readonly string[], validation: object): readonly Manifest[] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const resourceRules = [{ apiGroups: [''], apiVersions: ['v1'], operations, resources: ['configmaps'] }];
  const spec = { matchConstraints: { resourceRules }, validations: [validation] };
  const binding = { policyName: name, validationActions: ['Deny'] };
  return [
    { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec },
    { apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name }, spec: binding },
  ] as readonly object[] as readonly Manifest[];
}

/** Objects of a namespace whose quota allows no Secret. */
export const WITHOUT_SECRETS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: FULL } },
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'no-secrets', namespace: FULL },
    spec: { hard: { secrets: '0' } },
  },
];

/** A stack in a folder of its own. */
export interface Project {
  readonly folder: string;
  readonly stack: LocalStack;
  /** What Pulumi has printed since the last call. */
  readonly printed: () => string;
  /** Does what `pulumi state unprotect --all` does. */
  readonly unprotect: () => Promise<void>;
  readonly remove: () => void;
}

/**
 * Opens a stack whose program is what `resources` makes at that time.
 * @param folder of a project that is there already; a new one is made where none is given
 */
export async function open(resources: () => void, folder = newFolder()): Promise<Project> {
  let output = '';
  const stack = await LocalStack.open({
    folder,
    project: 'test',
    program: async () => resources(),
    nodeOptions: ['--import', 'tsx'],
    onOutput: (text) => {
      output += text;
    },
  });
  const printed = () => {
    const all = output;
    output = '';
    return all;
  };
  return {
    folder,
    stack,
    printed,
    unprotect: () => unprotect(folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function unprotect(folder: string): Promise<void> {
  const own = join(folder, '.cdk8s-fleet');
  const { command } = await findPulumi({ folder: join(own, 'cli') });
  await promisify(execFile)(command.command, ['state', 'unprotect', '--all', '--yes', '--stack', 'dev'], {
    cwd: folder,
    env: {
      ...process.env,
      PULUMI_BACKEND_URL: pathToFileURL(join(own, 'pulumi')).href,
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(own, 'passphrase'),
      PULUMI_SKIP_UPDATE_CHECK: 'true',
    },
  });
}

/** A folder of a project, from which Pulumi sees this repository's packages. */
export function newFolder(): string {
  mkdirSync(PROJECTS, { recursive: true });
  return mkdtempSync(join(PROJECTS, 'test-'));
}

/** Everything that a local stack keeps of its state: the last one, those before, the history. */
export function stateOf(folder: string): string {
  const state = join(folder, '.cdk8s-fleet/pulumi');
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
}

/** What the last state of a stack says. */
export function lastStateOf(folder: string): string {
  return readFileSync(join(folder, '.cdk8s-fleet/pulumi/.pulumi/stacks/test/dev.json'), 'utf8');
}

/** Keys of the objects that the last state of a stack says are there, by the name of the target. */
export function appliedIn(folder: string): ReadonlyMap<string, readonly string[]> {
  const { resources } = (JSON.parse(lastStateOf(folder)) as Checkpoint).checkpoint.latest;
  const targets = resources.filter(({ type }) => type.endsWith(':Target'));
  return new Map(targets.map(({ urn, outputs }) => [urn.split('::').at(-1)!, Object.keys(outputs.objects ?? {})]));
}

/** What a state file says, as far as it is read here. */
interface Checkpoint {
  readonly checkpoint: {
    readonly latest: {
      readonly resources: readonly {
        readonly type: string;
        readonly urn: string;
        readonly outputs: { readonly objects?: object };
      }[];
    };
  };
}
