import type { Engine } from '../engines';
import type { Component, Layout } from './layout';
import { ADMISSION_PATHS } from './volcano-api';

const MEMORY = { GOGC: '40', GOMEMLIMIT: '256MiB' };

/** Schedules the pods that name it, beside the kube-scheduler: gangs, queues, fair shares. */
export function volcanoScheduler(layout: Layout, engine: Engine, member: string): Component {
  return {
    ...component(layout, engine, member, 'vc-scheduler'),
    args: [
      `--kubeconfig=${layout.kubeconfig(member)}`,
      '--leader-elect=false',
      // Read again whenever the file changes.
      `--scheduler-conf=${layout.schedulerConfig(member)}`,
      // An invalid configuration ends it here; by default it would go on with another one than the program's.
      '--disable-default-scheduler-config=true',
      // Every second by default, which is long where somebody waits for the twin; a round takes milliseconds here.
      '--schedule-period=200ms',
      '--cache-dumper=false',
    ],
  };
}

/** Turns Volcano's jobs into pods and keeps the states of pod groups and queues. */
export function volcanoControllers(layout: Layout, engine: Engine, member: string): Component {
  return {
    ...component(layout, engine, member, 'vc-controller-manager'),
    args: [`--kubeconfig=${layout.kubeconfig(member)}`, '--leader-elect=false'],
  };
}

/** Defaults and validates Volcano's objects. */
export function volcanoWebhook(layout: Layout, engine: Engine, member: string): Component {
  const port = layout.volcanoWebhookPort(member);
  return {
    ...component(layout, engine, member, 'vc-webhook-manager', [port]),
    args: [
      `--kubeconfig=${layout.kubeconfig(member)}`,
      '--listen-address=127.0.0.1',
      `--port=${port}`,
      `--webhook-url=${layout.volcanoWebhookUrl(member)}`,
      `--enabled-admission=${ADMISSION_PATHS.join(',')}`,
      `--tls-cert-file=${layout.secret('server.crt')}`,
      `--tls-private-key-file=${layout.secret('server.key')}`,
      `--ca-cert-file=${layout.secret('ca.crt')}`,
      '--graceful-shutdown-time=1s',
    ],
  };
}

/** All components of a member's Volcano, in the order in which they start. */
export function volcanoComponents(layout: Layout, engine: Engine, member: string): Component[] {
  return [volcanoWebhook, volcanoControllers, volcanoScheduler].map((make) => make(layout, engine, member));
}

/** Metrics and health are not served, so only the webhook needs a port. */
function component(
  layout: Layout,
  engine: Engine,
  member: string,
  name: string,
  ports: readonly number[] = [],
): Omit<Component, 'args'> {
  return { cluster: member, component: name, binary: engine.binary, ports, env: MEMORY, log: layout.log(member, name) };
}
