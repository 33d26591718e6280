import { readFileSync } from 'node:fs';
import type { OpMap } from '@pulumi/pulumi/automation';
import { Failure } from '../../../lib/core/failure';
import { defaultCacheRoot, ensureEngines } from '../../../lib/engines';
import type { DeploymentMode } from '../../../lib/pulumi';
import { type ApiClient, Twin } from '../../../lib/twin';
import { refOf } from '../../../lib/twin/client';
import { twinEngines } from './engines';
import { eventually } from './eventually';
import { removeTemporary, temporary } from './folders';
import { installStandIn } from './kubernetes-plugin/install';
import { type Deployed, openAttached } from './pulumi-attached';
import { killUpdate } from './pulumi-kill';
import { compile, type Project, REFUSAL, REFUSING } from './pulumi-project';

/** Milliseconds for a few updates, on a machine that does much else. */
export const TEST_TIMEOUT = 600_000;

/** A twin, and a stack that deploys to it. */
export class Scene {
  public static async set(mode: DeploymentMode): Promise<Scene> {
    await ensureEngines(['pulumi'], { cacheRoot: defaultCacheRoot() });
    const [fleet] = compile({}).fleets;
    const twin = await Twin.up(fleet!, { state: temporary('twin'), engines: await twinEngines() });
    const uninstall = installStandIn(temporary('plugin'));
    const clusters = ['control-plane', 'a', 'b'];
    const kubeconfigs = Object.fromEntries(clusters.map((cluster) => [cluster, twin.kubeconfig(cluster)]));
    let deployed: Deployed = { variant: {}, mode };
    const project = await openAttached(kubeconfigs, () => deployed);
    const [controlPlane, a, b] = await Promise.all([twin.client(), twin.client('a'), twin.client('b')]);
    const deploy = (next: Deployed) => {
      deployed = { mode, ...next };
      project.printed();
    };
    await refuseIn(a);
    return new Scene({ twin, kubeconfigs, uninstall, mode }, project, controlPlane, a, b, deploy);
  }

  private constructor(
    private readonly stage: {
      readonly twin: Twin;
      readonly kubeconfigs: Readonly<Record<string, string>>;
      readonly uninstall: () => void;
      readonly mode: DeploymentMode;
    },
    public readonly project: Project,
    public readonly controlPlane: ApiClient,
    public readonly a: ApiClient,
    public readonly b: ApiClient,
    private readonly deploy: (deployed: Deployed) => void,
  ) {}

  /** @param targets URNs of the only resources that are updated; left out: all */
  public async update(deployed: Deployed, targets?: readonly string[]): Promise<OpMap> {
    this.deploy(deployed);
    return this.project.stack.up({ targets });
  }

  /** How a cluster is reached. */
  public kubeconfig(cluster: string): string {
    return readFileSync(this.stage.kubeconfigs[cluster]!, 'utf8');
  }

  /** What a preview prints. */
  public async preview(deployed: Deployed): Promise<string> {
    this.deploy(deployed);
    await this.project.stack.preview();
    return this.project.printed();
  }

  /** What an update prints that fails. */
  public async failure(deployed: Deployed, targets?: readonly string[]): Promise<string> {
    const failure = await this.update(deployed, targets).catch((error: unknown) => error);
    expect(Failure.isFailure(failure) && failure.id).toBe('pulumi/failed');
    return this.project.printed();
  }

  /** Begins an update and kills it as soon as something holds. */
  public kill(deployed: Deployed, when: () => Promise<void>): Promise<void> {
    const { kubeconfigs, mode } = this.stage;
    return killUpdate(this.project.folder, kubeconfigs, { mode, ...deployed }, () => eventually(when, 200));
  }

  public async clear(): Promise<void> {
    this.stage.uninstall();
    await this.stage.twin.down();
    this.project.remove();
    removeTemporary();
  }
}

/** Makes a server refuse what it is to refuse; that it does takes a moment. */
export async function refuseIn(client: ApiClient): Promise<void> {
  for (const object of REFUSING) {
    await client.apply(object, 'test');
  }
  const refused = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'refused', namespace: 'default' } };
  await eventually(() => expect(client.tryApply(refused, 'test')).rejects.toThrow(REFUSAL));
}

/** Makes it refuse nothing again. */
export async function refuseNothingIn(client: ApiClient): Promise<void> {
  for (const object of REFUSING) {
    await client.remove(refOf(object));
  }
  const probe = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'refused', namespace: 'kube-public' } };
  await eventually(async () => {
    await client.tryApply(probe, 'test');
  });
  await client.remove(refOf(probe));
}

/** What was done, without what stayed the same. */
export function changes({ same: _, ...others }: OpMap): OpMap {
  return others;
}
