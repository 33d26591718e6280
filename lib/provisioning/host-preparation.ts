import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeYaml } from '../core/yaml';
import type { HostFile, JoinConfiguration, KubeadmConfigSpec, NodeRegistration } from '../l1/cluster-api';
import { withoutComments } from './shell-script';

/** What bridges and overlay file systems of containers need of the kernel. */
const MODULES = ['overlay', 'br_netfilter'];

/**
 * Kernel parameters of a node: what pod networks need
 * (https://kubernetes.io/docs/setup/production-environment/container-runtimes/#install-and-configure-prerequisites); what the
 * kubelet wants of memory, panics and keys (pkg/kubelet/cm/container_manager_linux.go), which it only checks where it protects
 * kernel defaults; room for the file watches of many pods (https://kind.sigs.k8s.io/docs/user/known-issues/).
 */
const SYSCTLS: Readonly<Record<string, number>> = {
  'net.bridge.bridge-nf-call-iptables': 1,
  'net.bridge.bridge-nf-call-ip6tables': 1,
  'net.ipv4.ip_forward': 1,
  'vm.overcommit_memory': 1,
  'vm.panic_on_oom': 0,
  'kernel.panic': 10,
  'kernel.panic_on_oops': 1,
  'kernel.keys.root_maxkeys': 1_000_000,
  'kernel.keys.root_maxbytes': 25_000_000,
  'fs.inotify.max_user_instances': 8192,
  'fs.inotify.max_user_watches': 524_288,
};

/** Where the script, and what is wanted, lie on the machine. */
const SCRIPT = '/usr/local/sbin/cdk8s-fleet-host';
const CONFIG = '/etc/cdk8s-fleet';
/** Where kubeadm finds changes to what it writes: `joinConfiguration.patches`. */
const PATCHES = '/etc/kubernetes/patches';

/** Properties of the preparation of machines. */
export interface HostPreparationProps {
  /**
   * Kernel modules besides `overlay` and `br_netfilter`: `nvidia_peermem`, `ib_umad`, ...
   * @default - none
   */
  readonly modules?: readonly string[];
  /**
   * Kernel parameters, besides those that every node needs or instead of them.
   * @default - those that every node needs
   */
  readonly sysctls?: Readonly<Record<string, number>>;
  /**
   * Path of the container runtime's socket. Needed where kubeadm does not look by itself, or several runtimes listen.
   * @default - the only one that listens where kubeadm looks: containerd, CRI-O, Docker
   */
  readonly runtimeSocket?: string;
}

/** The preparation as parts of a `KubeadmConfigSpec`. */
export interface KubeadmPreparation {
  /** What the machine gets before kubeadm runs. */
  readonly preparation: Pick<KubeadmConfigSpec, 'files' | 'preKubeadmCommands'>;
  /** For `joinConfiguration`, and `initConfiguration` of a control plane. */
  readonly node: Pick<JoinConfiguration, 'nodeRegistration' | 'patches'>;
}

/**
 * What makes a machine ready to be a node: swap off for good, kernel modules and parameters, the systemd cgroup driver for
 * kubelet and containerd alike. The same in three forms: for kubeadm under Cluster API, for cloud-init, and for a
 * `HostPreflight`, which looks at nodes that are there.
 */
export class HostPreparation {
  /**
   * The script that prepares a machine and checks it, in POSIX shell, without its comments: machines of Cluster API are made anew when
   * it changes.
   */
  public static get script(): string {
    return withoutComments(readFileSync(join(__dirname, 'host.sh'), 'utf8'));
  }

  /** Kernel modules, those that every node needs first. */
  public readonly modules: readonly string[];
  /** Kernel parameters, those that every node needs included. */
  public readonly sysctls: Readonly<Record<string, number>>;
  /** Path of the runtime's socket, where it was given. */
  public readonly runtimeSocket: string | undefined;

  public constructor(props: HostPreparationProps = {}) {
    this.modules = [...new Set([...MODULES, ...(props.modules ?? [])])];
    this.sysctls = { ...SYSCTLS, ...props.sysctls };
    this.runtimeSocket = props.runtimeSocket;
  }

  /** What the script is to see to, as the files that it reads: name to content. */
  public get config(): Readonly<Record<string, string>> {
    const lines = (texts: readonly string[]) => `${texts.join('\n')}\n`;
    return {
      modules: lines(this.modules),
      sysctls: lines(Object.entries(this.sysctls).map(([name, value]) => `${name} = ${value}`)),
      ...(this.runtimeSocket === undefined ? {} : { 'runtime-socket': lines([this.runtimeSocket]) }),
    };
  }

  /** Files of the machine. */
  public get files(): readonly HostFile[] {
    const kubelet = writeYaml({
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      cgroupDriver: 'systemd',
    });
    return [
      file(SCRIPT, HostPreparation.script, '0755'),
      ...Object.entries(this.config).map(([name, content]) => file(`${CONFIG}/${name}`, content)),
      file(`${PATCHES}/kubeletconfiguration+merge.yaml`, kubelet),
    ];
  }

  /** Commands that run before kubeadm: the machine is prepared, and what is still wrong with it goes to the log. */
  public get commands(): readonly string[] {
    return [`${SCRIPT} prepare`, `${SCRIPT} check`];
  }

  /**
   * What a `KubeadmConfigSpec` of Cluster API needs.
   * @param registration how the node registers; the runtime's socket is added
   */
  public kubeadm(registration: NodeRegistration = {}): KubeadmPreparation {
    const { runtimeSocket } = this;
    const nodeRegistration = {
      ...registration,
      ...(runtimeSocket === undefined ? {} : { criSocket: `unix://${runtimeSocket}` }),
    };
    return {
      preparation: { files: this.files, preKubeadmCommands: this.commands },
      node: {
        ...(Object.keys(nodeRegistration).length > 0 ? { nodeRegistration } : {}),
        patches: { directory: PATCHES },
      },
    };
  }

  /** User data for cloud-init: what prepares a machine that somebody else makes a node, by kubeadm or otherwise. */
  public cloudConfig(): string {
    const files = this.files.map(({ path, content = '', permissions = '', owner = '' }) => ({
      path,
      content,
      permissions,
      owner,
    }));
    return `#cloud-config\n${writeYaml({ write_files: files, runcmd: [...this.commands] })}`;
  }
}

function file(path: string, content: string, permissions = '0644'): HostFile {
  return { path, content, permissions, owner: 'root:root' };
}
