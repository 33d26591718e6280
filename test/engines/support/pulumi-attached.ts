import { readFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import { AttachedClusters, FleetDeployment, type FleetDeploymentArgs } from '../../../lib/pulumi';
import { compile, open, type Project, type Variant } from './pulumi-project';

/** What is deployed to clusters that are there. */
export interface Deployed extends Partial<FleetDeploymentArgs> {
  readonly variant: Variant;
  readonly retainOnDelete?: boolean;
  readonly protect?: boolean;
  /** Whether the program has no deployment any more. */
  readonly absent?: boolean;
  /** @default fleet */
  readonly name?: string;
  /** Whether the deployment is part of a component. */
  readonly within?: boolean;
  /** URNs that it had. */
  readonly aliases?: string[];
  /** Whether its clusters are reached by other kubeconfigs than before. */
  readonly renewed?: boolean;
  /** Whether nothing answers where the clusters should be. */
  readonly unreachable?: boolean;
  /** The cluster that member a is. @default a */
  readonly serverOfA?: string;
}

/** URN of a deployment of this name, alone or within a component. */
export function urnOf(name: string, within: boolean): string {
  return `urn:pulumi:dev::test::${within ? `${PLATFORM}$` : ''}cdk8s-fleet:index:FleetDeployment::${name}`;
}

const PLATFORM = 'test:index:Platform';

/**
 * A project that deploys to the clusters of a twin.
 * @param kubeconfigs files by cluster
 * @param deployed what is deployed when an operation runs
 */
export function openAttached(
  kubeconfigs: Readonly<Record<string, string>>,
  deployed: () => Deployed,
  folder?: string,
): Promise<Project> {
  return open(() => {
    const { variant, absent, retainOnDelete, protect, ...more } = deployed();
    const { name = 'fleet', within, aliases, renewed, unreachable, serverOfA = 'a', ...args } = more;
    if (absent) {
      return;
    }
    const connection = (cluster: string) => {
      const kubeconfig = `${readFileSync(kubeconfigs[cluster]!, 'utf8')}${renewed ? '\n# renewed\n' : ''}`;
      return { kubeconfig: unreachable ? kubeconfig.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:1') : kubeconfig };
    };
    const attached = new AttachedClusters({
      controlPlane: connection('control-plane'),
      // a member that is renamed is the same cluster
      members: {
        a: { ...connection(serverOfA), identity: serverOfA },
        b: connection('b'),
        c: connection('b'),
      },
    });
    const clusters = Object.assign(attached, { joinMembers: true });
    const parent = within ? new pulumi.ComponentResource(PLATFORM, 'platform') : undefined;
    const program = compile(variant);
    new FleetDeployment(
      name,
      { program, clusters, ...args },
      { retainOnDelete, protect, aliases, ...(parent ? { parent } : {}) },
    );
  }, folder);
}
