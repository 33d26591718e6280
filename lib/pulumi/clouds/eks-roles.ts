import type * as pulumi from '@pulumi/pulumi';
import { cloudPackage } from './cloud-package';

/** What control planes and nodes may do, by AWS's own policies (docs.aws.amazon.com/eks/latest/userguide/create-node-role.html). */
const CLUSTER_POLICIES = ['AmazonEKSClusterPolicy'];
const NODE_POLICIES = ['AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryPullOnly'];

/** A role, and the rights that it must have for as long as somebody acts in it. */
export interface EksRole {
  readonly arn: pulumi.Input<string>;
  readonly rights: readonly pulumi.Resource[];
}

/** A role for control planes. */
export function clusterRole(name: string, region: string, options: pulumi.CustomResourceOptions): EksRole {
  return eksRole(`${name}/cluster`, { region, service: 'eks.amazonaws.com', policies: CLUSTER_POLICIES }, options);
}

/** A role for nodes. */
export function nodeRole(name: string, region: string, options: pulumi.CustomResourceOptions): EksRole {
  const service = region.startsWith('cn-') ? 'ec2.amazonaws.com.cn' : 'ec2.amazonaws.com';
  return eksRole(`${name}/node`, { region, service, policies: NODE_POLICIES }, options);
}

interface RoleDescription {
  readonly region: string;
  /** Who may act in the role. */
  readonly service: string;
  /** Names of AWS's policies. */
  readonly policies: readonly string[];
}

function eksRole(
  name: string,
  { region, service, policies }: RoleDescription,
  options: pulumi.CustomResourceOptions,
): EksRole {
  const { Role, RolePolicyAttachment } = cloudPackage(
    '@pulumi/aws',
    () => require('@pulumi/aws/iam') as typeof import('@pulumi/aws/iam'),
  );
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  const role = new Role(
    name,
    { namePrefix: 'cdk8s-fleet-', assumeRolePolicy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) },
    options,
  );
  const rights = policies.map(
    (policy) =>
      new RolePolicyAttachment(
        `${name}/${policy}`,
        { role: role.name, policyArn: `arn:${partitionOf(region)}:iam::aws:policy/${policy}` },
        options,
      ),
  );
  return { arn: role.arn, rights };
}

/** China and the government have an AWS of their own. */
function partitionOf(region: string): string {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
