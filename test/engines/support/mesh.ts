import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Manifest } from '../../../lib/core/manifest';
import type { Engine } from '../../../lib/engines';
import { PortRange } from '../../../lib/twin/ports';
import { killProcesses, lastLines, type StartedProcess, startProcess } from '../../../lib/twin/process';
import { NotYet, waitFor } from '../../../lib/twin/wait';
import { freePort } from './ports';

/** Istio's control plane without certificates and webhooks: plain gRPC on loopback, for proxies that are no pods. */
const ISTIOD_SETTINGS = {
  ENABLE_CA_SERVER: 'false',
  ENABLE_LEADER_ELECTION: 'false',
  XDS_AUTH: 'false',
  INJECTION_WEBHOOK_CONFIG_NAME: '',
  VALIDATION_WEBHOOK_CONFIG_NAME: '',
  // filters that only Istio's own build of Envoy has
  PILOT_ENABLE_ALPN_FILTER: 'false',
  PILOT_ENABLE_METADATA_EXCHANGE: 'false',
};

/** What runs beside a twin for a test of routes; `stop` ends it all. */
export class MeshRig {
  private readonly istiods: StartedProcess[] = [];
  private readonly envoys: ChildProcess[] = [];
  private readonly servers: Server[] = [];

  /** @param folder for logs and configuration */
  public constructor(
    private readonly folder: string,
    private readonly engines: { readonly istio: Engine; readonly envoy: Engine },
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** Starts istiod over the objects of an API server. @returns the port of its discovery service */
  public async istiod(name: string, kubeconfig: string): Promise<number> {
    const range = await PortRange.find(4);
    const ports = [0, 1, 2, 3].map((i) => range.base + i);
    const [grpc, http, monitoring, introspection] = ports as [number, number, number, number];
    const meshConfig = this.write(`${name}-mesh.yaml`, 'enableAutoMtls: false\n');
    const log = join(this.folder, `${name}-istiod.log`);
    await range.release(ports);
    this.istiods.push(
      await startProcess(
        {
          cluster: name,
          component: 'pilot-discovery',
          binary: this.engines.istio.binary,
          args: [
            'discovery',
            `--kubeconfig=${kubeconfig}`,
            `--meshConfig=${meshConfig}`,
            `--grpcAddr=127.0.0.1:${grpc}`,
            `--httpAddr=127.0.0.1:${http}`,
            `--monitoringAddr=127.0.0.1:${monitoring}`,
            `--ctrlz_port=${introspection}`,
            '--httpsAddr=',
            '--secureGRPCAddr=',
          ],
          env: ISTIOD_SETTINGS,
          ports,
          log,
        },
        this.folder,
      ),
    );
    const look = async () =>
      (await get(http, '/ready')).status === 200 ? true : new NotYet(lastLines(log, 2).join(' '));
    await waitFor(`istiod of ${name}`, look, { seconds: 60 });
    return grpc;
  }

  /** Starts a proxy of a pod that sends; the port on which it takes requests to port 80 of any service. */
  public async sidecar(name: string, istiod: number): Promise<number> {
    const [port, admin] = [await freePort(), await freePort()];
    const listener = {
      name: 'outbound',
      address: address(port),
      filter_chains: [
        {
          filters: [
            {
              name: 'http',
              typed_config: {
                '@type':
                  'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
                stat_prefix: 'outbound',
                rds: { route_config_name: '80', config_source: ADS },
                http_filters: [
                  {
                    name: 'router',
                    typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
                  },
                ],
              },
            },
          ],
        },
      ],
    };
    await this.envoy(`${name}-sidecar`, admin, {
      node: node('sidecar', '127.0.0.1', 'ml', {}),
      static_resources: { clusters: [discovery(istiod)], listeners: [listener] },
      dynamic_resources: { ...DYNAMIC, cds_config: ADS },
    });
    return port;
  }

  /** Starts a proxy that is a gateway, at this loopback address; istiod gives it its listeners. */
  public async gateway(
    name: string,
    istiod: number,
    at: string,
    labels: Readonly<Record<string, string>>,
  ): Promise<void> {
    const admin = await freePort();
    await this.envoy(`${name}-gateway`, admin, {
      node: node('router', at, 'istio-system', labels),
      static_resources: { clusters: [discovery(istiod)] },
      dynamic_resources: { ...DYNAMIC, cds_config: ADS, lds_config: ADS },
    });
  }

  /** Starts a server that answers with its name and the path. @returns its port */
  public async backend(name: string): Promise<number> {
    const server = createServer((asked, answer) => answer.end(`${name} ${asked.url}`));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  public async stop(): Promise<void> {
    await killProcesses(this.istiods.map(({ record }) => record));
    for (const envoy of this.envoys.filter(({ exitCode }) => exitCode === null)) {
      envoy.kill('SIGKILL');
      await once(envoy, 'exit');
    }
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
    }
  }

  private async envoy(name: string, admin: number, bootstrap: object): Promise<void> {
    const config = this.write(`${name}.json`, JSON.stringify({ ...bootstrap, admin: { address: address(admin) } }));
    const log = openSync(join(this.folder, `${name}.log`), 'a');
    const args = ['-c', config, '--use-dynamic-base-id', '--concurrency', '1', '--log-level', 'warning'];
    const envoy = spawn(this.engines.envoy.binary, args, { stdio: ['ignore', log, log], env: {} });
    closeSync(log);
    const end = () => envoy.kill('SIGKILL');
    process.once('exit', end);
    envoy.once('exit', () => process.removeListener('exit', end));
    this.envoys.push(envoy);
    const look = async () => ((await get(admin, '/ready')).status === 200 ? true : new NotYet('it is not initialized'));
    await waitFor(name, look, { seconds: 30 });
  }

  private write(name: string, text: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }
}

const ADS = { ads: {}, resource_api_version: 'V3' };

const DYNAMIC = {
  ads_config: {
    api_type: 'GRPC',
    transport_api_version: 'V3',
    grpc_services: [{ envoy_grpc: { cluster_name: 'discovery' } }],
  },
};

function node(type: string, ip: string, namespace: string, labels: Readonly<Record<string, string>>) {
  return {
    id: `${type}~${ip}~proxy.${namespace}~${namespace}.svc.cluster.local`,
    cluster: 'proxy',
    metadata: { NAMESPACE: namespace, LABELS: labels, CLUSTER_ID: 'Kubernetes', ISTIO_VERSION: '1.31.0' },
  };
}

function discovery(port: number) {
  return {
    name: 'discovery',
    type: 'STATIC',
    connect_timeout: '5s',
    load_assignment: {
      cluster_name: 'discovery',
      endpoints: [{ lb_endpoints: [{ endpoint: { address: address(port) } }] }],
    },
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
        explicit_http_config: { http2_protocol_options: {} },
      },
    },
  };
}

function address(port: number) {
  return { socket_address: { address: '127.0.0.1', port_value: port } };
}

/** What answered one request. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 20 });

/** One request to a port of this machine. */
export function get(port: number, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers, agent, timeout: 5000 }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer within five seconds')));
    asked.on('error', reject);
    asked.end();
  });
}

/** Who answered how many of so many requests: the first word of the answer, or the status where it is no success. */
export async function tally(
  count: number,
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, number>>> {
  const seen: Record<string, number> = {};
  await Promise.all(
    Array.from({ length: count }, async () => {
      const { status, text } = await get(port, path, headers);
      const who = status === 200 ? (text.split(' ')[0] ?? '') : String(status);
      seen[who] = (seen[who] ?? 0) + 1;
    }),
  );
  return seen;
}

/** A WorkloadEntry: stands for a pod that listens on a port of this machine. */
export function standIn(
  name: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  at: { readonly address: string; readonly ports?: Readonly<Record<string, number>> },
): Manifest {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: { name, namespace },
    spec: { ...at, labels },
  } as Manifest;
}
