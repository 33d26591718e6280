import * as fc from 'fast-check';
import { judge } from '../../lib/checks/judge';
import type { BaselineModel } from '../../lib/core/baseline';
import type { JsonObject, Manifest } from '../../lib/core/manifest';
import { podsOf } from '../../lib/core/pod-kinds';
import { refOf } from '../../lib/l1/kinds';
import { baselineFleet, PROPS, policiesOf, SPELLINGS } from './support/baselines';
import { BUILD_TIMEOUT } from './support/engines';
import { removeTemporary } from './support/folders';
import { container, LIMITS, pod, podObjects } from './support/judged-pods';
import { kyvernoVerdicts, verdictKey } from './support/kyverno';

/** What our own judge says, by rule. */
function judgements(
  { rules, now = Date.now(), exemptNamespaces }: BaselineModel,
  manifest: Manifest,
): Record<string, 'pass' | 'fail'> {
  const owner = refOf(manifest);
  const { namespace = 'default' } = owner;
  return Object.fromEntries(
    rules.map((rule) => {
      const fails =
        !exemptNamespaces.includes(namespace) &&
        podsOf(manifest).some(({ shape }) => judge(rule, { pod: shape, namespace, owner }, now).length > 0);
      return [rule.policy, fails ? 'fail' : 'pass'];
    }),
  );
}

afterAll(removeTemporary);

describe.each(SPELLINGS)('%s, by the command line tool of Kyverno', (spelling) => {
  const { app } = baselineFleet(PROPS, { volcano: '1.15' });
  const policies = policiesOf(app, spelling);
  const istioProxy = container({ name: 'istio-proxy', image: 'registry.internal/istio/proxyv2', resources: {} });
  const evil = container({ image: 'evil.example/x', resources: {}, securityContext: { privileged: true } });
  const template = (spec: JsonObject) => ({ template: { spec } });
  const object = (apiVersion: string, kind: string, name: string, spec: JsonObject): Manifest => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'ml' },
    spec,
  });
  const volcanoJob = (name: string, ...tasks: JsonObject[]) =>
    object('batch.volcano.sh/v1alpha1', 'Job', name, { tasks: tasks.map((task) => template({ containers: [task] })) });

  const cases: readonly [string, Manifest, readonly string[]][] = [
    ['a good pod', pod('good', { containers: [container()] }), []],
    ['with a sidecar', pod('sidecar', { containers: [container(), istioProxy] }), []],
    ['without any limit', pod('bare', { containers: [container({ resources: {} })] }), ['limits']],
    [
      'with requests only',
      pod('requests', { containers: [container({ resources: { requests: LIMITS } })] }),
      ['limits'],
    ],
    [
      'whose limit of memory is 0',
      pod('zero', { containers: [container({ resources: { limits: { ...LIMITS, memory: 0 } } })] }),
      ['limits'],
    ],
    [
      'without a GPU',
      pod('cpu-only', { containers: [container({ resources: { limits: { cpu: 1, memory: '1Gi' } } })] }),
      ['limits'],
    ],
    [
      'whose init container states none',
      pod('init', { containers: [container()], initContainers: [container({ resources: {} })] }),
      ['limits'],
    ],
    ['that serves', pod('serving', { containers: [container({ resources: {} })] }, { role: 'serving' }), []],
    [
      'that is a notebook elsewhere',
      pod('notebook', { containers: [container({ resources: {} })] }, { role: 'notebook' }),
      ['limits'],
    ],
    ['of another namespace', pod('web', { containers: [container({ resources: {} })] }, {}, 'web'), []],
    ['of an exempt namespace', pod('system', { containers: [evil] }, {}, 'kube-system'), []],
    ['of Docker Hub', pod('hub', { containers: [container({ image: 'nginx' })] }), []],
    [
      'of a folder of Docker Hub',
      pod('hub-folder', { containers: [container({ image: 'evil/nginx' })] }),
      ['registries'],
    ],
    [
      'of a registry with a port',
      pod('port', { containers: [container({ image: 'registry.internal:5000/x' })] }),
      ['registries'],
    ],
    ['of a local registry', pod('local', { containers: [container({ image: 'localhost:5000/ml/x@sha256:00' })] }), []],
    [
      'with an ephemeral container that is privileged and from elsewhere',
      pod('debugged', { containers: [container()], ephemeralContainers: [evil] }),
      ['registries', 'no-privileged'],
    ],
    [
      'with a privileged init container',
      pod('init-privileged', {
        containers: [container()],
        initContainers: [container({ securityContext: { privileged: true } })],
      }),
      ['no-privileged'],
    ],
    [
      'whose exception has ended',
      pod('ended', { containers: [evil] }, { app: 'old' }),
      ['limits', 'registries', 'no-privileged'],
    ],
    ['whose exception lasts', pod('excepted', { containers: [evil] }, { app: 'moving' }), []],
    [
      'with one exception that ended and one that lasts',
      pod('both', { containers: [evil] }, { app: 'both' }),
      ['registries', 'no-privileged'],
    ],
    ['a good Deployment', object('apps/v1', 'Deployment', 'good', template({ containers: [container()] })), []],
    [
      'a bad Deployment',
      object('apps/v1', 'Deployment', 'bad', template({ containers: [evil] })),
      ['limits', 'registries', 'no-privileged'],
    ],
    [
      'a bad CronJob',
      object('batch/v1', 'CronJob', 'bad', { jobTemplate: { spec: template({ containers: [evil] }) } }),
      ['limits', 'registries', 'no-privileged'],
    ],
    ['a good Volcano Job', volcanoJob('good', container(), container()), []],
    [
      'a Volcano Job whose second task is bad',
      volcanoJob('bad', container(), evil),
      ['limits', 'registries', 'no-privileged'],
    ],
  ];
  let verdicts: Awaited<ReturnType<typeof kyvernoVerdicts>>;

  beforeAll(async () => {
    expect(policies.map(({ metadata }) => metadata.name)).toEqual([
      'baseline-limits',
      'baseline-registries',
      'baseline-no-privileged',
    ]);
    verdicts = await kyvernoVerdicts(
      policies,
      cases.map(([, manifest]) => manifest),
    );
  }, BUILD_TIMEOUT);

  test.each(cases)('%s', (_, manifest, broken) => {
    const failed = policies
      .map(({ metadata }) => metadata.name as string)
      .filter((policy) => verdicts.get(verdictKey(policy, manifest)) !== 'pass');
    expect(failed).toEqual(broken.map((rule) => `baseline-${rule}`));
    for (const policy of failed) {
      expect(verdicts.get(verdictKey(policy, manifest))).toBe('fail');
    }
  });
});

describe('updates', () => {
  const bad = pod('bad', {
    containers: [container({ image: 'evil.example/x', securityContext: { privileged: true } })],
  });
  const relabelled = { ...bad, metadata: { ...bad.metadata, labels: { more: 'labels' } } };
  const good = pod('bad', { containers: [container()] });
  const { app } = baselineFleet(PROPS);
  const verdictsOf = async (spelling: (typeof SPELLINGS)[number], before: Readonly<Record<string, Manifest>>) => {
    const policies = policiesOf(app, spelling);
    const verdicts = await kyvernoVerdicts(policies, [bad], before);
    return policies.map(({ metadata }) => verdicts.get(verdictKey(metadata.name as string, bad)));
  };

  test.each(SPELLINGS)('that leave pods as they were pass: %s', async (spelling) => {
    expect(await verdictsOf(spelling, { bad: relabelled })).toEqual(['pass', 'pass', 'pass']);
  });

  test('that make pods bad are judged', async () => {
    expect(await verdictsOf('ClusterPolicy', { bad: good })).toEqual(['pass', 'fail', 'fail']);
  });
});

test(
  'our judgement is that of Kyverno, for generated objects in both spellings',
  async () => {
    const { app } = baselineFleet(PROPS, { volcano: '1.15' });
    const [model] = app.compile().baselines as [BaselineModel];
    const objects = fc
      .sample(podObjects, { numRuns: 200, seed: 20261121 })
      .map((object, i): Manifest => ({ ...object, metadata: { ...object.metadata, name: `generated-${i}` } }));
    const ours = objects.map((object) => judgements(model, object));
    // both verdicts are common enough, or the comparison would say little
    for (const { policy } of model.rules) {
      expect(ours.filter((verdict) => verdict[policy] === 'fail').length).toBeGreaterThan(20);
      expect(ours.filter((verdict) => verdict[policy] === 'pass').length).toBeGreaterThan(20);
    }
    for (const spelling of SPELLINGS) {
      const verdicts = await kyvernoVerdicts(policiesOf(app, spelling), objects);
      const theirs = objects.map((object) =>
        Object.fromEntries(model.rules.map(({ policy }) => [policy, verdicts.get(verdictKey(policy, object))])),
      );
      const differ = objects.flatMap((object, i) =>
        JSON.stringify(ours[i]) === JSON.stringify(theirs[i])
          ? []
          : [{ spelling, object, ours: ours[i], theirs: theirs[i] }],
      );
      expect(differ).toEqual([]);
    }
  },
  BUILD_TIMEOUT,
);
