import { SidecarInjectionAccess, type SidecarInjectionAccessProps } from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { gpuMember, twoMembers } from './support';

function accessOf(props: SidecarInjectionAccessProps<'a' | 'b'>) {
  const members = { a: gpuMember(1, 1, { engines: { istio: '1.30' } }), b: gpuMember() };
  const { app, fleet } = twoMembers({ members });
  return { app, fleet, access: new SidecarInjectionAccess(fleet, 'injection', props) };
}

describe('SidecarInjectionAccess', () => {
  test('opens the webhooks of istiod, and keeps open what sidecars need', () => {
    const { app, access } = accessOf({ apiServers: ['10.0.0.0/24', 'fd00::/8'] });
    expect(findingsOf(app)).toEqual([]);
    expect(access.members).toEqual(['a']);
    const [policy] = manifestsOf(app, { kind: 'NetworkPolicy' });
    expect(policy?.metadata).toEqual({ name: 'injection', namespace: 'istio-system' });
    expect(policy?.spec).toEqual({
      podSelector: { matchLabels: { app: 'istiod' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ ipBlock: { cidr: '10.0.0.0/24' } }, { ipBlock: { cidr: 'fd00::/8' } }],
          ports: [{ protocol: 'TCP', port: 15017 }],
        },
        {
          from: [{ namespaceSelector: {} }],
          ports: [
            { protocol: 'TCP', port: 15012 },
            { protocol: 'TCP', port: 15014 },
          ],
        },
      ],
    });
    expect(manifestsOf(app, { kind: 'PropagationPolicy', namespace: 'istio-system' })).toMatchObject([
      { spec: { placement: { clusterAffinity: { clusterNames: ['a'] } } } },
    ]);
  });

  test('without addresses any may call, and in the scope of a member it is applied there', () => {
    const { app, fleet } = accessOf({});
    new SidecarInjectionAccess(fleet.member('a'), 'local', { namespace: 'mesh', istiod: { 'istio.io/rev': 'canary' } });
    const [policy] = manifestsOf(app, { target: 'fleet/members/a', kind: 'NetworkPolicy' });
    expect(policy).toMatchObject({
      metadata: { namespace: 'mesh' },
      spec: { podSelector: { matchLabels: { 'istio.io/rev': 'canary' } }, ingress: [{ ports: [{ port: 15017 }] }, {}] },
    });
    expect(policy).not.toHaveProperty('spec.ingress[0].from');
  });

  test('ranges of every length, and addresses in any form that says one thing only', () => {
    const apiServers = [
      '0.0.0.0/0',
      '10.0.0.128/25',
      '10.0.0.7/32',
      '::/0',
      'FD00:0:0:0::/64',
      'fd00::7/128',
      '64:ff9b::10.0.0.0/120',
    ];
    expect(findingsOf(accessOf({ apiServers }).app)).toEqual([]);
  });

  test.each<[string, SidecarInjectionAccessProps<'a' | 'b'>]>([
    ['policy/unknown-member', { to: ['c'] as never }],
    ['policy/no-members', { to: [] }],
    ['policy/no-istio', { to: ['b'] }],
    ['policy/bad-cidr', { apiServers: ['10.0.0.7'] }],
    ['policy/bad-cidr', { apiServers: ['10.0.0.0/33'] }],
    ['policy/bad-cidr', { apiServers: ['api.example.com/24'] }],
    ['policy/bad-cidr', { apiServers: ['10.0.0.5/24'] }],
    ['policy/bad-cidr', { apiServers: ['10.0.0.0/024'] }],
    ['policy/bad-cidr', { apiServers: ['010.0.0.0/24'] }],
    ['policy/bad-cidr', { apiServers: ['::ffff:10.0.0.0/120'] }],
    ['policy/bad-cidr', { apiServers: ['::ffff:a00:0/120'] }],
    ['policy/bad-cidr', { apiServers: ['fd00::1/64'] }],
    ['policy/bad-cidr', { apiServers: ['fe80::%eth0/64'] }],
  ])('%s for %j', (id, props) => {
    expect(findingsOf(accessOf(props).app).map((f) => f.id)).toEqual([id]);
  });
});
