import { FleetBaseline, SidecarInjectionAccess } from '../../lib';
import type { Manifest } from '../../lib/core/manifest';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { neededEngines, Twin, type TwinEngines } from '../../lib/twin';
import { expectApplied } from './support/applied';
import { baselineFleet, PROPS, policiesOf } from './support/baselines';
import { BUILD_TIMEOUT } from './support/engines';
import { eventually } from './support/eventually';
import { removeTemporary, temporary } from './support/folders';

/** Policies as compiled, on real API servers and real Karmada. */
describe('a baseline', () => {
  const { app, fleet, baseline } = baselineFleet(PROPS);
  const train = fleet.group('train');
  const access = new SidecarInjectionAccess(fleet, 'injection', { to: train, apiServers: ['10.0.0.0/8'] });
  new FleetBaseline(fleet.member('old'), 'local', { action: 'Warn' });
  const compilation = app.compile();
  let twin: Twin;

  beforeAll(async () => {
    const needed = neededEngines(fleet.model);
    expect(needed).toContain('kyverno-crds');
    const engines = (await ensureEngines(needed, { cacheRoot: defaultCacheRoot() })) as TwinEngines;
    const controlPlane = compilation.targets
      .filter(({ target }) => target.kind === 'control-plane')
      .flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
    twin = await Twin.up(fleet.model, { state: temporary('twin'), engines, controlPlane });
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await twin?.down();
    removeTemporary();
  });

  test('only the exceptions that ended are found, and every object passes the API servers', async () => {
    expect(compilation.findings.map(({ id }) => id)).toEqual(['policy/exception-ended', 'policy/exception-ended']);
    await expectApplied(twin, compilation.targets);
  });

  test('Karmada sends each member the spelling that its Kyverno understands, and nothing else', async () => {
    const names = baseline.rules.map(({ policy }) => policy).sort();
    const namesIn = async (member: string, apiVersion: string, kind: string) => {
      const found = await (await twin.client(member)).list({ apiVersion, kind });
      return found.map(({ metadata }) => metadata.name ?? '').filter((name) => name.startsWith('baseline-'));
    };
    const seen = async (member: string) => ({
      validating: await namesIn(member, 'policies.kyverno.io/v1', 'ValidatingPolicy'),
      cluster: await namesIn(member, 'kyverno.io/v1', 'ClusterPolicy'),
    });
    await eventually(async () => {
      expect(await seen('new')).toEqual({ validating: names, cluster: [] });
      expect(await seen('old')).toEqual({ validating: [], cluster: names });
    });
  });

  test('a policy in a member is the one that was compiled', async () => {
    for (const [member, kind] of [
      ['new', 'ValidatingPolicy'],
      ['old', 'ClusterPolicy'],
    ] as const) {
      for (const { apiVersion, metadata, spec } of policiesOf(app, kind).filter(isSent)) {
        const found = await (await twin.client(member)).read({ apiVersion, kind, name: metadata.name as string });
        expect(found?.spec).toMatchObject(spec as object);
      }
    }
  });

  test('a baseline in the scope of a member is there without Karmada', async () => {
    const name = 'local-no-privileged';
    const found = await (await twin.client('old')).read({ apiVersion: 'kyverno.io/v1', kind: 'ClusterPolicy', name });
    expect(found?.spec).toMatchObject({ emitWarning: true });
  });

  test('the NetworkPolicy for sidecar injection is where it was sent', async () => {
    const identity = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'istio-system' };
    expect(access.members).toEqual(['new', 'old']);
    await eventually(async () => {
      for (const member of access.members) {
        const found = await (await twin.client(member)).read({ ...identity, name: 'injection' });
        expect(found?.spec).toMatchObject({ ingress: [{ ports: [{ port: 15017 }] }, {}] });
      }
    });
    expect(await (await twin.client('edge')).read({ ...identity, name: 'injection' })).toBeUndefined();
  });
});

function isSent({ metadata }: Manifest): boolean {
  return metadata.name?.startsWith('baseline-') === true;
}
