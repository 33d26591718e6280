/**
 * What dcgm-exporters publish, as queries that hold for all of their releases. Since 4.9 fields have the names of DCGM 4.7, some of
 * them other units: whichever name is there is taken. A card in MIG devices is reported as its devices, each with a GPU_I_ID:
 * temperature, power and errors are those of the card, memory is that of the device.
 *
 * Sources: etc/default-counters.csv, the release notes of 4.9.0 and issues 317 and 561 of NVIDIA/dcgm-exporter; for the names and units
 * https://docs.nvidia.com/datacenter/dcgm/latest/reference/field-identifiers.html
 */

/** Writes the label matchers of a selector: those that all selectors of a query have, and `more` that only this one needs. */
export type LabelsOf = (...more: readonly string[]) => string;

/** A card that is whole, and a MIG device. */
const CARD = 'GPU_I_ID=""';
const DEVICE = 'GPU_I_ID!=""';

const BYTES_PER_MIB = 2 ** 20;

/** Something of every GPU that is seen, whatever its value. Some virtual machines tell no temperature, and MIG devices no utilisation. */
export function presence(labels: LabelsOf): string {
  return labels('__name__=~"DCGM_FI_DEV_GPU_(TEMP|TEMP_CELSIUS|UTIL|UTIL_RATIO)"');
}

/**
 * Share of time, 0 to 1, in which cards and MIG devices computed. What is reported as utilisation of a device is absent or 0, whatever
 * it does (NVIDIA/dcgm-exporter issues 216 and 430): the profiling of DCGM tells it.
 */
export function utilisation(labels: LabelsOf): string {
  return [
    `DCGM_FI_DEV_GPU_UTIL${labels(CARD)} / 100`,
    `DCGM_FI_DEV_GPU_UTIL_RATIO${labels(CARD)}`,
    `DCGM_FI_PROF_GR_ENGINE_ACTIVE${labels(DEVICE)}`,
    `DCGM_FI_PROF_GR_ENGINE_UTIL_RATIO${labels(DEVICE)}`,
  ].join(' or ');
}

/** Memory in use, in MiB. With MIG some H100 do not tell it (NVIDIA/dcgm-exporter issue 512). */
export function usedMemory(labels: LabelsOf): string {
  return memory('USED', labels);
}

/** Memory that is free, in MiB. */
export function freeMemory(labels: LabelsOf): string {
  return memory('FREE', labels);
}

/** Degrees Celsius. */
export function temperature(labels: LabelsOf): string {
  return either('DCGM_FI_DEV_GPU_TEMP', 'DCGM_FI_DEV_GPU_TEMP_CELSIUS', labels);
}

/** Watts. */
export function power(labels: LabelsOf): string {
  return either('DCGM_FI_DEV_POWER_USAGE', 'DCGM_FI_DEV_BOARD_POWER_WATTS', labels);
}

/** Number of the last XID. Without one there is a 0, or nothing (NVIDIA/dcgm-exporter issue 646). */
export function lastXid(labels: LabelsOf): string {
  return either('DCGM_FI_DEV_XID_ERRORS', 'DCGM_FI_DEV_XID_ERROR', labels);
}

/** 1 where a row of broken memory could not be mapped away, else 0. */
export function rowRemapFailure(labels: LabelsOf): string {
  return either('DCGM_FI_DEV_ROW_REMAP_FAILURE', 'DCGM_FI_DEV_ROW_REMAP_FAILED', labels);
}

/**
 * Bits of the reasons for a lower clock, by NVML's nvmlClocksEventReasons. The field has two names, by version of DCGM, and is not among
 * the default counters.
 */
export function clockReasons(labels: LabelsOf): string {
  return either('DCGM_FI_DEV_CLOCKS_EVENT_REASONS', 'DCGM_FI_DEV_CLOCK_THROTTLE_REASONS', labels);
}

function memory(what: 'USED' | 'FREE', labels: LabelsOf): string {
  return `DCGM_FI_DEV_FB_${what}${labels()} or DCGM_FI_DEV_FB_${what}_BYTES${labels()} / ${BYTES_PER_MIB}`;
}

function either(one: string, other: string, labels: LabelsOf): string {
  return `${one}${labels()} or ${other}${labels()}`;
}
