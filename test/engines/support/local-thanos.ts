import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ThanosComponent } from '../../../lib';
import { argsOf, PATHS, PORTS } from '../../../lib/observability/thanos-command';
import { freePorts } from './ports';
import type { Servers } from './servers';

type Port = keyof typeof PORTS;

/**
 * Runs components of a stack as processes, with the arguments and files that they have in the cluster: only addresses, folders and
 * the name of the pod are those of this machine.
 */
export class LocalThanos {
  private readonly named = new Map<string, readonly string[]>();
  private readonly ports = new Map<string, Readonly<Record<Port | 'capnproto', number>>>();

  /**
   * @param folder below which the pods have theirs
   * @param objstore the file that the pods mount
   */
  public constructor(
    private readonly servers: Servers,
    private readonly binary: string,
    private readonly folder: string,
    private readonly objstore: string,
  ) {}

  /** Gives ports to all pods of the components, so that they know each other's before they start. */
  public async reserve(...components: readonly ThanosComponent[]): Promise<void> {
    for (const component of components) {
      for (const pod of podsOf(component)) {
        const [grpc, http, remoteWrite, capnproto] = (await freePorts(4)) as [number, number, number, number];
        this.ports.set(pod, { grpc, http, remoteWrite, capnproto });
      }
    }
  }

  /** Starts every pod of a component and waits until each is ready. */
  public async start(component: ThanosComponent): Promise<ChildProcess[]> {
    const pods = podsOf(component);
    return Promise.all(pods.map((pod) => this.startPod(component, pod)));
  }

  /** Says which addresses stand behind a name that is none of the stack's. */
  public name(service: string, addresses: readonly string[]): void {
    this.named.set(service, addresses);
  }

  /** A port of a component's first pod. */
  public port(component: ThanosComponent, port: Port): number {
    return this.ports.get(podsOf(component)[0]!)![port];
  }

  private startPod(component: ThanosComponent, pod: string): Promise<ChildProcess> {
    const folder = join(this.folder, pod);
    const [config, objstore, data] = ['config', 'objstore', 'data'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    for (const path of [config, objstore, data]) {
      mkdirSync(path, { recursive: true });
    }
    writeFileSync(join(objstore, 'objstore.yml'), this.objstore);
    for (const [name, text] of Object.entries(component.files)) {
      writeFileSync(join(config, name), this.localized(text));
    }
    const ports = this.ports.get(pod)!;
    const args = argsOf(component.command).map((arg) =>
      this.localized(
        arg
          .replaceAll('$(POD_NAME)', pod)
          .replaceAll(PATHS.config, config)
          .replaceAll(PATHS.objstore, objstore)
          .replaceAll(PATHS.data, data)
          .replace(/0\.0\.0\.0:(\d+)/, (_, port) => `127.0.0.1:${ports[portNamed(Number(port))]}`),
      ),
    );
    // a port of its own that no argument of the stack names
    const more =
      component.command.component === 'receive' ? [`--receive.capnproto-address=127.0.0.1:${ports.capnproto}`] : [];
    return this.servers.start(
      this.binary,
      [...args, ...more],
      join(folder, 'log'),
      `http://127.0.0.1:${ports.http}/-/ready`,
    );
  }

  /** Names of the cluster's DNS become addresses here; a line about a Service becomes one for each of its pods. */
  private localized(text: string): string {
    return text
      .split('\n')
      .flatMap((line) => {
        const service = /dns\+([-a-z]+)\.[-a-z]+\.svc:(\d+)/.exec(line);
        if (!service) {
          return [line];
        }
        const [name, from, port] = service;
        const pods = [...this.ports.keys()].filter((pod) => pod.replace(/-\d+$/, '') === from);
        const addresses = this.named.get(from!) ?? pods.map((pod) => this.address(pod, Number(port)));
        return addresses.map((address) => line.replace(name, address));
      })
      .join('\n')
      .replace(/([-a-z]+-\d+)\.[-a-z]+\.[-a-z]+\.svc:(\d+)/g, (_, pod, port) => this.address(pod, Number(port)))
      .replace(/([-a-z]+)\.[-a-z]+\.svc:(\d+)/g, (_, name, port) => this.address(`${name}-0`, Number(port)));
  }

  private address(pod: string, port: number): string {
    return `127.0.0.1:${this.ports.get(pod)![portNamed(port)]}`;
  }
}

function podsOf({ objectName, replicas }: ThanosComponent): string[] {
  return Array.from({ length: replicas }, (_, i) => `${objectName}-${i}`);
}

function portNamed(port: number): Port {
  return (Object.keys(PORTS) as Port[]).find((name) => PORTS[name] === port)!;
}
