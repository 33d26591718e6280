import { JsonPatch } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import {
  type BaselineExceptionProps,
  FleetBaseline,
  type FleetBaselineProps,
  type Manifest,
  type MemberProps,
  TrainingJob,
  TrainingQueue,
  Workload,
} from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { baselineOf, type deployment, idsOf, twoMembers } from './support';

type Props = FleetBaselineProps<'a' | 'b'>;
const kyverno = { kyverno: '1.19' } as const;
const controlPlane = { target: 'fleet/control-plane' } as const;

/** The spec of a policy that has to be there. */
function specOf(policy: Manifest | undefined): unknown {
  expect(policy).toBeDefined();
  return policy?.spec;
}

describe('FleetBaseline', () => {
  test('without properties no pod of the fleet is privileged', () => {
    const { app, baseline } = baselineOf({});
    expect(findingsOf(app)).toEqual([]);
    expect(baseline.members).toEqual(['a', 'b']);
    expect(manifestsOf(app, { kind: 'ValidatingPolicy' })).toMatchObject([
      {
        apiVersion: 'policies.kyverno.io/v1',
        metadata: { name: 'base-no-privileged' },
        spec: {
          validationActions: ['Deny'],
          autogen: { podControllers: { controllers: [] } },
          matchConditions: [{ expression: expect.stringContaining('"kube-system"') }],
          validations: [{ message: 'No container is privileged.' }],
        },
      },
    ]);
    expect(manifestsOf(app, { ...controlPlane, kind: 'ClusterPropagationPolicy' })).toMatchObject([
      {
        metadata: { name: 'base-no-privileged' },
        spec: {
          resourceSelectors: [{ kind: 'ValidatingPolicy', name: 'base-no-privileged' }],
          placement: { clusterAffinity: { clusterNames: ['a', 'b'] } },
        },
      },
    ]);
  });

  test('is one policy object for each rule, with its own action', () => {
    const { app } = baselineOf({
      action: 'Audit',
      limits: {},
      registries: { allowed: ['registry.internal'], action: 'Warn' },
      noPrivileged: false,
    });
    const written = manifestsOf(app, { kind: 'ValidatingPolicy' }).map(({ metadata, spec }) => [
      metadata.name,
      (spec as { validationActions: string[] }).validationActions,
    ]);
    expect(written).toEqual([
      ['base-limits', ['Audit']],
      ['base-registries', ['Warn']],
    ]);
  });

  test('names Volcano kinds only where a member serves them', () => {
    const groupsOf = (props: Partial<MemberProps>, to: 'a' | 'b') => {
      const { app } = baselineOf({ to: [to] }, props);
      const [policy] = manifestsOf(app, { kind: 'ValidatingPolicy' });
      const { matchConstraints } = specOf(policy) as {
        matchConstraints: { resourceRules: { apiGroups: string[]; resources: string[] }[] };
      };
      return matchConstraints.resourceRules.map(({ apiGroups, resources }) => `${apiGroups}: ${resources}`);
    };
    const builtin = [
      ': pods,replicationcontrollers,pods/ephemeralcontainers',
      'apps: daemonsets,deployments,replicasets,statefulsets',
      'batch: cronjobs,jobs',
    ];
    expect(groupsOf({ engines: { volcano: null } }, 'a')).toEqual(builtin);
    expect(groupsOf({}, 'b')).toEqual([...builtin, 'batch.volcano.sh: cronjobs,jobs']);
  });

  test('is written as ClusterPolicy, with the current spelling, for members whose Kyverno is older than 1.17', () => {
    const { app, baseline } = baselineOf({ action: 'Warn' }, { engines: { kyverno: '1.16' } });
    expect(findingsOf(app)).toEqual([]);
    expect(baseline.policies.noPrivileged?.map(({ kind }) => kind)).toEqual(['ClusterPolicy', 'ValidatingPolicy']);
    const [policy] = manifestsOf(app, { ...controlPlane, kind: 'ClusterPolicy' });
    expect(policy).toMatchObject({
      apiVersion: 'kyverno.io/v1',
      metadata: { annotations: { 'pod-policies.kyverno.io/autogen-controllers': 'none' } },
      spec: { emitWarning: true, rules: [{ name: 'noPrivileged', validate: { failureAction: 'Audit' } }] },
    });
    const clusters = manifestsOf(app, { ...controlPlane, kind: 'ClusterPropagationPolicy' }).map(({ spec }) => spec);
    expect(clusters).toMatchObject([
      { resourceSelectors: [{ kind: 'ClusterPolicy' }], placement: { clusterAffinity: { clusterNames: ['a'] } } },
      { resourceSelectors: [{ kind: 'ValidatingPolicy' }], placement: { clusterAffinity: { clusterNames: ['b'] } } },
    ]);
  });

  test('both spellings say the same', () => {
    const { app } = baselineOf({ limits: {} }, { engines: { kyverno: '1.16' } });
    const [validating] = manifestsOf(app, { kind: 'ValidatingPolicy', name: 'base-limits' });
    const [cluster] = manifestsOf(app, { kind: 'ClusterPolicy', name: 'base-limits' });
    const { variables, validations } = specOf(validating) as { variables: unknown; validations: unknown };
    const { rules } = specOf(cluster) as { rules: { validate: { cel: unknown } }[] };
    expect(rules.map(({ validate }) => validate.cel)).toEqual([{ variables, expressions: validations }]);
  });

  test('in the scope of a member is only there', () => {
    const { app, fleet } = twoMembers(kyverno);
    const baseline = new FleetBaseline(fleet.member('b'), 'base');
    for (const policy of baseline.policies.noPrivileged ?? []) {
      policy.addJsonPatch(JsonPatch.add('/spec/webhookConfiguration', { timeoutSeconds: 5 }));
    }
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, controlPlane).filter(({ kind }) => /Policy/.test(kind))).toEqual([]);
    expect(manifestsOf(app, { target: 'fleet/members/b', kind: 'ValidatingPolicy' })).toMatchObject([
      { spec: { webhookConfiguration: { timeoutSeconds: 5 } } },
    ]);
  });

  test('asks for the GPUs that the pools of its members offer', () => {
    const { baseline } = baselineOf({ to: ['a'], limits: {} });
    expect(baseline.rules[0]?.demand).toMatchObject({ gpus: ['nvidia.com/gpu'], resources: ['cpu', 'memory'] });
    const only = baselineOf({ limits: { gpus: [], resources: ['memory'] } }).baseline;
    expect(only.rules[0]?.demand).toMatchObject({ gpus: [], resources: ['memory'] });
  });

  test('policies have no namespace in a fleet that gives one to its objects', () => {
    const { app, fleet } = twoMembers({ ...kyverno, namespace: 'ml' });
    new FleetBaseline(fleet, 'base');
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'ValidatingPolicy' })[0]?.metadata.namespace).toBeUndefined();
  });
});

describe('exceptions', () => {
  const later = { reason: 'image is moved by March', until: '2027-03-31' };
  const now = new Date('2027-01-01T00:00:00Z');
  const expressionOf = (
    props: Props,
    exceptions: (fleet: Parameters<typeof deployment>[0]) => BaselineExceptionProps[],
  ) => {
    const { app, fleet } = twoMembers(kyverno);
    new FleetBaseline(fleet, 'base', { ...props, now, exceptions: exceptions(fleet) });
    const [policy] = manifestsOf(app, { kind: 'ValidatingPolicy' });
    const { validations } = specOf(policy) as { validations: { expression: string }[] };
    return { app, policy, expression: validations[0]?.expression };
  };

  test('end by themselves: the day is in the policy, whenever it is written', () => {
    const { expression, policy } = expressionOf({}, () => [{ of: { namespaces: ['ml'] }, ...later }]);
    expect(expression).toContain('time.now() < timestamp("2027-04-01T00:00:00Z") && (object.metadata');
    expect(policy?.metadata.annotations).toEqual({ 'policy.cdk8s-fleet.dev/exception-1': later.reason });
    const another = expressionOf({}, () => [
      { of: { namespaces: ['ml'] }, ...later, until: '2027-03-31T12:00:00+08:00' },
    ]);
    expect(another.expression).toContain('timestamp("2027-03-31T04:00:00Z")');
  });

  test('for a workload are about it and the pods it makes', () => {
    const { app, fleet } = twoMembers({ ...kyverno, volcano: '1.15' });
    const tasks = { w: { replicas: 1, image: 'i' } };
    const job = new TrainingJob(fleet, 'job', {
      queue: TrainingQueue.fromName('default'),
      tasks,
      namespace: 'ml',
      to: fleet,
    });
    const web = new Deployment(fleet, 'web', { metadata: { name: 'web', namespace: 'ml' } });
    web.addContainer({ image: 'i', securityContext: { user: 1000 } });
    const batch = Workload.fromName({ apiVersion: 'batch/v1', kind: 'Job', name: 'etl' });
    const pod = Workload.fromName({ apiVersion: 'v1', kind: 'Pod', name: 'shell' });
    const { rules } = new FleetBaseline(fleet, 'base', {
      now,
      exceptions: [job, web, batch, pod].map((of) => ({ of, ...later })),
    });
    expect(findingsOf(app, 'policy/bad-exception')).toEqual([]);
    expect(rules[0]?.exceptions).toMatchObject([
      { pods: { namespaces: ['ml'], labels: { 'volcano.sh/job-name': 'job' } }, owner: { kind: 'Job', name: 'job' } },
      { pods: { labels: { 'cdk8s.io/metadata.addr': expect.any(String) } }, owner: { name: 'web' } },
      { pods: { namespaces: ['default'], labels: { 'batch.kubernetes.io/job-name': 'etl' } } },
      { owner: { kind: 'Pod', name: 'shell' } },
    ]);
    expect(rules[0]?.exceptions[3]?.pods).toBeUndefined();
  });

  test('that ended are found at the time that was given, and what is written does not depend on it', () => {
    const written = ['2027-01-01', '2028-01-01'].map((day) => {
      const { app, fleet } = twoMembers(kyverno);
      new FleetBaseline(fleet, 'base', { now: new Date(day), exceptions: [{ of: { namespaces: ['ml'] }, ...later }] });
      return { found: idsOf(app), text: JSON.stringify(manifestsOf(app)) };
    });
    expect(written.map(({ found }) => found)).toEqual([[], ['policy/exception-ended']]);
    expect(written[0]?.text).toBe(written[1]?.text);
  });
});

describe('bad input', () => {
  const of = { labels: { app: 'web' } };
  const exception = { of, reason: 'why', until: '2999-12-31' };
  const without = (key: keyof typeof exception) => [{ ...exception, [key]: undefined }] as never;

  test.each<[string, Props]>([
    ['policy/unknown-member', { to: ['a', 'bb'] as never }],
    ['policy/no-members', { to: [] }],
    ['policy/no-rules', { noPrivileged: false }],
    ['policy/no-rules', { limits: { resources: [], gpus: [] } }],
    ['policy/bad-resource', { limits: { resources: ['cpu!'] } }],
    ['policy/bad-name', { baselineName: 'b'.repeat(44) }],
    ['policy/bad-registry', { registries: { allowed: [] } }],
    ['policy/bad-registry', { registries: { allowed: ['library'] } }],
    ['policy/bad-registry', { registries: { allowed: ['https://registry.internal'] } }],
    ['policy/bad-registry', { registries: { allowed: ['registry.internal/*'] } }],
    ['policy/bad-registry', { registries: { allowed: ['registry.internal/'] } }],
    ['policy/bad-registry', { registries: { allowed: ['Registry.internal'] } }],
    ['policy/bad-registry', { sidecarHub: 'istio' }],
    ['policy/bad-selection', { limits: { exempt: [{}] } }],
    ['policy/bad-selection', { limits: { pods: { namespaces: [] } } }],
    ['policy/bad-selection', { limits: { exempt: [{ namespaces: ['M_L'] }] } }],
    ['policy/bad-selection', { limits: { exempt: [{ labels: { 'a b': 'c' } }] } }],
    ['policy/bad-selection', { exceptions: [{ ...exception, of: {} }] }],
    ['policy/bad-exception', { exceptions: without('reason') }],
    ['policy/bad-exception', { exceptions: without('until') }],
    ['policy/bad-exception', { exceptions: [{ ...exception, reason: ' ' }] }],
    ['policy/bad-exception', { exceptions: [{ ...exception, until: '2027-02-30' }] }],
    ['policy/bad-exception', { exceptions: [{ ...exception, until: 'next week' }] }],
    ['policy/bad-exception', { exceptions: [{ ...exception, rules: [] }] }],
    ['policy/bad-exception', { exceptions: [{ ...exception, rules: ['limits'] }] }],
    [
      'policy/bad-exception',
      {
        exceptions: [
          { ...exception, of: Workload.fromName({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }) },
        ],
      },
    ],
  ])('%s for %j', (id, props) => {
    expect(idsOf(baselineOf(props).app)).toEqual([id]);
  });

  test('a name that is no DNS label', () => {
    expect(idsOf(baselineOf({ baselineName: 'Base_line' }).app)).toContain('policy/bad-name');
  });

  test('a member without Kyverno', () => {
    const { app } = baselineOf({}, { engines: { kyverno: null } });
    expect(findingsOf(app)).toMatchObject([{ id: 'policy/no-kyverno', severity: 'error', value: 'a' }]);
  });

  test('members by name for a baseline of one member', () => {
    const { app, fleet } = twoMembers(kyverno);
    new FleetBaseline(fleet.member('a'), 'base', { to: ['a'] });
    expect(idsOf(app)).toEqual(['policy/one-member']);
  });
});
