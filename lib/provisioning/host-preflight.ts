import { createHash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Findings } from '../core/findings';
import type { JsonObject } from '../core/manifest';
import { checkHost } from './host-checks';
import { HostPreparation } from './host-preparation';

/** Properties of the look at the nodes of a cluster. */
export interface HostPreflightProps {
  /**
   * What the nodes are to be like.
   * @default - as every node needs it: `new HostPreparation()`
   */
  readonly host?: HostPreparation;
  /**
   * Image with a POSIX shell, sed, grep and awk.
   * @default 'busybox:1.37'
   */
  readonly image?: string;
  /**
   * Labels of the nodes that are looked at.
   * @default - all nodes
   */
  readonly nodes?: Readonly<Record<string, string>>;
  /**
   * Namespace of the DaemonSet. Its pods see the files of their node, which the Pod Security Standards allow in privileged
   * namespaces alone.
   * @default 'kube-system'
   */
  readonly namespace?: string;
  /**
   * Name of the DaemonSet and its ConfigMap.
   * @default - the construct id
   */
  readonly preflightName?: string;
}

const SCRIPTS = '/preflight';
const HOST = '/host';
const HASH_ANNOTATION = 'cdk8s-fleet.dev/preflight-hash';

/**
 * Looks at every node of one cluster: swap, kernel modules and parameters, cgroup drivers, the runtime's socket. Created in the
 * scope of the member.
 *
 * A DaemonSet whose pods are ready on nodes without a problem. On others the pod does not start, and its status tells all problems
 * of the node: `kubectl get pods` shows which nodes, `kubectl describe pod` why. It changes nothing on a node.
 */
export class HostPreflight extends Construct {
  /** @param scope the member, or any chart */
  public constructor(scope: Construct, id: string, props: HostPreflightProps = {}) {
    super(scope, id);
    const { host = new HostPreparation(), image = 'busybox:1.37', namespace = 'kube-system' } = props;
    const name = props.preflightName ?? id;
    const labels = { 'app.kubernetes.io/name': name };
    const data = { 'host.sh': HostPreparation.script, ...host.config };
    const configMap = new ApiObject(this, 'Script', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace },
      data,
    });
    const container: JsonObject = {
      image,
      resources: { requests: { cpu: '5m', memory: '16Mi' }, limits: { memory: '32Mi' } },
      securityContext: {
        // some of what is looked at only root may read
        runAsUser: 0,
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
    };
    const daemonSet = new ApiObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name, namespace, labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels,
            annotations: {
              [HASH_ANNOTATION]: createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 16),
            },
          },
          spec: {
            // network parameters are those of the machine, not of the pod
            hostNetwork: true,
            automountServiceAccountToken: false,
            tolerations: [{ operator: 'Exists' }],
            nodeSelector: props.nodes && { ...props.nodes },
            initContainers: [
              {
                ...container,
                name: 'preflight',
                // /var/run is a link to /run, on some machines an absolute one, which leads into the container: its /run shows what the
                // machine has. A mount of the machine's would have no room for what CRI-O puts there.
                command: ['sh', '-c', `ln -s ${HOST}/run/* /run 2>/dev/null; exec sh ${SCRIPTS}/host.sh check`],
                env: [
                  { name: 'HOST_ROOT', value: HOST },
                  { name: 'HOST_CONFIG', value: SCRIPTS },
                ],
                // the problems stand in the status of the pod
                terminationMessagePolicy: 'FallbackToLogsOnError',
                volumeMounts: [
                  { name: 'script', mountPath: SCRIPTS, readOnly: true },
                  { name: 'host', mountPath: HOST, readOnly: true },
                  { name: 'run', mountPath: '/run' },
                ],
              },
            ],
            containers: [
              {
                ...container,
                name: 'passed',
                command: ['sh', '-c', "trap 'exit 0' TERM; while :; do sleep 3600 & wait; done"],
              },
            ],
            volumes: [
              { name: 'script', configMap: { name } },
              { name: 'host', hostPath: { path: '/', type: 'Directory' } },
              { name: 'run', emptyDir: {} },
            ],
          },
        },
      },
    });
    daemonSet.addDependency(configMap);
    Findings.of(this).addCheck(() => checkHost(this.node.path, host));
  }
}
