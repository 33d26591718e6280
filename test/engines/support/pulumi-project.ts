import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ApiObject } from 'cdk8s';
import { FleetApp, GpuFleet, WholePropagation } from '../../../lib';
import type { Compilation } from '../../../lib/core/compilation';
import { LocalStack } from '../../../lib/pulumi';
import { deployment, gpuMember } from '../../support';

/** Pulumi runs the providers from the project's folder, which must see this repository's packages. */
const PROJECTS = resolve(__dirname, '../../../.cdk8s-fleet');

/** What nobody may see. */
export const SECRET = 'correct-horse-battery-staple';

/** A program, and what may differ from one update to the next. */
export interface Variant {
  readonly replicas?: number;
  /** Leaves an object out. */
  readonly without?: 'settings';
  /** Objects for member b, of which there are many. */
  readonly many?: number;
  /** An object that the API server refuses, see `REFUSAL`, and one that comes after it. */
  readonly refused?: boolean;
  /** A kind, and an object of it. */
  readonly kind?: boolean;
  readonly member?: 'b' | 'c';
}

export function compile({ replicas = 2, without, many = 0, refused, kind, member = 'b' }: Variant): Compilation {
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
  if (kind) {
    new ApiObject(fleet.member('a'), 'widget', { apiVersion: 'test.fleet/v1', kind: 'Widget', metadata: WIDGET });
    new ApiObject(fleet.member('a'), 'widgets', WIDGETS);
  }
  new ApiObject(fleet.member('a'), 'password', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'password', namespace: 'default' },
    stringData: { password: SECRET },
  });
  configMap(fleet.member(member), 'last', {});
  for (let i = 0; i < many; i++) {
    configMap(fleet.member(member), `many-${i}`, {});
  }
  return app.compile();
}

function configMap(scope: ConstructorParameters<typeof ApiObject>[0], name: string, data: Record<string, string>) {
  const metadata = { name, namespace: 'default' };
  return new ApiObject(scope, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
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
export const REFUSING = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'refusing' },
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] },
        ],
      },
      validations: [{ expression: "object.metadata.name != 'refused'", message: REFUSAL }],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'refusing' },
    spec: { policyName: 'refusing', validationActions: ['Deny'] },
  },
];

/** A stack in a folder of its own. */
export interface Project {
  readonly folder: string;
  readonly stack: LocalStack;
  /** What Pulumi has printed since the last call. */
  readonly printed: () => string;
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
  return { folder, stack, printed, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function newFolder(): string {
  mkdirSync(PROJECTS, { recursive: true });
  return mkdtempSync(join(PROJECTS, 'test-'));
}

/** Everything that a local stack keeps of its state: the last one, those before, the history. */
export function stateOf(folder: string): string {
  const state = join(folder, '.cdk8s-fleet/pulumi');
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
}
