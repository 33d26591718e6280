import { show } from '../core/errors';
import { type Finding, finding, type Rule } from '../core/findings';
import { AMD, HUAWEI, NVIDIA } from './gpu-catalogue';
import { gpusOf } from './machine-types';
import type { MemberProps } from './member';
import type { NodePoolProps } from './node-pool';
import { butOf, CLOUDS, type CloudName, type Provider, providerOf, providersWith, titlesOf } from './providers';
import { BAD_AUTOSCALING, BAD_COUNT, INSTANCE_TYPE_GPUS, WRONG_INSTANCE_TYPE, WRONG_REGION } from './rules';

/** Whether provider, region, zones, machine types and GPUs of a member fit each other. */
export function checkMachines(place: string, member: string, props: MemberProps): Finding[] {
  const provider = providerOf(props.provider);
  const found: Finding[] = [];
  const report: Report = (rule, value, message, fix) => found.push(finding(rule, { place, value, message, fix }));
  if (provider) {
    checkRegion(report, member, props, provider);
  }
  for (const pool of props.pools ?? []) {
    const where = `pool '${pool.name}' of member '${member}'`;
    checkSizes(report, where, pool);
    if (pool.instanceType === undefined) {
      continue;
    }
    if (provider && props.provider !== undefined) {
      checkInstanceType(report, where, pool, pool.instanceType, props.provider, provider);
    } else if (props.region !== undefined) {
      checkSameCloud(report, where, pool.instanceType, props.region);
    }
  }
  return found;
}

/** Adds a finding. */
type Report = (rule: Rule, value: unknown, message: string, fix: string) => void;

function checkRegion(report: Report, member: string, { region, zones }: MemberProps, provider: Provider): void {
  if (region === undefined) {
    return;
  }
  if (!provider.region.pattern.test(region)) {
    const others = providersWith('region', region);
    report(
      WRONG_REGION,
      region,
      `the region of member '${member}' is ${show(region)}, which is none of ${provider.title}${butOf(others)}.`,
      `Write the region as ${provider.title} calls it ('${provider.region.example}')${orProvider(others)}.`,
    );
  }
  // all these clouds name a zone by its region and what tells it from the others
  for (const zone of (zones ?? []).filter((name) => !name.startsWith(region))) {
    report(
      WRONG_REGION,
      zone,
      `the zone ${show(zone)} of member '${member}' is not in its region ${show(region)}.`,
      `Name zones of ${region}, or correct the region.`,
    );
  }
}

function checkInstanceType(
  report: Report,
  where: string,
  pool: NodePoolProps,
  type: string,
  name: string,
  provider: Provider,
): void {
  if (!provider.instanceType.pattern.test(type)) {
    const others = providersWith('instanceType', type);
    report(
      WRONG_INSTANCE_TYPE,
      type,
      `the machine type of ${where} is ${show(type)}, which is none of ${provider.title}${butOf(others)}.`,
      `Write a machine type of ${provider.title} ('${provider.instanceType.example}')${orProvider(others)}.`,
    );
    return;
  }
  const known = gpusOf(name, type);
  if (!known) {
    return;
  }
  const { gpu, gpusPerNode = 0 } = pool;
  // who describes a GPU himself calls it what he likes
  const sameModel = gpu && (gpu.model === known.model || !isCatalogued(gpu.model));
  if (!sameModel || gpusPerNode !== known.count) {
    report(
      INSTANCE_TYPE_GPUS,
      { gpu: gpu?.model, gpusPerNode },
      `${where} states ${gpusPerNode} GPUs per node${gpu ? ` of ${gpu.model}` : ''}; ${type} has ${known.count} of ${known.model}.`,
      `Set gpu: Gpu.nvidia('${known.model}') and gpusPerNode: ${known.count}, or choose another instanceType.`,
    );
  }
}

/** Clouds whose machine types nobody else's look like; `m1.large` is one of AWS, and of many an OpenStack. */
const UNMISTAKABLE: readonly CloudName[] = ['alicloud', 'tencent'];

/** Whoever the provider is: no cloud has a region of one and machines of another. What could be anybody's is not judged. */
function checkSameCloud(report: Report, where: string, type: string, region: string): void {
  const makers = providersWith('instanceType', type).filter(
    (maker) => UNMISTAKABLE.includes(maker) || gpusOf(maker, type) !== undefined,
  );
  const places = providersWith('region', region);
  const [place] = places;
  if (place === undefined || makers.length === 0 || makers.some((maker) => places.includes(maker))) {
    return;
  }
  const { title, instanceType } = CLOUDS[place];
  report(
    WRONG_INSTANCE_TYPE,
    type,
    `the machine type of ${where} is ${show(type)}, a name of ${titlesOf(makers)}; the member's region ${show(region)} is one of ${titlesOf(places)}.`,
    `Write a machine type of ${title} ('${instanceType.example}'), or correct the region.`,
  );
}

function checkSizes(report: Report, where: string, { nodes, autoscaling, diskGiB }: NodePoolProps): void {
  if (diskGiB !== undefined && !(Number.isInteger(diskGiB) && diskGiB > 0)) {
    report(
      BAD_COUNT,
      diskGiB,
      `diskGiB of ${where} is ${show(diskGiB)}; expected a whole number of GiB, 1 or more.`,
      'Write a whole number, or leave it out.',
    );
  }
  if (!autoscaling) {
    return;
  }
  const { min, max } = autoscaling;
  const whole = [min, max].every((limit) => Number.isInteger(limit) && limit >= 0);
  if (!whole || max < 1 || !(min <= nodes && nodes <= max)) {
    report(
      BAD_AUTOSCALING,
      autoscaling,
      `${where} has ${show(nodes)} nodes and is scaled between ${show(min)} and ${show(max)}.`,
      'Write whole numbers with 0 <= min <= nodes <= max, and max at least 1.',
    );
  }
}

function isCatalogued(model: string): boolean {
  return [NVIDIA, AMD, HUAWEI].some((catalogue) => Object.hasOwn(catalogue, model));
}

function orProvider(providers: readonly string[]): string {
  return providers.length > 0 ? `, or correct the provider ('${providers[0]}')` : '';
}
