import { ApiObject, JsonPatch } from 'cdk8s';
import { FleetApp, GpuFleet, HostPreflight, type HostPreflightProps, HostPreparation } from '../lib';
import type { Manifest } from '../lib/core/manifest';
import { findingsOf, manifestsOf } from '../lib/testing';

function preflight(props: HostPreflightProps = {}) {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { members: { a: { kubernetes: '1.34' } } });
  const construct = new HostPreflight(fleet.member('a'), 'preflight', props);
  const manifests = () => manifestsOf(app, { target: 'fleet/members/a' });
  return { app, construct, manifests };
}

interface PodSpec {
  readonly hostNetwork: boolean;
  readonly nodeSelector?: object;
  readonly initContainers: readonly { readonly env: object[]; readonly command: string[] }[];
  readonly containers: readonly { readonly image: string; readonly securityContext: object }[];
  readonly volumes: readonly object[];
}

function podOf(manifest: Manifest | undefined): PodSpec {
  return (manifest!.spec as unknown as { template: { spec: PodSpec } }).template.spec;
}

describe('HostPreflight', () => {
  test('the script and what is wanted go to every node, which is only looked at', () => {
    const { app, manifests } = preflight({ host: new HostPreparation({ modules: ['ib_umad'] }) });
    expect(findingsOf(app)).toEqual([]);
    const [configMap, daemonSet] = manifests();
    expect(configMap).toMatchObject({
      kind: 'ConfigMap',
      metadata: { name: 'preflight', namespace: 'kube-system' },
      data: { 'host.sh': HostPreparation.script, modules: 'overlay\nbr_netfilter\nib_umad\n' },
    });
    const pod = podOf(daemonSet);
    expect(pod).toMatchObject({
      hostNetwork: true,
      tolerations: [{ operator: 'Exists' }],
      initContainers: [
        {
          command: ['sh', '-c', 'ln -s /host/run/* /run 2>/dev/null; exec sh /preflight/host.sh check'],
          env: [
            { name: 'HOST_ROOT', value: '/host' },
            { name: 'HOST_CONFIG', value: '/preflight' },
          ],
          terminationMessagePolicy: 'FallbackToLogsOnError',
          volumeMounts: [
            { readOnly: true },
            { mountPath: '/host', readOnly: true },
            { name: 'run', mountPath: '/run' },
          ],
        },
      ],
      volumes: [{ name: 'script' }, { name: 'host' }, { name: 'run', emptyDir: {} }],
    });
    expect(pod.containers[0]!.securityContext).toMatchObject({ capabilities: { drop: ['ALL'] } });
  });

  test('pods are made anew when what is wanted changes', () => {
    const hash = (props: HostPreflightProps) =>
      JSON.stringify(preflight(props).manifests()[1]).match(/preflight-hash":"([0-9a-f]+)/)?.[1];
    expect(hash({})).toMatch(/^[0-9a-f]{16}$/);
    expect(hash({ host: new HostPreparation({ sysctls: { 'kernel.panic': 1 } }) })).not.toBe(hash({}));
  });

  test('image, nodes, namespace and name are chosen', () => {
    const nodes = { 'node.cdk8s-fleet.dev/pool': 'a100' };
    const props = { image: 'registry.internal/busybox:1', nodes, namespace: 'checks', preflightName: 'hosts' };
    const [, daemonSet] = preflight(props).manifests();
    expect(daemonSet).toMatchObject({ metadata: { name: 'hosts', namespace: 'checks' } });
    expect(podOf(daemonSet)).toMatchObject({ nodeSelector: nodes, containers: [{ image: props.image }] });
  });

  test('escape hatch: the DaemonSet can be patched', () => {
    const { construct, manifests } = preflight();
    ApiObject.of(construct).addJsonPatch(JsonPatch.add('/spec/updateStrategy', { type: 'OnDelete' }));
    expect(manifests()[1]).toMatchObject({ spec: { updateStrategy: { type: 'OnDelete' } } });
  });

  test('what a shell would read otherwise is an error', () => {
    const { app } = preflight({ host: new HostPreparation({ modules: ['$(reboot)'] }) });
    expect(findingsOf(app)).toMatchObject([{ id: 'provisioning/bad-host', place: 'fleet-member-a/preflight' }]);
  });
});
