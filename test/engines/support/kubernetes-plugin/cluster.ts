import type { JsonObject, Manifest } from '../../../../lib/core/manifest';
import type { AwaitRule } from '../../../../lib/pulumi/await-rules';
import { notDone } from '../../../../lib/pulumi/not-done';
import { withDrift } from '../../../../lib/pulumi/provider/drift';
import { ApiClient, ApiError, refOf } from '../../../../lib/twin/client';
import { NotYet, waitFor } from '../../../../lib/twin/wait';

/** Seconds in which a namespace or a kind that is on its way must be there. */
const RETRY_SECONDS = 30;
/** Seconds that an object has where nobody states any. */
const DONE_SECONDS = 600;
const ANNOTATION = 'pulumi.com/';
/** Kinds that are waited for without being asked to. */
const ROLLED_OUT = ['Deployment', 'StatefulSet', 'DaemonSet'];
/**
 * Kinds whose end the plugin does not wait for either where an object says `skipAwait`; of all others that is about their beginning only
 * (`allowsSkipAwaitWithDelete` in provider/pkg/metadata/overrides.go of pulumi-kubernetes).
 */
const SKIPPED_TO_THE_END = [
  'v1/Namespace',
  'v1/Pod',
  'v1/ReplicationController',
  'batch/v1/Job',
  ...ROLLED_OUT.map((kind) => `apps/v1/${kind}`),
];

/** How the provider was configured. */
export interface Settings {
  readonly kubeconfig: string;
  readonly context?: string;
  /** Whether objects that are there already are taken up. */
  readonly upsert: boolean;
  /** Whether objects of a cluster that does not answer are forgotten. */
  readonly deleteUnreachable: boolean;
}

/** An object is there, and not done in time. */
export class NotDone extends Error {
  public constructor(
    public readonly live: Manifest,
    message: string,
    /** What became of its inputs. @default those of the request */
    public readonly inputs?: Manifest,
  ) {
    super(message);
  }
}

/** One API server, as the provider uses it. */
export class Cluster {
  private client?: Promise<ApiClient>;

  public constructor(public readonly settings: Settings) {}

  /** Applies an object that is new to the stack. */
  public async create(object: Manifest, seconds: number): Promise<Manifest> {
    const client = await this.connect();
    if (!this.settings.upsert && (await client.read(refOf(object)))) {
      throw new Error(`${object.kind} ${object.metadata.name} already exists`);
    }
    return this.apply(object, seconds);
  }

  /** Applies an object and waits until it is done. @throws NotDone */
  public async apply(object: Manifest, seconds: number): Promise<Manifest> {
    const client = await this.connect();
    await untilThere(() => client.apply(object, managerOf(object)));
    let live = object;
    let reason = '';
    const done = async () => {
      live = (await client.read(refOf(object))) ?? live;
      reason = rulesOf(object).flatMap((rule) => notDone(live, rule) ?? [])[0] ?? '';
      return reason === '' ? true : new NotYet(reason);
    };
    await waitFor(idOf(object), done, { seconds: seconds || DONE_SECONDS, everyMs: 100 }).catch(() => {
      throw new NotDone(live, `${object.kind} ${idOf(object)} is not done: ${reason}`);
    });
    return live;
  }

  /**
   * What is there, and what became of the inputs; undefined when the object is gone. The plugin looks at rollouts then too, whatever `waitFor`
   * says: only `skipAwait` keeps it from that (`Read` in provider/pkg/await/await.go).
   * @throws NotDone
   */
  public async read(inputs: Manifest): Promise<{ readonly live: Manifest; readonly inputs: Manifest } | undefined> {
    try {
      const client = await this.connect();
      const live = await client.read(refOf(inputs));
      if (!live) {
        return undefined;
      }
      const again = await client.tryApply(inputs, managerOf(inputs));
      const seen = withDrift(inputs, live, again);
      const reason = isRolledOut(inputs) && !skipsAwait(inputs) ? notDone(live, { for: 'rollout' }) : undefined;
      if (reason !== undefined) {
        throw new NotDone(live, `${inputs.kind} ${idOf(inputs)} is not done: ${reason}`, seen);
      }
      return { live, inputs: seen };
    } catch (error) {
      if (error instanceof ApiError && error.status === 0 && this.settings.deleteUnreachable) {
        return undefined;
      }
      throw error;
    }
  }

  /** Deletes an object, and waits until it is gone, unless it says that nobody should and is of a kind that may. */
  public async remove(object: Manifest, seconds: number): Promise<void> {
    const client = await this.connect();
    await client.remove(refOf(object));
    if (skipsAwait(object) && SKIPPED_TO_THE_END.includes(`${object.apiVersion}/${object.kind}`)) {
      return;
    }
    const isGone = async () => ((await client.read(refOf(object))) ? new NotYet('it is still there') : true);
    await waitFor(`the end of ${idOf(object)}`, isGone, { seconds: seconds || DONE_SECONDS });
  }

  public close(): void {
    this.client?.then(
      (client) => client.close(),
      () => undefined,
    );
  }

  private connect(): Promise<ApiClient> {
    const { kubeconfig, context } = this.settings;
    this.client ??= ApiClient.fromConfig(kubeconfig, { context });
    return this.client;
  }
}

/** `namespace/name`, as the provider calls objects. */
export function idOf({ metadata: { name = '', namespace } }: Manifest): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function annotationsOf({ metadata }: Manifest): JsonObject {
  return metadata.annotations ?? {};
}

function managerOf(object: Manifest): string {
  return String(annotationsOf(object)[`${ANNOTATION}patchFieldManager`] ?? 'pulumi-kubernetes-stand-in');
}

function rulesOf(object: Manifest): AwaitRule[] {
  const annotations = annotationsOf(object);
  if (skipsAwait(object)) {
    return [];
  }
  const stated = annotations[`${ANNOTATION}waitFor`];
  if (typeof stated === 'string') {
    const all = stated.startsWith('[') ? (JSON.parse(stated) as string[]) : [stated];
    return all.map((rule) => ({ for: rule }) as AwaitRule);
  }
  return isRolledOut(object) ? [{ for: 'rollout' }] : [];
}

function skipsAwait(object: Manifest): boolean {
  return annotationsOf(object)[`${ANNOTATION}skipAwait`] === 'true';
}

function isRolledOut({ apiVersion, kind }: Manifest): boolean {
  return apiVersion === 'apps/v1' && ROLLED_OUT.includes(kind);
}

/** Tries again while the namespace or the kind is not there. */
async function untilThere(work: () => Promise<Manifest>): Promise<Manifest> {
  const deadline = Date.now() + RETRY_SECONDS * 1000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404) || Date.now() > deadline) {
        throw error;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
