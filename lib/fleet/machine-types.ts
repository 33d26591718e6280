import type { NvidiaModel } from './gpu';

/** The GPUs of one machine type. */
export interface MachineGpus {
  /** Name in the catalogue of GPU models. */
  readonly model: NvidiaModel;
  /** Devices in one machine. */
  readonly count: number;
}

/** Sizes of one family by the number of their GPUs. */
type Sizes = Readonly<Record<number, readonly string[]>>;

/** One family of machine types: all have the same GPU. */
interface Family {
  readonly model: NvidiaModel;
  readonly sizes: Sizes;
}

const SINGLE = ['xlarge', '2xlarge', '4xlarge', '8xlarge', '16xlarge'];

/**
 * Amazon EC2, accelerated computing (docs.aws.amazon.com/ec2/latest/instancetypes/ac.html). Left out is what has a part of a GPU
 * only.
 */
const AWS: Readonly<Record<string, Family>> = {
  p3: { model: 'V100', sizes: { 1: ['2xlarge'], 4: ['8xlarge'], 8: ['16xlarge'] } },
  p3dn: { model: 'V100-32GB', sizes: { 8: ['24xlarge'] } },
  p4d: { model: 'A100-40GB', sizes: { 8: ['24xlarge'] } },
  p4de: { model: 'A100-80GB', sizes: { 8: ['24xlarge'] } },
  p5: { model: 'H100', sizes: { 1: ['4xlarge'], 8: ['48xlarge'] } },
  p5e: { model: 'H200', sizes: { 8: ['48xlarge'] } },
  p5en: { model: 'H200', sizes: { 8: ['48xlarge'] } },
  'p6-b200': { model: 'B200', sizes: { 8: ['48xlarge'] } },
  g4dn: { model: 'T4', sizes: { 1: SINGLE, 4: ['12xlarge'], 8: ['metal'] } },
  g5: { model: 'A10G', sizes: { 1: SINGLE, 4: ['12xlarge', '24xlarge'], 8: ['48xlarge'] } },
  g6: { model: 'L4', sizes: { 1: SINGLE, 4: ['12xlarge', '24xlarge'], 8: ['48xlarge'] } },
  gr6: { model: 'L4', sizes: { 1: ['4xlarge', '8xlarge'] } },
  g6e: { model: 'L40S', sizes: { 1: SINGLE, 4: ['12xlarge', '24xlarge'], 8: ['48xlarge'] } },
};

/**
 * Tencent Cloud, NVIDIA instances (tencentcloud.com/document/product/560/19701). Left out is what has a part of a GPU only.
 */
const TENCENT: Readonly<Record<string, Family>> = {
  GN7: { model: 'T4', sizes: { 1: ['2XLARGE32', '5XLARGE80', '8XLARGE128'], 2: ['10XLARGE160'], 4: ['20XLARGE320'] } },
  GN8: { model: 'P40', sizes: { 1: ['LARGE56'], 2: ['3XLARGE112'], 4: ['7XLARGE224'], 8: ['14XLARGE448'] } },
  GN10X: {
    model: 'V100-32GB',
    sizes: { 1: ['2XLARGE40'], 2: ['4XLARGE80'], 4: ['9XLARGE160'], 8: ['18XLARGE320'] },
  },
  GN10Xp: {
    model: 'V100-32GB',
    sizes: { 1: ['2XLARGE40'], 2: ['5XLARGE80'], 4: ['10XLARGE160'], 8: ['20XLARGE320'] },
  },
  GT4: { model: 'A100-40GB', sizes: { 1: ['4XLARGE96'], 2: ['8XLARGE192'], 4: ['20XLARGE474'], 8: ['41XLARGE948'] } },
  PNV4: { model: 'A10', sizes: { 1: ['7XLARGE116'], 2: ['14XLARGE232'], 4: ['28XLARGE466'], 8: ['56XLARGE932'] } },
};

/**
 * Alibaba Cloud, GPU-accelerated families whose names tell the vCPUs of one GPU: `ecs.gn7e-c16g1.32xlarge` has 128 vCPUs, 16 for
 * each of its GPUs (alibabacloud.com/help/en/ecs/user-guide/gpu-accelerated-compute-optimized-and-vgpu-accelerated-instance-families-1).
 */
const ALICLOUD: Readonly<Record<string, NvidiaModel>> = {
  gn5: 'P100',
  gn6v: 'V100',
  gn6e: 'V100-32GB',
  gn6i: 'T4',
  gn7: 'A100-40GB',
  gn7e: 'A100-80GB',
  gn7i: 'A10',
};

/** The one that has fewer vCPUs than its name tells, 54 beside 8 GPUs (the same page). */
const SHORT_OF_VCPUS: Readonly<Record<string, MachineGpus>> = {
  'ecs.gn5-c8g1.14xlarge': { model: 'P100', count: 8 },
};

/** Google Cloud, accelerator-optimized machines (cloud.google.com/compute/docs/gpus). */
const GCP: Readonly<Record<string, Family>> = {
  'a2-highgpu': { model: 'A100-40GB', sizes: { 1: ['1g'], 2: ['2g'], 4: ['4g'], 8: ['8g'] } },
  'a2-megagpu': { model: 'A100-40GB', sizes: { 16: ['16g'] } },
  'a2-ultragpu': { model: 'A100-80GB', sizes: { 1: ['1g'], 2: ['2g'], 4: ['4g'], 8: ['8g'] } },
  'a3-highgpu': { model: 'H100', sizes: { 1: ['1g'], 2: ['2g'], 4: ['4g'], 8: ['8g'] } },
  'a3-megagpu': { model: 'H100', sizes: { 8: ['8g'] } },
  'a3-ultragpu': { model: 'H200', sizes: { 8: ['8g'] } },
  'a4-highgpu': { model: 'B200', sizes: { 8: ['8g'] } },
  'g2-standard': { model: 'L4', sizes: { 1: ['4', '8', '12', '16', '32'], 2: ['24'], 4: ['48'], 8: ['96'] } },
};

/** The GPUs of a machine type; undefined where they are not known. `provider` as a member's property calls it. */
export function gpusOf(provider: string, instanceType: string): MachineGpus | undefined {
  switch (provider) {
    case 'aws':
      return listed(AWS, instanceType, '.');
    case 'tencent':
      return listed(TENCENT, instanceType, '.');
    case 'gcp':
      return listed(GCP, instanceType, '-');
    case 'alicloud':
      return Object.hasOwn(SHORT_OF_VCPUS, instanceType) ? SHORT_OF_VCPUS[instanceType] : told(instanceType);
    default:
      return undefined;
  }
}

/** Looks up `FAMILY SEPARATOR SIZE`. */
function listed(families: Readonly<Record<string, Family>>, type: string, separator: string): MachineGpus | undefined {
  const at = type.lastIndexOf(separator);
  const name = type.slice(0, at);
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  const size = type.slice(at + 1);
  const count = Object.entries(family?.sizes ?? {}).find(([, sizes]) => sizes.includes(size))?.[0];
  return family && count ? { model: family.model, count: Number(count) } : undefined;
}

/** Four vCPUs are one `xlarge`. */
const VCPUS_PER_XLARGE = 4;

/** Reads the GPUs out of a name of Alibaba Cloud. */
function told(type: string): MachineGpus | undefined {
  const [, family = '', vcpusPerGpu, xlarges] = /^ecs\.(gn\w+)-c(\d+)g1\.(\d*)xlarge$/.exec(type) ?? [];
  const model = Object.hasOwn(ALICLOUD, family) ? ALICLOUD[family] : undefined;
  const count = (Number(xlarges || 1) * VCPUS_PER_XLARGE) / Number(vcpusPerGpu);
  return model && Number.isInteger(count) ? { model, count } : undefined;
}
