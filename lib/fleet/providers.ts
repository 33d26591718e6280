import { listOf } from '../core/errors';

/** Clouds whose names are known, as a member's property `provider` calls them. */
export type CloudName = 'aws' | 'alicloud' | 'tencent' | 'gcp';

/** What one cloud calls its places and machines: as far as names tell which cloud is meant. */
export interface Provider {
  /** For messages. */
  readonly title: string;
  readonly region: NameShape;
  readonly instanceType: NameShape;
}

/** The shape of a kind of name, and one that has it. */
export interface NameShape {
  readonly pattern: RegExp;
  readonly example: string;
}

const DIRECTION = '(?:north|south|east|west|central|northeast|northwest|southeast|southwest)';

/**
 * What they call their places and machines. Regions and machine types come and go, so only their shape is checked. Sources: docs.aws.amazon.com/global-infrastructure/latest/regions,
 * docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html, alibabacloud.com/help/en/cloud-migration-guide-for-beginners/latest/regions-and-zones,
 * alibabacloud.com/help/en/ecs/user-guide/instance-specification-naming-and-classification, tencentcloud.com/document/product/213/6091,
 * tencentcloud.com/document/product/213/11518, cloud.google.com/compute/docs/regions-zones, cloud.google.com/compute/docs/machine-resource.
 */
export const CLOUDS: Readonly<Record<CloudName, Provider>> = {
  aws: {
    title: 'AWS',
    // China has but cn-north-1 and cn-northwest-1; the others of cn- are those of Alibaba Cloud
    region: {
      pattern: new RegExp(`^(?:[a-z]{2}|eusc-de)(?:-(?:gov|iso[a-z]?))?-${DIRECTION}-\\d$`),
      example: 'us-east-1',
    },
    instanceType: {
      pattern: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.(?:nano|micro|small|medium|large|\d*xlarge|metal(?:-\d+xl)?)$/,
      example: 'p4d.24xlarge',
    },
  },
  alicloud: {
    title: 'Alibaba Cloud',
    region: {
      pattern: new RegExp(`^(?:cn-(?!north(?:west)?-1$)[a-z]+(?:-[a-z0-9]+)*|(?:ap|eu|me|na|us)-${DIRECTION}-\\d)$`),
      example: 'cn-shanghai',
    },
    instanceType: {
      pattern: /^ecs\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.(?:small|medium|large|\d*xlarge)$/,
      example: 'ecs.gn7e-c16g1.32xlarge',
    },
  },
  tencent: {
    title: 'Tencent Cloud',
    region: { pattern: /^(?:ap|eu|me|na|sa)-[a-z]+(?:-[a-z]+)*$/, example: 'ap-beijing' },
    instanceType: {
      pattern: /^[A-Z][A-Za-z0-9]*\.(?:SMALL|MEDIUM|LARGE|\d*XLARGE)\d+$/,
      example: 'GT4.41XLARGE948',
    },
  },
  gcp: {
    title: 'Google Cloud',
    region: {
      pattern: new RegExp(`^(?:africa|asia|australia|europe|me|northamerica|southamerica|us)-${DIRECTION}\\d+$`),
      example: 'us-central1',
    },
    instanceType: {
      // a custom machine of N1 states no series
      pattern: /^(?:custom-\d+-\d+(?:-ext)?|[a-z]+\d+[a-z]*-[a-z]+(?:-[a-z0-9]+)*)$/,
      example: 'a2-highgpu-8g',
    },
  },
};

/** The cloud that a member's property `provider` names; undefined where its names are not known. */
export function providerOf(name: string | undefined): Provider | undefined {
  return name !== undefined && isCloud(name) ? CLOUDS[name] : undefined;
}

/** What a member's property `provider` would have to be for a name to have the shape of its provider's. */
export function providersWith(kind: 'region' | 'instanceType', name: string): CloudName[] {
  return Object.keys(CLOUDS)
    .filter(isCloud)
    .filter((cloud) => CLOUDS[cloud][kind].pattern.test(name));
}

/** ` but of Alibaba Cloud`, for messages about a name that is none of the cloud that is meant. */
export function butOf(clouds: readonly CloudName[]): string {
  return clouds.length > 0 ? ` but of ${titlesOf(clouds)}` : '';
}

/** `AWS and Alibaba Cloud`, for messages. */
export function titlesOf(clouds: readonly CloudName[]): string {
  return listOf(clouds.map((cloud) => CLOUDS[cloud].title));
}

function isCloud(name: string): name is CloudName {
  return Object.hasOwn(CLOUDS, name);
}
