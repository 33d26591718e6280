import type { CompiledObject } from '../core/compilation';
import { listAt, numberAt, objectAt, optionalObjectAt, textAt, textsAt } from '../core/fields';
import { apiGroupOf, type JsonObject, kindKey, type Manifest } from '../core/manifest';
import { type MeshRule, readRule } from './destination-rules';
import { fullHost, gatewayKey, MESH, namespaceOf } from './mesh-names';

type Labels = Readonly<Record<string, string>>;

/** A Service. */
export interface MeshService {
  readonly host: string;
  readonly namespace: string;
  readonly ports: readonly number[];
  /** Labels of its pods; absent where its endpoints are written by hand. */
  readonly selector?: Labels;
}

/** Where a route leads. */
export interface MeshDestination {
  /** The full host. */
  readonly host: string;
  readonly subset?: string;
  readonly port?: number;
}

/** A VirtualService, its names resolved. */
export interface MeshRoute {
  /** Path of the object. */
  readonly place: string;
  readonly name: string;
  readonly namespace: string;
  /** Full hosts; none in one that others delegate to. */
  readonly hosts: readonly string[];
  /** `mesh`, and gateways as `namespace/name`. */
  readonly gateways: readonly string[];
  /** Namespaces in which it counts; absent where it counts in all. */
  readonly callers?: readonly string[];
  /** Where its routes lead, each destination once; those without any weight lead nowhere. */
  readonly destinations: readonly MeshDestination[];
  /** `namespace/name` of those that it delegates to. */
  readonly delegates: readonly string[];
}

/** A Gateway. */
export interface MeshGateway {
  readonly place: string;
  /** `namespace/name`. */
  readonly key: string;
  readonly claims: readonly MeshClaim[];
}

/** A host that a gateway takes. */
export interface MeshClaim {
  /** Host, port and pods. */
  readonly what: string;
  /** Whether other gateways may take it, too: Istio puts the routes of plain HTTP together. */
  readonly shared: boolean;
}

/** Labels of pods, of a workload or of one pod. */
export interface MeshPods {
  readonly namespace: string;
  readonly labels: Labels;
}

/** What a member has that Istio goes by. */
export interface Mesh {
  readonly services: ReadonlyMap<string, MeshService>;
  /** Hosts of ServiceEntries. */
  readonly entries: ReadonlySet<string>;
  readonly routes: readonly MeshRoute[];
  readonly rules: readonly MeshRule[];
  readonly gateways: readonly MeshGateway[];
  readonly pods: readonly MeshPods[];
}

const GROUP = 'networking.istio.io';
/** Protocols of HTTP without TLS, as Istio reads them: pkg/config/protocol/instance.go. */
const PLAIN_HTTP = ['http', 'http2', 'http_proxy', 'grpc', 'grpc-web'];

/** Whether Istio routes by this object. */
export function isRoute(manifest: Manifest): boolean {
  return (
    apiGroupOf(manifest.apiVersion) === GROUP && (manifest.kind === 'VirtualService' || manifest.kind === 'Gateway')
  );
}

/** Whether a mesh consists of such objects. */
export function isOfMesh(manifest: Manifest): boolean {
  return apiGroupOf(manifest.apiVersion) === GROUP || isService(manifest) || podsOf(manifest) !== undefined;
}

/** Reads what Istio goes by. */
export function readMesh(objects: readonly CompiledObject[]): Mesh {
  const services = objects.map(({ manifest }) => manifest).filter(isService);
  return {
    services: new Map(services.map(readService).map((service) => [service.host, service])),
    entries: new Set(
      ofKind(objects, 'ServiceEntry').flatMap(({ manifest }) => textsAt(objectAt(manifest, 'spec'), 'hosts')),
    ),
    routes: ofKind(objects, 'VirtualService').map(readRoute),
    rules: ofKind(objects, 'DestinationRule').map(({ manifest }) => readRule(manifest)),
    gateways: ofKind(objects, 'Gateway').map(readGateway),
    pods: objects.flatMap(({ manifest }) => podsOf(manifest) ?? []),
  };
}

/** Whether a Service selects pods, and they have the labels of a subset, too. */
export function selectsPods({ namespace, selector }: MeshService, pods: MeshPods, subset: Labels = {}): boolean {
  return (
    selector !== undefined &&
    namespace === pods.namespace &&
    Object.entries({ ...selector, ...subset }).every(([key, value]) => pods.labels[key] === value)
  );
}

function ofKind(objects: readonly CompiledObject[], kind: string): CompiledObject[] {
  return objects.filter(({ manifest }) => manifest.kind === kind && apiGroupOf(manifest.apiVersion) === GROUP);
}

function isService(manifest: Manifest): boolean {
  return kindKey(manifest) === 'v1/Service';
}

function readService(manifest: Manifest): MeshService {
  const spec = objectAt(manifest, 'spec');
  const selector = objectAt(spec, 'selector') as Labels;
  const namespace = namespaceOf(manifest);
  return {
    host: fullHost(manifest.metadata.name ?? '', namespace),
    namespace,
    ports: listAt(spec, 'ports').flatMap((port) => numberAt(port, 'port') ?? []),
    ...(Object.keys(selector).length > 0 ? { selector } : {}),
  };
}

function readRoute({ path, manifest }: CompiledObject): MeshRoute {
  const spec = objectAt(manifest, 'spec');
  const namespace = namespaceOf(manifest);
  const gateways = textsAt(spec, 'gateways').map((gateway) => gatewayKey(gateway, namespace));
  const exportTo = textsAt(spec, 'exportTo');
  const http = listAt(spec, 'http');
  const found = [...http, ...listAt(spec, 'tcp'), ...listAt(spec, 'tls')].flatMap(destinationsIn);
  const byKey = new Map(
    found.map((destination) => {
      const resolved = { ...destination, host: fullHost(destination.host, namespace) };
      return [JSON.stringify(resolved), resolved] as const;
    }),
  );
  return {
    place: path,
    name: manifest.metadata.name ?? '',
    namespace,
    hosts: textsAt(spec, 'hosts').map((host) => fullHost(host, namespace)),
    gateways: gateways.length > 0 ? gateways : [MESH],
    ...(exportTo.length === 0 || exportTo.includes('*')
      ? {}
      : { callers: exportTo.map((to) => (to === '.' ? namespace : to)) }),
    destinations: [...byKey.values()],
    delegates: http
      .map((route) => optionalObjectAt(route, 'delegate'))
      .filter((delegate) => delegate !== undefined)
      .map((delegate) => `${textAt(delegate, 'namespace') ?? namespace}/${textAt(delegate, 'name') ?? ''}`),
  };
}

function destinationsIn(route: JsonObject): MeshDestination[] {
  const weighted = listAt(route, 'route');
  const used = weighted.length > 1 ? weighted.filter((entry) => (numberAt(entry, 'weight') ?? 0) > 0) : weighted;
  const mirror = optionalObjectAt(route, 'mirror');
  return [
    ...used.map((entry) => objectAt(entry, 'destination')),
    ...listAt(route, 'mirrors').map((entry) => objectAt(entry, 'destination')),
    ...(mirror ? [mirror] : []),
  ].map((destination) => {
    const subset = textAt(destination, 'subset');
    const port = numberAt(objectAt(destination, 'port'), 'number');
    return {
      host: textAt(destination, 'host') ?? '',
      ...(subset === undefined ? {} : { subset }),
      ...(port === undefined ? {} : { port }),
    };
  });
}

function readGateway({ path, manifest }: CompiledObject): MeshGateway {
  const spec = objectAt(manifest, 'spec');
  const selector = Object.entries(objectAt(spec, 'selector')).sort();
  const pods = selector.map(([key, value]) => `${key}=${value}`).join(',');
  return {
    place: path,
    key: `${namespaceOf(manifest)}/${manifest.metadata.name ?? ''}`,
    claims: listAt(spec, 'servers').flatMap((server) => {
      const port = objectAt(server, 'port');
      const protocol = textAt(port, 'protocol')?.toLowerCase() ?? '';
      // a redirect is a server of HTTP with a word about TLS
      const shared = PLAIN_HTTP.includes(protocol) && optionalObjectAt(server, 'tls') === undefined;
      const bind = textAt(server, 'bind');
      const at = `port ${numberAt(port, 'number')}${bind === undefined ? '' : ` at ${bind}`} of pods with ${pods}`;
      return textsAt(server, 'hosts').map((host) => ({ what: `${host.split('/').pop()} on ${at}`, shared }));
    }),
  };
}

function podsOf(manifest: Manifest): MeshPods | undefined {
  const namespace = namespaceOf(manifest);
  if (kindKey(manifest) === 'v1/Pod') {
    return { namespace, labels: manifest.metadata.labels ?? {} };
  }
  const spec = objectAt(manifest, 'spec');
  const template = objectAt(spec, 'template');
  const hasPods = listAt(objectAt(template, 'spec'), 'containers').length > 0 && spec.replicas !== 0;
  return hasPods ? { namespace, labels: objectAt(objectAt(template, 'metadata'), 'labels') as Labels } : undefined;
}
