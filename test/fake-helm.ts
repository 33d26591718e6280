import type { Helm } from '../lib/pulumi/provider/helm';

/** A release, as this helm keeps it. */
interface Kept {
  status: string;
  revision: number;
  labels: Record<string, string>;
  /** Of its chart. @default 1.0 */
  version?: string;
}

/** What helm keeps of releases, by namespace and name, and which commands have changed something. */
export class FakeHelm implements Helm {
  public readonly forcing = ['--forced'];
  public readonly releases = new Map<string, Kept>();
  public readonly changes: string[] = [];
  /** What the next upgrade says before it fails. */
  public failsWith?: readonly string[];
  /** What it says instead of what it keeps. */
  public hides?: string;

  /** As if something else had installed it. */
  public has(release: string, kept: Partial<Kept> = {}): void {
    this.releases.set(release, { status: 'deployed', revision: 1, labels: {}, ...kept });
  }

  public async run(args: readonly string[]): ReturnType<Helm['run']> {
    const [command = '', name = ''] = args[0] === 'get' ? [`get ${args[1]}`, args[2]] : args;
    const key = `${flag(args, '--namespace')}/${command === 'list' ? flag(args, '--filter')?.slice(1, -1) : name}`;
    const kept = this.releases.get(key);
    if (command === 'list') {
      return done(kept && selects(flag(args, '--selector')!, kept.labels) ? key : '');
    }
    if (command.startsWith('get') && this.hides !== undefined) {
      return failed(this.hides);
    }
    if (command.startsWith('get')) {
      return kept ? done(JSON.stringify({ version: '1.0', ...kept })) : failed('Error: release: not found');
    }
    this.changes.push(`${command} ${key}`);
    if (command === 'uninstall') {
      this.releases.delete(key);
      return done('');
    }
    if (this.failsWith) {
      return failed(...this.failsWith);
    }
    if (kept?.status.startsWith('pending-') && command !== 'rollback') {
      return failed('Error: another operation (install/upgrade/rollback) is in progress');
    }
    if (kept?.status === 'uninstalling') {
      return failed(`Error: UPGRADE FAILED: "${name}" has no deployed releases`);
    }
    const [label, value] = flag(args, '--labels')?.split('=') ?? [];
    const labels = { ...kept?.labels, ...(label && value ? { [label]: value } : {}) };
    this.releases.set(key, { status: 'deployed', revision: (kept?.revision ?? 0) + 1, labels });
    return done('');
  }
}

function done(stdout: string): Awaited<ReturnType<Helm['run']>> {
  return { ok: true, stdout, lastLines: [] };
}

function failed(...lastLines: string[]): Awaited<ReturnType<Helm['run']>> {
  return { ok: false, stdout: '', lastLines };
}

function flag(args: readonly string[], name: string): string | undefined {
  return args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
}

/** `key`, or `key in (a,b)`. */
function selects(selector: string, labels: Readonly<Record<string, string>>): boolean {
  const [, key = '', values] = /^(\S+?)(?: in \((.*)\))?$/.exec(selector) ?? [];
  return key in labels && (values === undefined || values.split(',').includes(labels[key]!));
}
