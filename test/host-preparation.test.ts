import { parse } from 'yaml';
import { HostPreparation } from '../lib';

describe('HostPreparation', () => {
  test('what every node needs, and what the program adds or states otherwise', () => {
    const host = new HostPreparation({
      modules: ['ib_umad', 'overlay'],
      sysctls: { 'vm.max_map_count': 262_144, 'fs.inotify.max_user_instances': 1024 },
    });
    expect(host.modules).toEqual(['overlay', 'br_netfilter', 'ib_umad']);
    expect(host.sysctls).toMatchObject({
      'net.bridge.bridge-nf-call-iptables': 1,
      'net.bridge.bridge-nf-call-ip6tables': 1,
      'net.ipv4.ip_forward': 1,
      'fs.inotify.max_user_instances': 1024,
      'fs.inotify.max_user_watches': 524_288,
      'vm.max_map_count': 262_144,
    });
    expect(host.config.modules).toBe('overlay\nbr_netfilter\nib_umad\n');
    expect(host.config.sysctls).toContain('fs.inotify.max_user_instances = 1024\n');
    expect(host.config).not.toHaveProperty('runtime-socket');
  });

  test('the kubelet has the cgroup driver that containerd is given', () => {
    const { files, kubeadm } = { files: new HostPreparation().files, kubeadm: new HostPreparation().kubeadm() };
    const patch = files.find(({ path }) => path === '/etc/kubernetes/patches/kubeletconfiguration+merge.yaml');
    expect(parse(patch!.content!)).toMatchObject({ kind: 'KubeletConfiguration', cgroupDriver: 'systemd' });
    expect(kubeadm.node).toEqual({ patches: { directory: '/etc/kubernetes/patches' } });
    expect(HostPreparation.script).toContain('SystemdCgroup');
  });

  test('the way in which a node registers is kept', () => {
    const host = new HostPreparation({ runtimeSocket: '/run/k3s/containerd/containerd.sock' });
    expect(host.kubeadm({ taints: [{ key: 'a', effect: 'NoSchedule' }] }).node.nodeRegistration).toEqual({
      taints: [{ key: 'a', effect: 'NoSchedule' }],
      criSocket: 'unix:///run/k3s/containerd/containerd.sock',
    });
    expect(host.config['runtime-socket']).toBe('/run/k3s/containerd/containerd.sock\n');
  });

  test('user data for cloud-init holds the same files and commands', () => {
    const host = new HostPreparation({ runtimeSocket: '/run/crio/crio.sock' });
    const text = host.cloudConfig();
    expect(text.startsWith('#cloud-config\n')).toBe(true);
    const config = parse(text) as { write_files: object[]; runcmd: string[] };
    expect(config.write_files).toEqual(host.files);
    expect(config.runcmd).toEqual(host.commands);
    expect(host.kubeadm().preparation).toEqual({ files: host.files, preKubeadmCommands: host.commands });
  });

  test("no file is larger than Cluster API's limit", () => {
    for (const { content } of new HostPreparation().files) {
      expect(Buffer.byteLength(content!)).toBeLessThan(10_240);
    }
  });
});
