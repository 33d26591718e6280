import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HostPreparation } from '../lib';

export const SWAPS = 'Filename\tType\tSize\tUsed\tPriority\n';
export const CONTAINERD = '/run/containerd/containerd.sock';
export const K3S = '/run/k3s/containerd/containerd.sock';

/** A runtime of containerd's CRI plugin as its configuration has it, whose plugin has other names in other versions of that. */
export function runtime(name: string, systemd?: boolean, plugin = "'io.containerd.cri.v1.runtime'"): string {
  const table = `plugins.${plugin}.containerd.runtimes.${name}`;
  const driver = systemd === undefined ? '' : `    SystemdCgroup = ${systemd}\n`;
  return `[${table}]\n  runtime_type = 'io.containerd.runc.v2'\n  [${table}.options]\n    BinaryName = ''\n${driver}`;
}

export const V2 = '"io.containerd.grpc.v1.cri"';
export const IMPORTS = 'imports = ["/etc/containerd/conf.d/*.toml"]\n';
export const NVIDIA_FILE = 'etc/containerd/conf.d/99-nvidia.toml';
export const defaultRuntime = (name: string) =>
  `[plugins.'io.containerd.cri.v1.runtime'.containerd]\n  default_runtime_name = '${name}'\n`;

/** containerd's own configuration. */
export const DEFAULTS = `version = 3\n${defaultRuntime('runc')}${runtime('runc', false)}`;

/** Runs as a program of its own: it sees nothing of this file. */
function mergeFiles({ defaults, whole }: { defaults: string; whole: boolean }): void {
  const { existsSync, readdirSync, readFileSync } = require('node:fs') as typeof import('node:fs');
  const { dirname, join } = require('node:path') as typeof import('node:path');
  const [, file = ''] = process.argv.slice(2);
  if (file === 'default') {
    process.stdout.write(defaults);
    return;
  }
  const isCri = (table: string) => /^\s*\[plugins\.'io\.containerd\.cri/.test(table);
  const known: Map<string, Map<string, string>> = new Map();
  const add = (text: string) => {
    const lines = text.replaceAll('"io.containerd.grpc.v1.cri"', "'io.containerd.cri.v1.runtime'").split('\n');
    if (whole && lines.some(isCri)) {
      for (const table of [...known.keys()].filter(isCri)) {
        known.delete(table);
      }
    }
    let table = '';
    for (const line of lines.filter((text) => !/^\s*(#|$)/.test(text))) {
      if (/^\s*\[/.test(line)) {
        table = line.replace(/\s*#.*/, '');
      }
      const entries = known.get(table) ?? new Map<string, string>();
      entries.set(line.split('=')[0]!.trim(), line.replace(/\s*#.*/, ''));
      known.set(table, entries);
    }
  };
  add(defaults);
  const main = existsSync(file) ? readFileSync(file, 'utf8') : '';
  add(main);
  const folder = join(dirname(file), 'conf.d');
  if (main.startsWith('imports') && existsSync(folder)) {
    for (const name of readdirSync(folder)) {
      add(readFileSync(join(folder, name), 'utf8'));
    }
  }
  if (whole) {
    const told = [...known.keys()].join();
    add(told.includes('runtimes.runc]') ? '' : defaults.slice(defaults.indexOf('[')));
  }
  process.stdout.write(
    [...known.values()]
      .flatMap((entries) => [...entries.values(), ''])
      .join('\n')
      .replaceAll('\n\n', '\n'),
  );
}

/** A folder that the script takes for a machine. */
export class Machine {
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

  /**
   * A stand-in for containerd, which tells what it makes of its files, its own defaults included.
   * @param whole whether the CRI plugin is as a whole that of the last file that has any of it, as in containerd 1
   */
  public containerd({ whole = false } = {}): this {
    this.write('containerd.js', `(${mergeFiles.toString()})(${JSON.stringify({ defaults: DEFAULTS, whole })})`);
    return this.program('containerd', `exec "${process.execPath}" "${this.root}/containerd.js" "$@"`);
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
      .write('etc/containerd/config.toml', runtime('runc', true));
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
