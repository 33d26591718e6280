/**
 * How the hardware divides cards. Names, sizes and places: https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-mig-profiles.html
 * and `nvidia-smi mig -lgipp`. Variants with a media engine or graphics (`+me`, `+gfx`) are left out.
 */

/** A kind of device, before memory gives it its name: where it may begin on a card, and how far it reaches, in slices of memory. */
interface Shape {
  readonly begins: readonly number[];
  readonly length: number;
}

/** Slices of memory that a card has at most. */
const SLICES = 8;

/** Cards with seven slices of cores and eight of memory. */
const SEVENTHS = {
  '1g': { begins: [0, 1, 2, 3, 4, 5, 6], length: 1 },
  // one slice of cores with the memory of two
  '1g+': { begins: [0, 2, 4, 6], length: 2 },
  '2g': { begins: [0, 2, 4], length: 2 },
  '3g': { begins: [0, 4], length: 4 },
  '4g': { begins: [0], length: 4 },
  '7g': { begins: [0], length: 8 },
} as const satisfies Readonly<Record<string, Shape>>;

/** Cards with four of each. */
const QUARTERS = {
  '1g': { begins: [0, 1, 2, 3], length: 1 },
  '2g': { begins: [0, 2], length: 2 },
  '4g': { begins: [0], length: 4 },
} as const satisfies Readonly<Record<string, Shape>>;

const OF_40_GB = {
  '1g.5gb': SEVENTHS['1g'],
  '1g.10gb': SEVENTHS['1g+'],
  '2g.10gb': SEVENTHS['2g'],
  '3g.20gb': SEVENTHS['3g'],
  '4g.20gb': SEVENTHS['4g'],
  '7g.40gb': SEVENTHS['7g'],
} as const;

const OF_80_GB = {
  '1g.10gb': SEVENTHS['1g'],
  '1g.20gb': SEVENTHS['1g+'],
  '2g.20gb': SEVENTHS['2g'],
  '3g.40gb': SEVENTHS['3g'],
  '4g.40gb': SEVENTHS['4g'],
  '7g.80gb': SEVENTHS['7g'],
} as const;

/** Profiles by model of the catalogue. Other models cannot be divided. */
export const MIG_PROFILES = {
  A30: { '1g.6gb': QUARTERS['1g'], '2g.12gb': QUARTERS['2g'], '4g.24gb': QUARTERS['4g'] },
  'A100-40GB': OF_40_GB,
  'A100-80GB': OF_80_GB,
  H20: {
    '1g.12gb': SEVENTHS['1g'],
    '1g.24gb': SEVENTHS['1g+'],
    '2g.24gb': SEVENTHS['2g'],
    '3g.48gb': SEVENTHS['3g'],
    '4g.48gb': SEVENTHS['4g'],
    '7g.96gb': SEVENTHS['7g'],
  },
  H100: OF_80_GB,
  H200: {
    '1g.18gb': SEVENTHS['1g'],
    '1g.35gb': SEVENTHS['1g+'],
    '2g.35gb': SEVENTHS['2g'],
    '3g.71gb': SEVENTHS['3g'],
    '4g.71gb': SEVENTHS['4g'],
    '7g.141gb': SEVENTHS['7g'],
  },
  B200: {
    '1g.23gb': SEVENTHS['1g'],
    '1g.45gb': SEVENTHS['1g+'],
    '2g.45gb': SEVENTHS['2g'],
    '3g.90gb': SEVENTHS['3g'],
    '4g.90gb': SEVENTHS['4g'],
    '7g.180gb': SEVENTHS['7g'],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Shape>>>>;

type ProfilesOf<T> = T extends unknown ? keyof T : never;

/** Names of all profiles that some model of the catalogue has. */
export type MigProfile = ProfilesOf<(typeof MIG_PROFILES)[keyof typeof MIG_PROFILES]>;

/** The profiles of a model; undefined where it cannot be divided. */
export function profilesOf(model: string): Readonly<Record<string, Shape>> | undefined {
  return Object.hasOwn(MIG_PROFILES, model) ? MIG_PROFILES[model as keyof typeof MIG_PROFILES] : undefined;
}

/** Whether one card can be divided into all of these devices at the same time. Profiles that it does not have fit nowhere. */
export function fitsCard(model: string, devices: Readonly<Record<string, number>>): boolean {
  const profiles = profilesOf(model) ?? {};
  const counts = Object.values(devices);
  if (!counts.every((count) => Number.isInteger(count) && count >= 0) || sum(counts) > SLICES) {
    return false;
  }
  const shapes = Object.entries(devices).flatMap(([profile, count]) =>
    Array.from({ length: count }, () => profiles[profile] ?? { begins: [], length: 0 }),
  );
  return place(
    shapes.sort((a, b) => b.length - a.length),
    0,
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((a, b) => a + b, 0);
}

/** Finds a place for each shape beside what is taken; `taken` has a bit for each slice. */
function place([shape, ...rest]: readonly Shape[], taken: number): boolean {
  return (
    shape === undefined ||
    shape.begins.some((begin) => {
      const slices = ((1 << shape.length) - 1) << begin;
      return (taken & slices) === 0 && place(rest, taken | slices);
    })
  );
}

/** Most devices of one profile on a card. */
export function mostOf(model: string, profile: string): number {
  let count = 0;
  while (fitsCard(model, { [profile]: count + 1 })) {
    count++;
  }
  return count;
}
