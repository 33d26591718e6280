import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HostPreparation } from '../lib';
import { defaultRuntime, IMPORTS, Machine, NVIDIA_FILE, runtime, V2 } from './host-support';

let machine: Machine;

beforeEach(() => {
  machine = new Machine();
});

afterEach(() => machine.end());

describe('prepare', () => {
  beforeEach(() => {
    for (const name of ['swapoff', 'modprobe', 'sysctl']) {
      machine.program(name);
    }
    machine
      .prepared(new HostPreparation({ modules: ['ib_umad'], sysctls: { 'vm.max_map_count': 262_144 } }))
      .program('systemctl', '[ "$1" = list-units ] && echo "dev-sda2.swap loaded active active Swap"; true')
      .containerd()
      .write('etc/fstab', 'UUID=1 / ext4 defaults 0 1\n/dev/sda2 none swap sw 0 0\n# /dev/sdb none swap sw 0 0\n');
    mkdirSync(join(machine.root, 'etc/systemd'));
    // a busybox that takes its own programs first would change the machine that the tests run on
    const programs = ['swapoff', 'modprobe', 'sysctl', 'systemctl', 'containerd'];
    const { stdout } = machine.shell('-c', `for it in ${programs.join(' ')}; do command -v "$it"; done`);
    if (stdout.trim() !== programs.map((name) => join(machine.root, 'bin', name)).join('\n')) {
      throw new Error(`sh would not run the stand-ins, but ${stdout}`);
    }
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

  const CONFIG = 'etc/containerd/config.toml';
  const tuned = (systemd: boolean) => `# ours\nroot = "/data"\n${runtime('runc', systemd, V2)}`;

  test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ['with the other driver', { [CONFIG]: tuned(false) }, { [CONFIG]: tuned(true) }],
    [
      'with the other driver in a file that it takes in',
      { [CONFIG]: `${IMPORTS}${runtime('runc', true)}`, [NVIDIA_FILE]: runtime('nvidia', false, V2) },
      { [CONFIG]: `${IMPORTS}${runtime('runc', true)}`, [NVIDIA_FILE]: runtime('nvidia', true, V2) },
    ],
    [
      'with tables that have no word of it',
      { [CONFIG]: `${IMPORTS}[a.b]\n`, [NVIDIA_FILE]: `${runtime('nvidia')}${runtime('runc', false)}` },
      {
        [CONFIG]: `${IMPORTS}[a.b]\n`,
        [NVIDIA_FILE]: `${runtime('nvidia').replace('    Bin', '    SystemdCgroup = true\n    Bin')}${runtime('runc', true)}`,
      },
    ],
    [
      'with a table without options',
      { [CONFIG]: `[plugins.${V2}.containerd.runtimes.runc] # ours\n  runtime_type = "io.containerd.runc.v2"\n` },
      {
        [CONFIG]:
          `[plugins.${V2}.containerd.runtimes.runc] # ours\n  runtime_type = "io.containerd.runc.v2"\n` +
          `[plugins.${V2}.containerd.runtimes.runc.options]\n  SystemdCgroup = true\n`,
      },
    ],
    [
      'with the other driver, and a comment that is to stay',
      { [CONFIG]: `# SystemdCgroup = false\n${tuned(false)}# SystemdCgroup = false\n` },
      { [CONFIG]: `# SystemdCgroup = false\n${tuned(true)}# SystemdCgroup = false\n` },
    ],
    [
      'with a runtime that is no runc',
      { [CONFIG]: `${tuned(false)}${runtime('kata').replace('runc.v2', 'kata.v2')}` },
      { [CONFIG]: `${tuned(true)}${runtime('kata').replace('runc.v2', 'kata.v2')}` },
    ],
    [
      'with another runtime only',
      { [CONFIG]: runtime('nvidia', true, V2) },
      {
        [CONFIG]:
          `${runtime('nvidia', true, V2)}[plugins.${V2}.containerd.runtimes.runc]\n  runtime_type = "io.containerd.runc.v2"\n` +
          `[plugins.${V2}.containerd.runtimes.runc.options]\n  SystemdCgroup = true\n`,
      },
    ],
  ])('containerd %s: that alone is changed', (_, before, after) => {
    for (const [file, text] of Object.entries(before)) {
      machine.write(file, text);
    }
    expect(machine.run('prepare')).toMatchObject({ status: 0, stderr: '' });
    expect(Object.fromEntries(Object.keys(after).map((file) => [file, machine.read(file)]))).toEqual(after);
    expect(calls()).toContain('systemctl restart containerd');
    expect(existsSync(join(machine.root, `${CONFIG}.before-cdk8s-fleet`))).toBe(false);
  });

  test.each([
    ['runc', runtime('runc', true)],
    ['another default', `${defaultRuntime('nvidia')}${runtime('nvidia', true)}${runtime('runc', true)}`],
    ['comments', `# SystemdCgroup = false\n${runtime('runc', true)}  # SystemdCgroup = false\n`],
  ])('containerd as it should be stays as it is, and is not started anew: %s', (_, config) => {
    machine.write(CONFIG, config);
    expect(machine.run('prepare').status).toBe(0);
    expect(machine.read(CONFIG)).toBe(config);
    expect(calls()).not.toContain('systemctl restart containerd');
  });

  test.each([
    ['without a configuration', undefined],
    ["with that of Docker's package", 'disabled_plugins = ["cri"]\n'],
    ['with the plugin switched off by its long name', "disabled_plugins = ['io.containerd.grpc.v1.cri']\n"],
  ])('containerd %s gets its default', (_, before) => {
    rmSync(join(machine.root, 'etc/containerd'), { recursive: true });
    if (before !== undefined) {
      machine.write(CONFIG, before);
    }
    expect(machine.run('prepare').status).toBe(0);
    expect(machine.read(CONFIG)).toBe(`version = 3\n${defaultRuntime('runc')}${runtime('runc', true)}`);
    expect(calls()).toContain('systemctl restart containerd');
    const kept = join(machine.root, `${CONFIG}.before-cdk8s-fleet`);
    expect(existsSync(kept) && readFileSync(kept, 'utf8')).toBe(before ?? false);
  });

  test('containerd with no word of any runtime: it is written out, all else stays, and the file of before is kept', () => {
    machine.write(CONFIG, 'own = 1\n');
    for (const _ of ['once', 'twice']) {
      expect(machine.run('prepare').status).toBe(0);
      expect(machine.read(CONFIG)).toContain('own = 1\n');
      expect(machine.read(CONFIG)).toContain(runtime('runc', true));
      expect(machine.read(`${CONFIG}.before-cdk8s-fleet`)).toBe('own = 1\n');
    }
    expect(calls().filter((call) => call === 'systemctl restart containerd')).toHaveLength(1);
  });

  test('a file that hides the table of runc, as containerd 1 has it, gets one of its own', () => {
    machine
      .containerd({ whole: true })
      .write(CONFIG, `${IMPORTS}${runtime('runc', true, V2)}`)
      .write(NVIDIA_FILE, runtime('nvidia', true, V2));
    expect(machine.run('prepare').status).toBe(0);
    expect(machine.read(NVIDIA_FILE)).toContain(`${V2}.containerd.runtimes.runc.options]\n  SystemdCgroup = true\n`);
    expect(machine.run('prepare').status).toBe(0);
    expect(calls().filter((call) => call === 'systemctl restart containerd')).toHaveLength(1);
  });

  test('a second time changes nothing', () => {
    machine.run('prepare');
    const files = ['etc/fstab', 'etc/containerd/config.toml', 'etc/sysctl.d/99-cdk8s-fleet.conf'];
    const before = files.map((file) => machine.read(file));
    expect(machine.run('prepare').status).toBe(0);
    expect(files.map((file) => machine.read(file))).toEqual(before);
  });

  test.each([
    ['modprobe', '[ "$1" = ib_umad ] && exit 1; true', 'kernel module ib_umad could not be loaded'],
    ['sysctl', 'exit 255', 'not all kernel parameters could be set'],
    ['swapoff', 'exit 1', 'swap could not be turned off'],
  ])('what %s cannot do is told, and the rest is done', (program, does, problem) => {
    machine.program(program, does).write(CONFIG, tuned(false));
    expect(machine.run('prepare')).toMatchObject({ status: 1, problems: [expect.stringContaining(problem)] });
    expect(calls()).toEqual(expect.arrayContaining(['modprobe br_netfilter', expect.stringContaining('sysctl -p')]));
    expect(machine.read(CONFIG)).toBe(tuned(true));
  });
});
