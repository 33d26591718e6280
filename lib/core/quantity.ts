/** Suffixes of Kubernetes quantities (k8s.io/apimachinery pkg/api/resource). */
const SUFFIX: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([EPTGMK]i|[numkMGTPE]?))$/;

/** The number that a Kubernetes quantity stands for (`500m` is 0.5, `32Gi` is 34359738368), or undefined if it is none. */
export function parseQuantity(quantity: string | number): number | undefined {
  if (typeof quantity === 'number') {
    return Number.isFinite(quantity) ? quantity : undefined;
  }
  const match = QUANTITY.exec(quantity);
  if (!match) {
    return undefined;
  }
  const [, digits = '', exponent = '', suffix = ''] = match;
  return Number(digits + exponent) * (SUFFIX[suffix] ?? 1);
}

/** Bytes as a Kubernetes quantity with the largest binary suffix that keeps it exact: 34359738368 is `32Gi`. */
export function formatBytes(bytes: number): string {
  for (const suffix of ['Ti', 'Gi', 'Mi', 'Ki']) {
    const value = bytes / (SUFFIX[suffix] as number);
    if (Number.isInteger(value) && value > 0) {
      return `${value}${suffix}`;
    }
  }
  return `${Math.ceil(bytes)}`;
}

/** Cores as a Kubernetes quantity: 0.5 is `500m`, 8 is `8`. */
export function formatCores(cores: number): string {
  // 2.007 * 1000 is 2007.0000000000002
  return Number.isInteger(cores) ? `${cores}` : `${Math.ceil(Number((cores * 1000).toPrecision(12)))}m`;
}
