import type { Engine } from '../engines';
import { CONTROL_PLANE, type Component, type Layout, SHARED } from './layout';

// A control plane of a twin holds a few hundred objects: collecting garbage early costs little time and halves its
// memory. The limits are soft and far above what is used; they keep a leak from taking the machine.
const SMALL = { GOGC: '40', GOMEMLIMIT: '256MiB' };
const LARGE = { GOGC: '60', GOMEMLIMIT: '1GiB' };

/** Controllers without which an API server is not usable: they run for every cluster. */
const BASE_CONTROLLERS = [
  'clusterrole-aggregation-controller',
  'namespace-controller',
  'garbage-collector-controller',
  'serviceaccount-controller',
  'serviceaccount-token-controller',
  'ttl-after-finished-controller',
];

/** What a member needs to run workloads. Volumes, certificates and clouds have nobody to serve them here. */
const MEMBER_CONTROLLERS = [
  ...BASE_CONTROLLERS,
  'clusterrole-aggregation-controller',
  'cronjob-controller',
  'daemonset-controller',
  'deployment-controller',
  'disruption-controller',
  'endpointslice-controller',
  'horizontal-pod-autoscaler-controller',
  'job-controller',
  'node-lifecycle-controller',
  'pod-garbage-collector-controller',
  'podgroup-protection-controller',
  'replicaset-controller',
  'resourceclaim-controller',
  'resourcequota-controller',
  'statefulset-controller',
  'taint-eviction-controller',
  'ttl-after-finished-controller',
];

/** The one etcd of a twin. What it holds is thrown away with the twin, so it need not wait for the disk. */
export function etcd(layout: Layout, engine: Engine): Component {
  const { etcd: port, etcdPeer } = layout.shared;
  const client = `https://127.0.0.1:${port}`;
  const peer = `https://127.0.0.1:${etcdPeer}`;
  const files = {
    cert: layout.secret('server.crt'),
    key: layout.secret('server.key'),
    ca: layout.secret('ca.crt'),
  };
  return {
    ...component(layout, engine, SHARED, 'etcd', [port, etcdPeer], LARGE),
    args: [
      '--name=twin',
      `--data-dir=${layout.etcdData}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
      `--quota-backend-bytes=${2 ** 31}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--cert-file=${files.cert}`,
      `--key-file=${files.key}`,
      '--client-cert-auth',
      `--trusted-ca-file=${files.ca}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=twin=${peer}`,
      `--peer-cert-file=${files.cert}`,
      `--peer-key-file=${files.key}`,
      '--peer-client-cert-auth',
      `--peer-trusted-ca-file=${files.ca}`,
    ],
  };
}

/** How a component reaches etcd. Every cluster keeps its objects below a prefix of its own. */
export function etcdFlags(layout: Layout, prefix: string): string[] {
  return [
    `--etcd-servers=https://127.0.0.1:${layout.shared.etcd}`,
    `--etcd-prefix=/registry-${prefix}`,
    `--etcd-cafile=${layout.secret('ca.crt')}`,
    `--etcd-certfile=${layout.secret('admin.crt')}`,
    `--etcd-keyfile=${layout.secret('admin.key')}`,
  ];
}

/** The API server of a cluster. */
export function apiServer(layout: Layout, engine: Engine, cluster: string): Component {
  const port = layout.apiPort(cluster);
  return {
    ...component(layout, engine, cluster, 'kube-apiserver', [port], LARGE),
    args: [
      ...etcdFlags(layout, cluster),
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${port}`,
      // The endpoints of the kubernetes Service are of no use to pods that do not really run.
      '--endpoint-reconciler-type=none',
      ...servingFlags(layout),
      `--client-ca-file=${layout.secret('ca.crt')}`,
      `--token-auth-file=${layout.secret('tokens.csv')}`,
      '--authorization-mode=RBAC',
      '--anonymous-auth=false',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${layout.secret('service-account.pub')}`,
      `--service-account-signing-key-file=${layout.secret('service-account.key')}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      `--requestheader-client-ca-file=${layout.secret('front-proxy-ca.crt')}`,
      '--requestheader-allowed-names=front-proxy',
      '--requestheader-username-headers=X-Remote-User',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      `--proxy-client-cert-file=${layout.secret('front-proxy.crt')}`,
      `--proxy-client-key-file=${layout.secret('front-proxy.key')}`,
      // ServiceAccount would hold every pod until its account and token exist; TaintNodesByCondition every node until
      // a controller has looked at it. Neither changes what is scheduled where.
      '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
      '--allow-privileged=true',
      '--profiling=false',
    ],
  };
}

/** One certificate for all that listens: components that make their own in one folder overwrite each other's. */
function servingFlags(layout: Layout): string[] {
  return [`--tls-cert-file=${layout.secret('server.crt')}`, `--tls-private-key-file=${layout.secret('server.key')}`];
}

/** The controllers of a cluster: all that workloads need on a member, the few that an API needs on the control plane. */
export function controllerManager(layout: Layout, engine: Engine, cluster: string): Component {
  const onControlPlane = cluster === CONTROL_PLANE;
  const port = onControlPlane ? layout.shared.controllers : layout.memberPorts(cluster).controllers;
  return {
    ...component(layout, engine, cluster, 'kube-controller-manager', [port], SMALL),
    args: [
      `--kubeconfig=${layout.kubeconfig(cluster)}`,
      '--leader-elect=false',
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      ...servingFlags(layout),
      '--authorization-always-allow-paths=/healthz',
      `--controllers=${(onControlPlane ? BASE_CONTROLLERS : MEMBER_CONTROLLERS).join(',')}`,
      `--service-account-private-key-file=${layout.secret('service-account.key')}`,
      `--root-ca-file=${layout.secret('ca.crt')}`,
      '--profiling=false',
    ],
  };
}

/** The scheduler of a member. */
export function scheduler(layout: Layout, engine: Engine, member: string): Component {
  const port = layout.memberPorts(member).scheduler;
  return {
    ...component(layout, engine, member, 'kube-scheduler', [port], SMALL),
    args: [
      `--kubeconfig=${layout.kubeconfig(member)}`,
      '--leader-elect=false',
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      ...servingFlags(layout),
      '--profiling=false',
    ],
  };
}

/** Plays the kubelets of a member: nodes become ready, pods run and end. */
export function kwok(layout: Layout, engine: Engine, member: string): Component {
  const port = layout.memberPorts(member).kwok;
  return {
    ...component(layout, engine, member, 'kwok', [port], SMALL),
    args: [
      `--kubeconfig=${layout.kubeconfig(member)}`,
      `--config=${layout.kwokConfig}`,
      '--manage-all-nodes=true',
      '--cidr=10.0.0.0/16',
      '--node-ip=127.0.0.1',
      `--node-port=${port}`,
      `--server-address=127.0.0.1:${port}`,
      '--node-lease-duration-seconds=40',
    ],
  };
}

/** What every member runs, the API server first. */
export function kubernetesComponents(layout: Layout, engine: Engine, member: string): Component[] {
  return [
    apiServer(layout, engine, member),
    controllerManager(layout, engine, member),
    scheduler(layout, engine, member),
    kwok(layout, engine, member),
  ];
}

function component(
  layout: Layout,
  engine: Engine,
  cluster: string,
  name: string,
  ports: readonly number[],
  env: Readonly<Record<string, string>>,
): Omit<Component, 'args'> {
  return { cluster, component: name, binary: engine.binary, ports, env, log: layout.log(cluster, name) };
}
