import type { Manifest } from '../core/manifest';

/** The gateway of a VirtualService that stands for all sidecars. */
export const MESH = 'mesh';

/** The namespace in which an object is applied. */
export function namespaceOf({ metadata }: Manifest): string {
  return metadata.namespace ?? 'default';
}

/** Istio completes names without a dot, and only those. */
export function fullHost(host: string, namespace: string): string {
  return host.includes('.') || host === '' || host === '*' ? host : `${host}.${namespace}.svc.cluster.local`;
}

/** The namespace in the host of a Service; undefined for other hosts. */
export function namespaceIn(host: string): string | undefined {
  return /^[^.]+\.([^.]+)\.svc\.cluster\.local$/.exec(host)?.[1];
}

/**
 * `namespace/name` of a Gateway, however a VirtualService writes it: `gw`, `./gw`, `ml/gw`, or as before as a host,
 * `gw.ml.svc.cluster.local` (istio pilot/pkg/model/config.go, resolveGatewayName).
 */
export function gatewayKey(gateway: string, namespace: string): string {
  if (gateway === MESH) {
    return gateway;
  }
  if (gateway.includes('/')) {
    return gateway.replace(/^\.\//, `${namespace}/`);
  }
  const [name, of = namespace] = gateway.split('.');
  return `${of}/${name}`;
}
