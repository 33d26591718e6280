import type { Manifest } from '../core/manifest';
import type { ApiClient } from './client';
import { createCrds, lookForKinds } from './crds';
import type { Definition } from './definitions';
import { CONTROL_PLANE, type Layout } from './layout';
import { neededKinds } from './needed-engines';
import type { TwinEngines } from './state';
import { NotYet, type WaitOptions, waitFor } from './wait';

const CRD = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' } as const;
/** Seconds until a kind is served, and until Karmada has seen it in the members. */
const SECONDS = 60;

/** A twin, as far as serving kinds needs it. */
export interface KindsContext {
  readonly layout: Layout;
  readonly engines: TwinEngines;
  readonly client: (cluster: string) => Promise<ApiClient>;
  readonly signal?: AbortSignal;
}

/**
 * Makes an API server serve the kinds of objects that are about to be applied, as far as engines of the members bring
 * them. What the control plane newly serves, the members that have the engine do as well, so that Karmada can carry it.
 * @throws Failure `twin/not-ready`
 */
export async function serveKinds(cluster: string, objects: readonly Manifest[], context: KindsContext): Promise<void> {
  const { layout, engines, client } = context;
  const members = layout.members.filter(({ name }) => cluster === CONTROL_PLANE || name === cluster);
  const missing = await missingOf(await client(cluster), neededKinds(engines, members, objects));
  if (missing.length === 0) {
    return;
  }
  if (cluster === CONTROL_PLANE) {
    await Promise.all(
      members.map(async (member) => {
        const api = await client(member.name);
        const kinds = neededKinds(engines, [member], objects);
        await create(api, member.name, await missingOf(api, kinds), context);
        const karmada = await client(CONTROL_PLANE);
        const seen = () => lookForEnabled(karmada, member.name, kinds);
        await waitFor(`Karmada to see the kinds of ${member.name}`, seen, waiting(context));
      }),
    );
  }
  await create(await client(cluster), cluster, missing, context);
}

async function missingOf(client: ApiClient, kinds: readonly Definition[]): Promise<Definition[]> {
  const found = await Promise.all(kinds.map(({ name }) => client.read({ ...CRD, name })));
  return kinds.filter((_, i) => found[i] === undefined);
}

async function create(client: ApiClient, cluster: string, missing: readonly Definition[], context: KindsContext) {
  const kinds = await createCrds(client, missing, context.signal);
  await waitFor(`the kinds of ${cluster}`, () => lookForKinds(client, kinds), waiting(context));
}

interface Enablements {
  readonly apiEnablements?: readonly {
    readonly groupVersion: string;
    readonly resources?: readonly { kind: string }[];
  }[];
}

/** Looks whether Karmada knows that a member has these kinds: it places nothing on members that lack its kind. */
async function lookForEnabled(
  controlPlane: ApiClient,
  member: string,
  kinds: readonly Definition[],
): Promise<true | NotYet> {
  const cluster = await controlPlane.read({ apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster', name: member });
  const { apiEnablements = [] } = (cluster?.status ?? {}) as Enablements;
  const missing = kinds.find(
    ({ group, kind }) =>
      !apiEnablements.some(
        ({ groupVersion, resources = [] }) =>
          groupVersion.startsWith(`${group}/`) && resources.some((resource) => resource.kind === kind),
      ),
  );
  return missing ? new NotYet(`${missing.kind} is not among the kinds of cluster ${member}`) : true;
}

function waiting({ signal }: KindsContext): WaitOptions {
  return { seconds: SECONDS, signal };
}
