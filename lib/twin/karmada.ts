import type { Engine } from '../engines';
import { etcdFlags } from './kubernetes';
import { CONTROL_PLANE, type Component, type Layout } from './layout';

const MEMORY = { GOGC: '50', GOMEMLIMIT: '512MiB' };

/** Serves the Cluster API behind the control plane's API server. */
export function aggregatedApiServer(layout: Layout, engine: Engine): Component {
  const { aggregated } = layout.shared;
  const kubeconfig = layout.kubeconfig(CONTROL_PLANE);
  return {
    ...component(layout, engine, 'aggregated-apiserver', [aggregated]),
    args: [
      ...etcdFlags(layout, 'karmada-aggregated'),
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      `--tls-cert-file=${layout.secret('server.crt')}`,
      `--tls-private-key-file=${layout.secret('server.key')}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${aggregated}`,
      '--enable-pprof=false',
    ],
  };
}

/** Defaults and validates what is written to the control plane. Without it bindings are made and never scheduled. */
export function webhook(layout: Layout, engine: Engine): Component {
  const { webhook: port, webhookHealth } = layout.shared;
  return {
    ...component(layout, engine, 'webhook', [port, webhookHealth]),
    args: [
      `--kubeconfig=${layout.kubeconfig(CONTROL_PLANE)}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      `--cert-dir=${layout.secret('')}`,
      '--tls-cert-file-name=server.crt',
      '--tls-private-key-file-name=server.key',
      '--metrics-bind-address=0',
      `--health-probe-bind-address=127.0.0.1:${webhookHealth}`,
      '--allow-no-execute-taint-policy=true',
    ],
  };
}

/** Turns policies into bindings and bindings into work on the members. */
export function karmadaControllers(layout: Layout, engine: Engine): Component {
  const { karmadaControllersHealth: health } = layout.shared;
  return {
    ...component(layout, engine, 'controller-manager', [health]),
    args: [
      `--kubeconfig=${layout.kubeconfig(CONTROL_PLANE)}`,
      '--leader-elect=false',
      // A lost or returned member is noticed after seconds; by default it takes 40 s and 30 s.
      '--cluster-status-update-frequency=3s',
      '--cluster-failure-threshold=6s',
      '--cluster-success-threshold=3s',
      '--metrics-bind-address=0',
      `--health-probe-bind-address=127.0.0.1:${health}`,
    ],
  };
}

/** Divides replicas over the members. */
export function karmadaScheduler(layout: Layout, engine: Engine): Component {
  const { karmadaSchedulerHealth: health } = layout.shared;
  return {
    ...component(layout, engine, 'scheduler', [health]),
    args: [
      `--kubeconfig=${layout.kubeconfig(CONTROL_PLANE)}`,
      '--leader-elect=false',
      // Estimators run in real members; the static weights and the members' summaries need none.
      '--enable-scheduler-estimator=false',
      '--metrics-bind-address=0',
      `--health-probe-bind-address=127.0.0.1:${health}`,
    ],
  };
}

function component(layout: Layout, engine: Engine, name: string, ports: readonly number[]): Omit<Component, 'args'> {
  return {
    cluster: CONTROL_PLANE,
    component: name,
    binary: engine.binary,
    ports,
    env: MEMORY,
    log: layout.log(CONTROL_PLANE, name),
  };
}
