import { FleetApp, Gpu, GpuFleet, type MemberProps, type NodePoolProps } from '../lib';
import { gpusOf } from '../lib/fleet/machine-types';
import { providerOf, providersWith } from '../lib/fleet/providers';
import { findingsOf } from '../lib/testing';

function found(member: Partial<MemberProps>, pool?: Partial<NodePoolProps>) {
  const app = new FleetApp();
  const pools = pool ? [{ name: 'p', nodes: 1, ...pool }] : [];
  new GpuFleet(app, 'fleet', { members: { a: { kubernetes: '1.34', pools, ...member } } });
  return findingsOf(app);
}

const aws = { provider: 'aws', region: 'us-east-1' };

describe('names tell the cloud', () => {
  const REGIONS: Readonly<Record<string, readonly string[]>> = {
    aws: [
      'us-east-1',
      'us-gov-west-1',
      'cn-north-1',
      'cn-northwest-1',
      'ap-southeast-3',
      'me-central-1',
      'mx-central-1',
    ],
    alicloud: ['cn-shanghai', 'cn-hongkong', 'cn-wuhan-lr', 'cn-shanghai-finance-1', 'ap-southeast-1', 'eu-central-1'],
    tencent: ['ap-beijing', 'ap-shanghai-fsi', 'na-siliconvalley', 'eu-frankfurt', 'sa-saopaulo', 'me-saudi-arabia'],
    gcp: ['us-central1', 'europe-west12', 'northamerica-northeast1', 'asia-southeast2', 'me-west1', 'africa-south1'],
  };
  const TYPES: Readonly<Record<string, readonly string[]>> = {
    aws: [
      't3.nano',
      'm7i-flex.large',
      'p4d.24xlarge',
      'p6-b200.48xlarge',
      'g4dn.metal',
      'i7i.metal-24xl',
      'u7i-12tb.224xlarge',
    ],
    alicloud: ['ecs.g7.xlarge', 'ecs.gn6v-c8g1.2xlarge', 'ecs.ebmgn7e.32xlarge', 'ecs.t6-c1m1.large'],
    tencent: ['S5.MEDIUM4', 'SA2.LARGE8', 'GN10Xp.20XLARGE320', 'PNV4.7XLARGE116'],
    gcp: [
      'e2-medium',
      'n1-standard-8',
      'a2-highgpu-8g',
      'n2-custom-4-8192',
      'custom-8-32768',
      'custom-4-131072-ext',
      'f1-micro',
      'g2-standard-48',
    ],
  };

  test.each(Object.entries(REGIONS).flatMap(([name, regions]) => regions.map((region) => [name, region] as const)))(
    '%s has the region %s',
    (name, region) => {
      expect(found({ provider: name, region })).toEqual([]);
    },
  );

  test('a machine type has the shape of one cloud only', () => {
    const wrong = Object.entries(TYPES).flatMap(([name, types]) =>
      types.filter((type) => String(providersWith('instanceType', type)) !== name),
    );
    expect(wrong).toEqual([]);
  });

  test('every example has the shape that it is an example of', () => {
    for (const name of Object.keys(REGIONS)) {
      const { region, instanceType } = providerOf(name)!;
      expect(region.example).toMatch(region.pattern);
      expect(instanceType.example).toMatch(instanceType.pattern);
    }
  });
});

describe('provider, region, zones and machine type fit each other', () => {
  test('a region of another cloud', () => {
    const [finding, ...more] = found({ provider: 'aws', region: 'cn-shanghai' });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      id: 'fleet/wrong-region',
      severity: 'error',
      place: 'fleet',
      value: 'cn-shanghai',
    });
    expect(finding!.message).toBe(
      'the region of member \'a\' is "cn-shanghai", which is none of AWS but of Alibaba Cloud.',
    );
    expect(finding!.fix).toBe("Write the region as AWS calls it ('us-east-1'), or correct the provider ('alicloud').");
  });

  test.each<[string, string]>([
    ['aws', 'us-central1'],
    ['aws', 'us-east'],
    ['alicloud', 'cn-north-1'],
    ['alicloud', 'ap-beijing'],
    ['tencent', 'ap-southeast-1'],
    ['gcp', 'us-east-1'],
  ])('%s has no region %s', (provider, region) => {
    expect(found({ provider, region })).toMatchObject([{ id: 'fleet/wrong-region', value: region }]);
  });

  test('a zone of another region', () => {
    expect(found({ ...aws, zones: ['us-east-1a', 'us-east-2b'] })).toMatchObject([
      { id: 'fleet/wrong-region', value: 'us-east-2b' },
    ]);
  });

  test('a machine type of another cloud: the articles of the field do it', () => {
    const [finding, ...more] = found(aws, { instanceType: 'ecs.gn6v-c8g1.2xlarge' });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ id: 'fleet/wrong-instance-type', value: 'ecs.gn6v-c8g1.2xlarge' });
    expect(finding!.message).toBe(
      "the machine type of pool 'p' of member 'a' is \"ecs.gn6v-c8g1.2xlarge\", which is none of AWS but of Alibaba Cloud.",
    );
    expect(finding!.fix).toContain("or correct the provider ('alicloud').");
    expect(found({ provider: 'alicloud' }, { instanceType: 'p4d.24xlarge' })).toMatchObject([
      { id: 'fleet/wrong-instance-type' },
    ]);
  });

  test.each<[string | undefined, string, string, string, string]>([
    [undefined, 'sa-east-1', 'ecs.gn6v-c8g1.2xlarge', 'Alibaba Cloud', 'AWS'],
    ['aws-prod', 'us-east-1', 'a2-highgpu-8g', 'Google Cloud', 'AWS and Alibaba Cloud'],
    ['ours', 'ap-beijing', 'p4d.24xlarge', 'AWS', 'Tencent Cloud'],
    ['ours', 'us-central1', 'GT4.41XLARGE948', 'Tencent Cloud', 'Google Cloud'],
  ])('whoever the provider is, here %s: no cloud has %s and %s', (provider, region, type, maker, place) => {
    const [finding, ...more] = found({ provider, region }, { instanceType: type });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ id: 'fleet/wrong-instance-type', severity: 'error', value: type });
    expect(finding!.message).toBe(
      `the machine type of pool 'p' of member 'a' is "${type}", a name of ${maker}; the member's region "${region}" is one of ${place}.`,
    );
    expect(finding!.fix).toContain('or correct the region.');
  });

  test('regions of several clouds take the machines of each', () => {
    for (const instanceType of ['p4d.24xlarge', 'ecs.gn6v-c8g1.2xlarge']) {
      expect(found({ provider: 'aws-prod', region: 'us-east-1' }, { instanceType })).toEqual([]);
    }
  });

  test('what is not known is not judged', () => {
    expect(found({ provider: 'openstack', region: 'eu-de' }, { instanceType: 'm1.large' })).toEqual([]);
    expect(found({ provider: 'linode', region: 'eu-central' }, { instanceType: 'g2-gpu-rtx4000a1-s' })).toEqual([]);
    expect(found({ region: 'us-east-1' }, { instanceType: 'dl380' })).toEqual([]);
    expect(found({ provider: 'bare-metal', region: 'hall-3', zones: ['b'] }, { instanceType: 'dl380' })).toEqual([]);
    expect(found({ region: 'anywhere' }, { instanceType: 'p4d.24xlarge' })).toEqual([]);
    expect(found(aws, { instanceType: 'p9.48xlarge', gpu: Gpu.nvidia('B200'), gpusPerNode: 4 })).toEqual([]);
  });
});

describe('GPUs of machine types', () => {
  test.each<[string, string, string, number]>([
    ['aws', 'p3.8xlarge', 'V100', 4],
    ['alicloud', 'ecs.gn5-c8g1.8xlarge', 'P100', 4],
    ['alicloud', 'ecs.gn5-c8g1.14xlarge', 'P100', 8],
    ['aws', 'p4d.24xlarge', 'A100-40GB', 8],
    ['aws', 'g5.16xlarge', 'A10G', 1],
    ['aws', 'p6-b200.48xlarge', 'B200', 8],
    ['alicloud', 'ecs.gn6i-c4g1.xlarge', 'T4', 1],
    ['alicloud', 'ecs.gn6i-c24g1.12xlarge', 'T4', 2],
    ['alicloud', 'ecs.gn6v-c10g1.20xlarge', 'V100', 8],
    ['alicloud', 'ecs.gn7-c13g1.26xlarge', 'A100-40GB', 8],
    ['alicloud', 'ecs.gn7i-c32g1.32xlarge', 'A10', 4],
    ['tencent', 'GN10X.9XLARGE160', 'V100-32GB', 4],
    ['tencent', 'GN8.LARGE56', 'P40', 1],
    ['gcp', 'a2-megagpu-16g', 'A100-40GB', 16],
    ['gcp', 'g2-standard-96', 'L4', 8],
  ])('%s %s: %s, %i', (provider, type, model, count) => {
    expect(gpusOf(provider, type)).toEqual({ model, count });
  });

  test.each<[string, string]>([
    ['aws', 'm5.24xlarge'],
    ['aws', 'p3.24xlarge'],
    ['aws', 'constructor.24xlarge'],
    ['alicloud', 'ecs.gn9z-c8g1.2xlarge'],
    ['alicloud', 'ecs.gn7e-c16g1.6xlarge'],
    ['tencent', 'GN7.LARGE20'],
    ['gcp', 'n1-standard-8'],
    ['idc', 'p3.8xlarge'],
  ])('%s %s is not known', (provider, type) => {
    expect(gpusOf(provider, type)).toBeUndefined();
  });

  const p4d = { instanceType: 'p4d.24xlarge', gpusPerNode: 8 };

  test('a pool that states them as they are', () => {
    expect(found(aws, { ...p4d, gpu: Gpu.nvidia('A100-40GB') })).toEqual([]);
  });

  test('another model, another number, none at all', () => {
    const [model] = found(aws, { ...p4d, gpu: Gpu.nvidia('A100-80GB') });
    expect(model).toMatchObject({
      id: 'fleet/instance-type-gpus',
      value: { gpu: 'A100-80GB', gpusPerNode: 8 },
      message: "pool 'p' of member 'a' states 8 GPUs per node of A100-80GB; p4d.24xlarge has 8 of A100-40GB.",
      fix: "Set gpu: Gpu.nvidia('A100-40GB') and gpusPerNode: 8, or choose another instanceType.",
    });
    expect(found(aws, { ...p4d, gpu: Gpu.nvidia('A100-40GB'), gpusPerNode: 4 })).toMatchObject([
      { id: 'fleet/instance-type-gpus' },
    ]);
    expect(found(aws, { instanceType: 'p4d.24xlarge' })).toMatchObject([
      { id: 'fleet/instance-type-gpus', value: { gpusPerNode: 0 } },
    ]);
  });

  test('a GPU that the user describes may be called anything; there are still as many', () => {
    const gpu = Gpu.custom({ model: 'our A100', vendor: 'nvidia', generation: 'Ampere', memoryGiB: 40, product: 'x' });
    expect(found(aws, { ...p4d, gpu })).toEqual([]);
    expect(found(aws, { ...p4d, gpu, gpusPerNode: 2 })).toMatchObject([{ id: 'fleet/instance-type-gpus' }]);
  });
});

describe('autoscaling, disk, spot', () => {
  test('the model has what is stated', () => {
    const app = new FleetApp();
    const pool = { name: 'p', nodes: 2, autoscaling: { min: 0, max: 8 }, diskGiB: 200, spot: true };
    const fleet = new GpuFleet(app, 'fleet', {
      members: { a: { kubernetes: '1.34', pools: [pool, { name: 'q', nodes: 1 }] } },
    });
    const [p, q] = fleet.model.members[0]!.pools;
    expect(p).toMatchObject({ nodes: 2, autoscaling: { min: 0, max: 8 }, diskGiB: 200, spot: true });
    expect(Object.keys(q!)).not.toEqual(expect.arrayContaining(['autoscaling']));
    expect(findingsOf(app)).toEqual([]);
  });

  test.each([
    { min: 3, max: 8 },
    { min: 0, max: 1 },
    { min: -1, max: 4 },
    { min: 0.5, max: 4 },
    { min: 0, max: Number.POSITIVE_INFINITY },
  ])('2 nodes between %j', (autoscaling) => {
    expect(found({}, { nodes: 2, autoscaling })).toMatchObject([{ id: 'fleet/bad-autoscaling', value: autoscaling }]);
  });

  test.each([0, -1, 1.5])('a disk of %d GiB', (diskGiB) => {
    expect(found({}, { diskGiB })).toMatchObject([{ id: 'fleet/bad-count', value: diskGiB }]);
  });
});
