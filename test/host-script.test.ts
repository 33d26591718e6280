import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FleetApp, GpuFleet, HostPreflight, HostPreparation } from '../lib';
import { manifestsOf } from '../lib/testing';

const SWAPS = 'Filename\tType\tSize\tUsed\tPriority\n';
const CONTAINERD = '/run/containerd/containerd.sock';
const K3S = '/run/k3s/containerd/containerd.sock';

/** A folder that the script takes for a machine. */
class Machine {
  // short, because a socket's path may not have more than 107 characters
  public readonly root = mkdtempSync(join(tmpdir(), 'host-'));
  private readonly listening: Server[] = [];

  public write(path: string, text: string): this {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return this;
  }

  public read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** A program in the machine's path that tells how it was called. */
  public program(name: string, does = ''): this {
    this.write(`bin/${name}`, `#!/bin/sh\necho "${name} $*" >>"${this.root}/calls"\n${does}\n`);
    chmodSync(join(this.root, 'bin', name), 0o755);
    return this;
  }

  public async listen(path: string): Promise<this> {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(file, resolve));
    this.listening.push(server);
    return this;
  }

  /** What a prepared machine has, as this preparation wants it. */
  public prepared(host = new HostPreparation()): this {
    for (const [name, content] of Object.entries(host.config)) {
      this.write(`etc/cdk8s-fleet/${name}`, content);
    }
    for (const [name, value] of Object.entries(host.sysctls)) {
      this.write(`proc/sys/${name.replaceAll('.', '/')}`, `${value}\n`);
    }
    return this.write('proc/swaps', SWAPS)
      .write('proc/modules', host.modules.map((name) => `${name} 16384 0 - Live 0x0\n`).join(''))
      .write('sys/fs/cgroup/cgroup.controllers', 'cpu memory\n')
      .write('var/lib/kubelet/config.yaml', 'kind: KubeletConfiguration\ncgroupDriver: systemd\n')
      .write('etc/containerd/config.toml', '[runc.options]\n  SystemdCgroup = true\n');
  }

  public run(command: string) {
    this.write('script', HostPreparation.script);
    const { status, stdout, stderr } = this.shell(join(this.root, 'script'), command);
    const problems = stdout.split('\n').filter((line) => line.startsWith('problem: '));
    return { status, stdout, stderr, problems };
  }

  public shell(...args: string[]) {
    return spawnSync('sh', args, {
      encoding: 'utf8',
      timeout: 20_000,
      env: { HOST_ROOT: this.root, PATH: `${join(this.root, 'bin')}:/usr/bin:/bin` },
    });
  }

  public async end(): Promise<void> {
    await Promise.all(this.listening.map((server) => new Promise((resolve) => server.close(resolve))));
    rmSync(this.root, { recursive: true });
  }
}

/** What the pods of a HostPreflight run. */
function preflightCommand(): string {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { members: { a: { kubernetes: '1.34' } } });
  new HostPreflight(fleet.member('a'), 'preflight');
  const daemonSet = manifestsOf(app, { target: 'fleet/members/a' })[1]!;
  const { template } = daemonSet.spec as unknown as {
    template: { spec: { initContainers: [{ command: string[] }] } };
  };
  return template.spec.initContainers[0].command[2]!;
}

let machine: Machine;

beforeEach(() => {
  machine = new Machine();
});

afterEach(() => machine.end());

describe('check', () => {
  test('a machine as it should be has no problem', async () => {
    await machine.prepared().listen(CONTAINERD);
    const { status, stdout, stderr, problems } = machine.run('check');
    expect({ problems, stderr, status }).toEqual({ problems: [], stderr: '', status: 0 });
    expect(stdout).toContain(`ok: container runtime at ${CONTAINERD}`);
    expect(stdout).toContain('ok: fs.inotify.max_user_watches = 524288');
  });

  test.each<[string, (machine: Machine) => unknown, string]>([
    [
      'swap is on',
      (m) => m.write('proc/swaps', `${SWAPS}/dev/sda2 partition 8388604 0 -2\n/swapfile file 1 0 -3\n`),
      'swap is on: /dev/sda2 /swapfile.',
    ],
    [
      'a module is missing',
      (m) => m.write('proc/modules', 'overlay 1 0 - Live 0x0\n'),
      'module br_netfilter is not loaded',
    ],
    [
      'a parameter is wrong',
      (m) => m.write('proc/sys/net/ipv4/ip_forward', '0\n'),
      'net.ipv4.ip_forward is 0; 1 is wanted',
    ],
    [
      'a limit is too low',
      (m) => m.write('proc/sys/fs/inotify/max_user_instances', '128\n'),
      'max_user_instances is 128; 8192',
    ],
    [
      'a parameter is not there',
      (m) => rmSync(join(m.root, 'proc/sys/net/bridge'), { recursive: true }),
      'net.bridge.bridge-nf-call-iptables is not there; 1 is wanted',
    ],
    [
      'the kubelet has the other cgroup driver',
      (m) => m.write('var/lib/kubelet/config.yaml', 'cgroupDriver: "cgroupfs"\n'),
      'kubelet has the cgroup driver cgroupfs',
    ],
    [
      'containerd has the other cgroup driver',
      (m) => m.write('etc/containerd/config.toml', 'SystemdCgroup = false\n'),
      'containerd has the cgroup driver cgroupfs',
    ],
    [
      'containerd is not told which driver, and takes the other one',
      (m) => m.write('etc/containerd/config.toml', 'version = 2\nimports = []\n'),
      'containerd has the cgroup driver cgroupfs',
    ],
    [
      'containerd has no configuration',
      (m) => rmSync(join(m.root, 'etc/containerd'), { recursive: true }),
      'containerd has the cgroup driver cgroupfs',
    ],
    [
      'a file that containerd takes in has the other cgroup driver',
      (m) => m.write('etc/containerd/conf.d/nvidia.toml', '  SystemdCgroup = false\n'),
      'containerd has the cgroup driver cgroupfs',
    ],
    ['cgroup v1', (m) => rmSync(join(m.root, 'sys/fs/cgroup/cgroup.controllers')), 'the machine has cgroup v1'],
  ])('%s', async (_, spoil, problem) => {
    await machine.prepared().listen(CONTAINERD);
    spoil(machine);
    const { status, problems } = machine.run('check');
    expect(problems.filter((line) => !line.includes(problem) && !line.includes('ip6tables'))).toEqual([]);
    expect(problems).toContainEqual(expect.stringContaining(problem));
    expect(status).toBe(1);
  });

  test('all problems are told at once', () => {
    machine.prepared().write('proc/swaps', `${SWAPS}/swapfile file 1 0 -2\n`).write('proc/modules', '');
    expect(machine.run('check').problems).toHaveLength(4);
  });

  test('limits may be higher, and modules built into the kernel', async () => {
    await machine.prepared().listen(CONTAINERD);
    machine
      .write('proc/sys/fs/inotify/max_user_watches', '1048576\n')
      .write('proc/modules', 'br_netfilter 1 0 - Live 0x0\n')
      .write('sys/module/overlay/uevent', '');
    expect(machine.run('check').problems).toEqual([]);
  });

  describe('the socket of the runtime', () => {
    test('there is none', () => {
      const { problems, status } = machine.prepared().run('check');
      expect(problems).toEqual([expect.stringContaining('no container runtime listens at any known place')]);
      expect(status).toBe(1);
    });

    test.each([
      K3S,
      '/run/k0s/containerd.sock',
      '/var/snap/microk8s/common/run/containerd.sock',
      '/run/crio/crio.sock',
      '/run/cri-dockerd.sock',
      '/var/run/containerd/containerd.sock',
    ])('%s is found', async (path) => {
      await machine.prepared().listen(path);
      const { problems, stdout } = machine.run('check');
      expect(problems).toEqual([]);
      expect(stdout).toContain(`ok: container runtime at ${path}`);
      expect(stdout.includes('note: kubeadm does not look there')).toBe(/k3s|k0s|microk8s/.test(path));
    });

    test('/run and /var/run are mostly the same', async () => {
      await machine.prepared().listen(CONTAINERD);
      mkdirSync(join(machine.root, 'var'), { recursive: true });
      symlinkSync('../run', join(machine.root, 'var/run'));
      expect(machine.run('check').problems).toEqual([]);
    });

    test('an absolute link leads into the container, whose /run then shows that of the machine', async () => {
      const ownRun = join(machine.root, 'run-of-the-container');
      mkdirSync(ownRun);
      await machine.prepared().listen(CONTAINERD);
      symlinkSync(ownRun, join(machine.root, 'var/run'));
      machine.write(
        'var/lib/kubelet/config.yaml',
        'cgroupDriver: systemd\ncontainerRuntimeEndpoint: unix:///var/run/containerd/containerd.sock\n',
      );
      expect(machine.run('check').problems).toEqual([expect.stringContaining('where nothing listens')]);

      const command = preflightCommand()
        .replace(/\/host\/run\/\* \/run\b/, `${machine.root}/run/* ${ownRun}`)
        .replace('/preflight/host.sh', join(machine.root, 'script'));
      const { status, stdout } = machine.shell('-c', command);
      expect(stdout).toContain('ok: container runtime at /var/run/containerd/containerd.sock');
      expect({ status, problem: stdout.includes('problem:') }).toEqual({ status: 0, problem: false });
    });

    test('of two, one is named', async () => {
      await machine.prepared().listen(CONTAINERD);
      await machine.listen(K3S);
      expect(machine.run('check').problems).toEqual([
        expect.stringContaining(`2 container runtimes listen: ${CONTAINERD} ${K3S}.`),
      ]);
      machine.prepared(new HostPreparation({ runtimeSocket: K3S }));
      expect(machine.run('check')).toMatchObject({ problems: [], status: 0 });
    });

    test.each([
      ['the program', (m: Machine) => m.prepared(new HostPreparation({ runtimeSocket: CONTAINERD }))],
      [
        'the kubelet',
        (m: Machine) => m.write('var/lib/kubelet/config.yaml', `containerRuntimeEndpoint: unix://${CONTAINERD}\n`),
      ],
    ])('the one that %s asks for is elsewhere', async (_, ask) => {
      await machine.prepared().listen(K3S);
      ask(machine);
      expect(machine.run('check').problems).toEqual([
        expect.stringContaining(`is to use ${CONTAINERD}, where nothing listens; there is ${K3S}.`),
      ]);
    });
  });
});

describe('prepare', () => {
  const DEFAULT = 'version = 3\n[runc.options]\n  SystemdCgroup = false\n';

  beforeEach(() => {
    for (const name of ['swapoff', 'modprobe', 'sysctl']) {
      machine.program(name);
    }
    machine
      .prepared(new HostPreparation({ modules: ['ib_umad'], sysctls: { 'vm.max_map_count': 262_144 } }))
      .program('systemctl', '[ "$1" = list-units ] && echo "dev-sda2.swap loaded active active Swap"; true')
      .program(
        'containerd',
        `case "$*" in *dump) cat "$2"; printf '[runc.options]\n  SystemdCgroup = false\n' ;; *) printf '%s' '${DEFAULT}' ;; esac`,
      )
      .write('etc/fstab', 'UUID=1 / ext4 defaults 0 1\n/dev/sda2 none swap sw 0 0\n# /dev/sdb none swap sw 0 0\n');
    mkdirSync(join(machine.root, 'etc/systemd'));
  });

  const calls = () => machine.read('calls').trim().split('\n');

  test('swap goes for good, modules and parameters come with every boot', () => {
    expect(machine.run('prepare')).toMatchObject({ status: 0, stderr: '' });
    expect(machine.read('etc/fstab').split('\n')).toEqual([
      'UUID=1 / ext4 defaults 0 1',
      '# no swap under a kubelet: /dev/sda2 none swap sw 0 0',
      '# /dev/sdb none swap sw 0 0',
      '',
    ]);
    expect(machine.read('etc/systemd/zram-generator.conf')).toBe('');
    expect(machine.read('etc/modules-load.d/cdk8s-fleet.conf')).toBe('overlay\nbr_netfilter\nib_umad\n');
    expect(machine.read('etc/sysctl.d/99-cdk8s-fleet.conf')).toContain('net.ipv4.ip_forward = 1\n');
    expect(machine.read('etc/sysctl.d/99-cdk8s-fleet.conf')).toContain('vm.max_map_count = 262144\n');
    expect(calls()).toEqual(
      expect.arrayContaining([
        'swapoff -a',
        'systemctl mask --now dev-sda2.swap',
        'modprobe overlay',
        'modprobe br_netfilter',
        'modprobe ib_umad',
        `sysctl -p ${machine.root}/etc/sysctl.d/99-cdk8s-fleet.conf`,
      ]),
    );
  });

  test.each([
    ['without a configuration', undefined, 'version = 3\n[runc.options]\n  SystemdCgroup = true\n', true],
    [
      "with that of Docker's package",
      'disabled_plugins = ["cri"]\n',
      'version = 3\n[runc.options]\n  SystemdCgroup = true\n',
      true,
    ],
    [
      'with the plugin switched off by its long name',
      "disabled_plugins = ['io.containerd.grpc.v1.cri']\n",
      'version = 3\n[runc.options]\n  SystemdCgroup = true\n',
      true,
    ],
    [
      'with no word of the driver, of which all else stays',
      'own = 1\n',
      'own = 1\n[runc.options]\n  SystemdCgroup = true\n',
      true,
    ],
    ['with the other driver', 'a = 1\nSystemdCgroup=false\n', 'a = 1\nSystemdCgroup=true\n', true],
    ['as it should be', 'a = 1\nSystemdCgroup = true\n', 'a = 1\nSystemdCgroup = true\n', false],
  ])('containerd %s', (_, before, after, restarted) => {
    rmSync(join(machine.root, 'etc/containerd'), { recursive: true });
    if (before !== undefined) {
      machine.write('etc/containerd/config.toml', before);
    }
    expect(machine.run('prepare').status).toBe(0);
    expect(machine.read('etc/containerd/config.toml')).toBe(after);
    expect(calls().includes('systemctl restart containerd')).toBe(restarted);
    expect(existsSync(join(machine.root, 'etc/containerd/config.toml.before-cdk8s-fleet'))).toBe(
      before !== undefined && /^disabled|^own/.test(before),
    );
  });

  test('a second time changes nothing', () => {
    machine.run('prepare');
    const files = ['etc/fstab', 'etc/containerd/config.toml', 'etc/sysctl.d/99-cdk8s-fleet.conf'];
    const before = files.map((file) => machine.read(file));
    expect(machine.run('prepare').status).toBe(0);
    expect(files.map((file) => machine.read(file))).toEqual(before);
  });

  test('a module that cannot be loaded stops it', () => {
    machine.program('modprobe', '[ "$1" = ib_umad ] && { echo "modprobe: no ib_umad" >&2; exit 1; }; true');
    expect(machine.run('prepare')).toMatchObject({ status: 1, stderr: expect.stringContaining('no ib_umad') });
  });
});

test('another word is told what there is', () => {
  expect(machine.run('repair')).toMatchObject({ status: 2, stderr: expect.stringContaining('prepare|check') });
});
