import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { FleetApp, GpuFleet, HostPreflight, HostPreparation } from '../lib';
import { manifestsOf } from '../lib/testing';
import { CONTAINERD, defaultRuntime, IMPORTS, K3S, Machine, NVIDIA_FILE, runtime, SWAPS, V2 } from './host-support';

const RUNC_ON_CGROUPFS = "containerd's runtime runc has the cgroup driver cgroupfs";

/** What is wrong with a machine, what makes it so, and how the problem begins. */
type Spoilt = [what: string, spoil: (machine: Machine) => unknown, problem: string];

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

  test.each<Spoilt>([
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
    ...['cri', V2, "'io.containerd.cri.v1.runtime'"].map(
      (plugin): Spoilt => [
        `containerd has the other cgroup driver under plugins.${plugin}`,
        (m) => m.write('etc/containerd/config.toml', runtime('runc', false, plugin)),
        RUNC_ON_CGROUPFS,
      ],
    ),
    [
      'containerd is not told which driver, and takes the other one',
      (m) => m.write('etc/containerd/config.toml', 'version = 2\nimports = []\n'),
      RUNC_ON_CGROUPFS,
    ],
    [
      'containerd has no configuration',
      (m) => rmSync(join(m.root, 'etc/containerd'), { recursive: true }),
      RUNC_ON_CGROUPFS,
    ],
    [
      'only another runtime has the systemd driver',
      (m) => m.write('etc/containerd/config.toml', runtime('nvidia', true)),
      RUNC_ON_CGROUPFS,
    ],
    [
      'only another runtime has the systemd driver, in a file that containerd takes in',
      (m) => m.write('etc/containerd/config.toml', IMPORTS).write(NVIDIA_FILE, runtime('nvidia', true, V2)),
      RUNC_ON_CGROUPFS,
    ],
    [
      'a comment has the systemd driver',
      (m) =>
        m.write('etc/containerd/config.toml', `${runtime('runc')}# SystemdCgroup = true\n  #SystemdCgroup = true\n`),
      RUNC_ON_CGROUPFS,
    ],
    [
      'a table of something else has the systemd driver',
      (m) =>
        m.write('etc/containerd/config.toml', `SystemdCgroup = true\n${runtime('runc')}[more]\nSystemdCgroup = true\n`),
      RUNC_ON_CGROUPFS,
    ],
    [
      'a file that containerd takes in has the other cgroup driver',
      (m) =>
        m
          .write('etc/containerd/config.toml', `${IMPORTS}${runtime('runc', true)}`)
          .write(NVIDIA_FILE, `${runtime('nvidia', false, V2)}`),
      "containerd's runtime nvidia has the cgroup driver cgroupfs",
    ],
    [
      'the default runtime is another one, of which nothing is said',
      (m) => m.write('etc/containerd/config.toml', `${defaultRuntime('nvidia')}${runtime('runc', true)}`),
      "containerd's runtime nvidia has the cgroup driver cgroupfs",
    ],
    [
      'two runtimes have the other cgroup driver',
      (m) => m.write('etc/containerd/config.toml', `${runtime('runc')}${runtime('nvidia', false)}`),
      "containerd's runtime nvidia runc has the cgroup driver cgroupfs",
    ],
    [
      'containerd itself says so, whatever its files seem to say',
      (m) => m.program('containerd', `cat <<'END'\n${runtime('runc', false)}END`),
      RUNC_ON_CGROUPFS,
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

  test.each<[string, (machine: Machine) => unknown]>([
    [
      'containerd says so, whose file has no word of it',
      (m) =>
        m
          .write('etc/containerd/config.toml', 'version = 3\n')
          .program('containerd', `cat <<'END'\n${runtime('runc', true)}END`),
    ],
    ['its file says so, where containerd cannot tell', (m) => m.program('containerd', 'exit 1')],
    ['a file that it does not import says otherwise', (m) => m.write(NVIDIA_FILE, runtime('runc', false))],
    [
      'a file that it imports says so last',
      (m) =>
        m
          .write('etc/containerd/config.toml', `${runtime('runc', false)}${IMPORTS}`)
          .write(NVIDIA_FILE, runtime('runc', true, V2)),
    ],
    [
      'a comment beside it says otherwise',
      (m) => m.write('etc/containerd/config.toml', `${runtime('runc', true)} # SystemdCgroup = false\n`),
    ],
    [
      'a runtime that is no runc has no such option',
      (m) =>
        m.write(
          'etc/containerd/config.toml',
          `${runtime('runc', true)}${runtime('kata').replace('runc.v2', 'kata.v2')}`,
        ),
    ],
    [
      'dotted keys say so',
      (m) =>
        m.write('etc/containerd/config.toml', `plugins.${V2}.containerd.runtimes.runc.options.SystemdCgroup = true\n`),
    ],
  ])('containerd has the systemd driver: %s', async (_, write) => {
    await machine.prepared().listen(CONTAINERD);
    write(machine);
    const { problems, stdout } = machine.run('check');
    expect(problems).toEqual([]);
    expect(stdout).toContain('ok: containerd has the systemd cgroup driver');
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
    // one without parameters has no folder there
    machine
      .write('proc/modules', '')
      .write(`lib/modules/${release()}/modules.builtin`, 'kernel/net/bridge/br-netfilter.ko\n');
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

test('another word is told what there is', () => {
  expect(machine.run('repair')).toMatchObject({ status: 2, stderr: expect.stringContaining('prepare|check') });
});
