import { connect } from 'node:net';
import type { Manifest } from '../core/manifest';
import type { MemberModel } from '../core/model';
import type { Engine } from '../engines';
import { inBatches } from './batches';
import { ApiClient, ApiError } from './client';
import { createCrds, lookForKinds } from './crds';
import { definitionsOf } from './definitions';
import { memberRefused } from './failures';
import { writeSchedulerConfig } from './files';
import { isCluster, joinMember, lookForReady, type MemberAccess } from './join';
import { aggregatedApiServer, karmadaControllers, karmadaScheduler, webhook } from './karmada';
import { createNamespaces, lookForClusterApi, registerClusterApi, registerWebhooks } from './karmada-api';
import { apiServer, controllerManager, etcd, kwok, scheduler } from './kubernetes';
import { CONTROL_PLANE, type Component, type Layout } from './layout';
import { neededKinds, volcanoEngine } from './needed-engines';
import { nodesOf } from './nodes';
import type { ReviveOptions } from './options';
import { expectFree, type PortRange } from './ports';
import type { Processes } from './processes';
import type { TwinEngines } from './state';
import { together } from './together';
import { volcanoControllers, volcanoScheduler, volcanoWebhook } from './volcano';
import { lookForDefaultQueue, registerVolcanoWebhooks } from './volcano-api';
import { type WaitOptions, waitFor } from './wait';

/** Seconds for each thing that is waited for while something starts. */
const START_SECONDS = 120;

/** Nodes that are created at the same time; more would only queue up in the API server. */
const NODES_AT_ONCE = 16;

/** Everything that starting needs. */
export interface BootContext {
  readonly layout: Layout;
  readonly engines: TwinEngines;
  readonly processes: Processes;
  /** Holds the ports until their components start. */
  readonly ports: Pick<PortRange, 'release'>;
  readonly secrets: { readonly ca: string; readonly token: string };
  /** The program's objects for the control plane: its Cluster objects, and those whose kinds are needed. */
  readonly objects: readonly Manifest[];
  /** Seconds for each thing that is waited for. */
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal;
  /** Called when a step is done. */
  readonly onStep: (step: string) => void;
}

/** What starting something of a twin that runs needs. Secrets and objects are added where they are needed. */
export function contextOf(
  twin: Pick<BootContext, 'layout' | 'engines' | 'processes'>,
  { timeoutSeconds = START_SECONDS, signal }: ReviveOptions,
): BootContext {
  return {
    ...twin,
    ports: { release: expectFree },
    secrets: { ca: '', token: '' },
    objects: [],
    timeoutSeconds,
    signal,
    onStep: () => undefined,
  };
}

/** Starts a whole twin: etcd, all API servers at once, then every cluster on its own as far as it can go. */
export async function boot(context: BootContext): Promise<void> {
  const { layout, engines } = context;
  await start(context, etcd(layout, engines.kubernetes));
  await waitFor('etcd', () => listening(layout.shared.etcd), waiting(context));
  context.onStep('etcd');
  await together(
    [
      (signal) => bootControlPlane({ ...context, signal }),
      ...layout.members.map((member) => (signal: AbortSignal) => bootMember({ ...context, signal }, member)),
    ],
    context.signal,
  );
  const controlPlane = await ApiClient.fromKubeconfig(layout.kubeconfig(CONTROL_PLANE));
  try {
    await Promise.all(layout.members.map((member) => join(context, controlPlane, member)));
    const names = layout.members.map(({ name }) => name);
    await waitFor('the members to be ready in Karmada', () => lookForReady(controlPlane, names), waiting(context));
    context.onStep('members joined');
  } finally {
    controlPlane.close();
  }
}

/** Starts what does not run of a member, and waits until its API answers. */
export async function bootMember(context: BootContext, member: MemberModel, fresh = true): Promise<void> {
  const { layout, engines } = context;
  const { name } = member;
  const running = (await context.processes.running(name)).map(({ component }) => component);
  const startMissing = async (component: Component) => {
    if (!running.includes(component.component)) {
      await start(context, component);
    }
  };
  await startMissing(apiServer(layout, engines.kubernetes, name));
  const client = await ApiClient.fromKubeconfig(layout.kubeconfig(name));
  try {
    await apiReady(context, client, name);
    const volcano = volcanoEngine(engines, member);
    if (fresh) {
      // Before the controllers: their garbage collector looks for new kinds only every 30 s.
      await Promise.all([
        installKinds(context, client, member),
        volcano ? installVolcano(context, client, volcano, name) : undefined,
      ]);
    }
    await Promise.all([
      ...[controllerManager, scheduler, kwok].map((make) => startMissing(make(layout, engines.kubernetes, name))),
      fresh ? createNodes(client, member, context.signal) : undefined,
      volcano ? startVolcano(context, client, volcano, name, startMissing) : undefined,
    ]);
    context.onStep(`member ${name}`);
  } finally {
    client.close();
  }
}

/** Gives a member the kinds that are needed of the engines that it has. */
async function installKinds(context: BootContext, client: ApiClient, member: MemberModel): Promise<void> {
  const kinds = await createCrds(client, neededKinds(context.engines, [member], context.objects), context.signal);
  await waitFor(`the kinds of ${member.name}`, () => lookForKinds(client, kinds), waiting(context));
}

/** Gives a member Volcano's webhooks and configuration. */
async function installVolcano(context: BootContext, client: ApiClient, engine: Engine, member: string): Promise<void> {
  const { layout, secrets, signal } = context;
  await Promise.all([
    registerVolcanoWebhooks(client, layout, member, secrets.ca, signal),
    writeSchedulerConfig(layout, engine, member),
  ]);
}

/** Starts what does not run of a member's Volcano, and waits until jobs can be given to it. */
async function startVolcano(
  context: BootContext,
  client: ApiClient,
  engine: Engine,
  member: string,
  startMissing: (component: Component) => Promise<void>,
): Promise<void> {
  const { layout } = context;
  await Promise.all([volcanoWebhook, volcanoControllers].map((make) => startMissing(make(layout, engine, member))));
  const port = layout.volcanoWebhookPort(member);
  await waitFor(`Volcano's webhook in ${member}`, () => listening(port), waiting(context));
  // It makes the first queues, about which the webhook is asked.
  await startMissing(volcanoScheduler(layout, engine, member));
  await waitFor(`Volcano's default queue in ${member}`, () => lookForDefaultQueue(client), waiting(context));
  context.onStep(`Volcano in ${member}`);
}

/** Registers a member with Karmada, as the program declares it. @throws Failure `twin/member-refused` */
export async function join(context: BootContext, controlPlane: ApiClient, member: MemberModel): Promise<Manifest> {
  const { layout, secrets, signal } = context;
  const memberApi = await ApiClient.fromKubeconfig(layout.kubeconfig(member.name));
  const access: MemberAccess = { url: layout.apiUrl(member.name), ...secrets };
  const declared = context.objects.find((object) => isCluster(object) && object.metadata.name === member.name);
  try {
    return await joinMember(controlPlane, memberApi, member, access, declared, signal);
  } catch (error) {
    throw error instanceof ApiError && error.reason === 'Invalid' ? memberRefused(member.name, error) : error;
  } finally {
    memberApi.close();
  }
}

async function bootControlPlane(context: BootContext): Promise<void> {
  const { layout, engines, signal } = context;
  const { kubernetes, karmada } = engines;
  const { ca } = context.secrets;
  await start(context, apiServer(layout, kubernetes, CONTROL_PLANE));
  const client = await ApiClient.fromKubeconfig(layout.kubeconfig(CONTROL_PLANE));
  try {
    await apiReady(context, client, CONTROL_PLANE);
    await Promise.all([
      start(context, aggregatedApiServer(layout, karmada)),
      start(context, controllerManager(layout, kubernetes, CONTROL_PLANE)),
      createNamespaces(client, signal),
    ]);
    // Templates of what members have kinds for are applied here.
    const [kinds] = await Promise.all([
      createCrds(client, [...definitionsOf(karmada), ...neededKinds(engines, layout.members, context.objects)], signal),
      registerClusterApi(client, layout, ca, signal),
    ]);
    await waitFor("Karmada's kinds", () => lookForKinds(client, kinds), waiting(context));
    context.onStep('Karmada kinds');
    await start(context, webhook(layout, karmada));
    await waitFor('the Cluster API', () => lookForClusterApi(client), waiting(context));
    context.onStep('Karmada cluster API');
    await Promise.all([
      start(context, karmadaControllers(layout, karmada)),
      start(context, karmadaScheduler(layout, karmada)),
    ]);
    await waitFor("Karmada's webhook", () => listening(layout.shared.webhook), waiting(context));
    await registerWebhooks(client, karmada, layout, ca, signal);
    context.onStep('Karmada');
  } finally {
    client.close();
  }
}

async function start(context: BootContext, component: Component): Promise<void> {
  context.signal?.throwIfAborted();
  await context.ports.release(component.ports);
  await context.processes.start(component);
}

async function apiReady(context: BootContext, client: ApiClient, cluster: string): Promise<void> {
  await waitFor(
    `the API server of ${cluster}`,
    () => client.text('GET', '/readyz', { timeoutSeconds: 2 }),
    waiting(context),
  );
  context.onStep(`API server of ${cluster}`);
}

async function createNodes(client: ApiClient, member: MemberModel, signal?: AbortSignal): Promise<void> {
  await inBatches(nodesOf(member), NODES_AT_ONCE, (node) => client.create(node, signal));
}

function waiting(context: BootContext): WaitOptions {
  const { timeoutSeconds: seconds, signal, processes, layout } = context;
  return { seconds, signal, guard: () => processes.expectOwnRunning(), logs: layout.logs };
}

function listening(port: number): Promise<true> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', reject);
  });
}
