import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpMap } from '@pulumi/pulumi/automation';
import type { Compilation } from '../../../lib/core/compilation';
import { Failure } from '../../../lib/core/failure';
import { defaultCacheRoot, ensureEngines } from '../../../lib/engines';
import {
  AttachedClusters,
  type AttachedClustersArgs,
  ClusterAccess,
  ClusterApiProvider,
  FleetDeployment,
  type IFleetClusters,
  JoinedClusters,
  ProvisionedClusters,
} from '../../../lib/pulumi';
import { kubeconfigOf } from '../../../lib/pulumi/provider/kubeconfig';
import { ApiClient, Twin } from '../../../lib/twin';
import { twinEngines } from './engines';
import { eventually } from './eventually';
import { removeTemporary, temporary } from './folders';
import { compile, type MemberName, type Variant } from './joining-program';
import { freePort } from './ports';
import { open, type Project } from './pulumi-project';
import { Server } from './server';

export const cluster = (name: string) => ({ apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster', name });

export const account = (name: string, namespace: string) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  name,
  namespace,
});

/** What is there; an error where nothing is. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('it is not there');
  }
  return value;
}

/** What the holder of a token may do. */
export async function may(
  client: ApiClient,
  verb: string,
  group: string,
  resource: string,
  namespace: string,
  name?: string,
): Promise<boolean> {
  const answer = await client.json<{ status: { allowed: boolean } }>(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    {
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb, group, resource, namespace, name } },
      },
    },
  );
  return answer.status.allowed;
}

/** A twin whose members have not joined, and a stack whose program joins them. The agent of the one that pulls is Karmada's own. */
export class JoiningScene {
  /** @param members clusters that the twin has */
  public static async set(members: readonly MemberName[]): Promise<JoiningScene> {
    await ensureEngines(['pulumi', 'karmada-agent'], { cacheRoot: defaultCacheRoot() });
    const [fleet] = compile({ members }).fleets;
    const twin = await Twin.up(fleet!, { state: temporary('twin'), engines: await twinEngines() });
    const controlPlane = await twin.client();
    // a twin joins its members itself
    for (const { name } of fleet!.members) {
      await controlPlane.remove(cluster(name));
      await eventually(async () => expect(await controlPlane.read(cluster(name))).toBeUndefined(), 60);
    }
    const resources = () => scene.resources();
    const scene: JoiningScene = new JoiningScene(twin, controlPlane, await open(resources));
    return scene;
  }

  /** The kubeconfig that the program gives `ada`. */
  public readonly accessFile = join(temporary('access'), 'kubeconfig');
  private variant: Variant = {};
  private agent: Server | undefined;

  private constructor(
    public readonly twin: Twin,
    public readonly controlPlane: ApiClient,
    public readonly project: Project,
  ) {}

  public async update(next: Variant): Promise<OpMap> {
    this.variant = next;
    this.project.printed();
    return this.project.stack.up();
  }

  /** What an update prints that fails. */
  public async failure(next: Variant): Promise<string> {
    const failure = await this.update(next).catch((error: unknown) => error);
    expect(Failure.isFailure(failure) && failure.id).toBe('pulumi/failed');
    return this.project.printed();
  }

  /** The clusters as administrators reach them. */
  public clusters(at: Variant['at'] = {}): AttachedClusters {
    return new AttachedClusters(this.connections(at));
  }

  private connections(at: Variant['at'] = {}): AttachedClustersArgs {
    const { members } = this.twin.fleet;
    const reached = members.map(({ name }) => [name, this.connection(at[name as MemberName] ?? name)]);
    return { controlPlane: this.connection('control-plane'), members: Object.fromEntries(reached) };
  }

  /** The clusters, where Cluster API makes one of them. */
  private withMade(program: Compilation, { made, at }: Variant): IFleetClusters {
    if (!made) {
      return this.clusters(at);
    }
    const { members, ...others } = this.connections(at);
    const attached = Object.fromEntries(Object.entries(members ?? {}).filter(([name]) => name !== made.member));
    const makesIt = new ClusterApiProvider({ host: this.connection(made.host), seconds: 120 });
    return new ProvisionedClusters('made', { program, ...others, members: attached, providers: { '': makesIt } });
  }

  public connection(name: string): { readonly kubeconfig: string } {
    return { kubeconfig: readFileSync(this.twin.kubeconfig(name), 'utf8') };
  }

  /** A client with the token that a Secret of the control plane holds. */
  public async holderOf(secret: string, of: ApiClient): Promise<ApiClient> {
    const { data } = (await this.controlPlane.read({
      apiVersion: 'v1',
      kind: 'Secret',
      name: secret,
      namespace: 'karmada-cluster',
    }))!;
    const token = Buffer.from((data as Record<string, string>).token!, 'base64').toString();
    return ApiClient.fromConfig(kubeconfigOf(of.server, of.authority, 'test', token));
  }

  /** Does what the kubelet of the member would do with the agent's Deployment. */
  public async startAgent(): Promise<void> {
    const member = await this.twin.client('pulled');
    const secret = { apiVersion: 'v1', kind: 'Secret', name: 'karmada-agent', namespace: 'karmada-system' };
    const { data } = await eventually(async () => present(await member.read(secret)), 90);
    const folder = temporary('agent');
    mkdirSync(folder, { recursive: true });
    const kubeconfig = join(folder, 'karmada');
    writeFileSync(kubeconfig, Buffer.from((data as Record<string, string>).kubeconfig!, 'base64'), { mode: 0o600 });
    const { status } = await member.json<{ status: { token: string } }>(
      'POST',
      '/api/v1/namespaces/karmada-system/serviceaccounts/karmada-agent/token',
      { body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } } },
    );
    const own = join(folder, 'member');
    writeFileSync(own, kubeconfigOf(member.server, member.authority, 'agent', status.token), { mode: 0o600 });
    const [deployed] = (await member.list({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'karmada-system',
    })) as unknown as {
      spec: { template: { spec: { containers: { args: string[] }[] } } };
    }[];
    const args = deployed!.spec.template.spec.containers[0]!.args.filter(
      (arg) => !arg.startsWith('--karmada-kubeconfig'),
    );
    const { 'karmada-agent': engine } = await ensureEngines(['karmada-agent'], { cacheRoot: defaultCacheRoot() });
    this.agent = await Server.start(
      engine.binary,
      [
        ...args,
        `--karmada-kubeconfig=${kubeconfig}`,
        '--metrics-bind-address=0',
        `--health-probe-bind-address=127.0.0.1:${await freePort()}`,
        '--cluster-status-update-frequency=3s',
        '--cluster-success-threshold=3s',
      ],
      folder,
      { KUBECONFIG: own },
    );
  }

  public async stopAgent(): Promise<void> {
    await this.agent?.stop();
  }

  public async clear(): Promise<void> {
    await this.stopAgent();
    await this.twin.down();
    this.project.remove();
    removeTemporary();
  }

  /** What the program makes. */
  private resources(): void {
    const { name = 'join', joined, allowed: targets = [], access } = this.variant;
    const program = compile(this.variant);
    const clusters = new JoinedClusters(name, { program, clusters: this.withMade(program, this.variant), ...joined });
    new FleetDeployment('fleet', { program, clusters, deletes: { targets } });
    if (access) {
      const { accessFile: file } = this;
      new ClusterAccess('ada', { cluster: this.connection('pushed'), namespaces: ['default'], file, ...access });
    }
  }
}
