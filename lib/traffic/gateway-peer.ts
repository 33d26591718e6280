import { isIP } from 'node:net';
import { Construct } from 'constructs';
import { DestinationRule, ServiceEntry } from '../l1/istio';

/** The gateway of another member, to which requests are passed on. */
export interface GatewayPeerProps {
  /** The made-up host by which routes lead to it. */
  readonly host: string;
  /** IP address or DNS name of the gateway. */
  readonly address: string;
  /** Port of the gateway. */
  readonly port: number;
  readonly tls: boolean;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** The made-up host of a peer. Names below `.internal` belong to nobody, and no mesh serves them. */
export function peerHost(gatewayName: string, member: string): string {
  return `${member}.${gatewayName}.gateway.internal`;
}

/**
 * Makes the gateway of another member a host of the mesh: a ServiceEntry with its address and, where it expects TLS, a
 * DestinationRule. Without a name in the rule Envoy announces and verifies the host of each request, as a client outside does.
 */
export class GatewayPeer extends Construct {
  public readonly host: string;
  /** Everything that has to be in a member that passes requests on. */
  public readonly objects: readonly (ServiceEntry | DestinationRule)[];

  public constructor(scope: Construct, id: string, props: GatewayPeerProps) {
    super(scope, id);
    const { host, address, port, tls, name, namespace } = props;
    this.host = host;
    const metadata = { name, namespace };
    const entry = new ServiceEntry(this, 'Resource', {
      metadata,
      spec: {
        hosts: [host],
        location: 'MESH_EXTERNAL',
        resolution: isIP(address) ? 'STATIC' : 'DNS',
        // port 443 for HTTP would become a listener of every sidecar, and read TLS of others as HTTP
        ports: [{ number: port, name: tls ? 'https' : 'http', protocol: tls ? 'HTTPS' : 'HTTP' }],
        endpoints: [{ address }],
      },
    });
    const rule = { metadata, spec: { host, trafficPolicy: { tls: { mode: 'SIMPLE' as const } } } };
    this.objects = tls ? [entry, new DestinationRule(this, 'Tls', rule)] : [entry];
  }
}
