import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { BUILD_TIMEOUT } from './support/engines';
import { eventually } from './support/eventually';
import { killAll, processesOf } from './support/pulumi-kill';
import { newFolder } from './support/pulumi-project';

/** Milliseconds for two updates of nothing much, on a machine that does much else. */
const TEST_TIMEOUT = 300_000;

/** Seconds until an update has begun, or ended. */
const SECONDS = 120;

/** Milliseconds after which a signal is another Ctrl-C, and not the same one once more. */
const NEXT = 1500;

/** Where the stack is, and the folder of a project in it, which is no URL as it stands. */
let parent: string;
let folder: string;

beforeAll(async () => {
  await ensureEngines(['pulumi'], { cacheRoot: defaultCacheRoot() });
}, BUILD_TIMEOUT);

beforeEach(() => {
  parent = newFolder();
  folder = join(parent, '100% of #1?');
  mkdirSync(folder);
});

afterEach(async () => {
  await killAll(folder);
  rmSync(parent, { recursive: true, force: true });
});

/** An update of two resources, see waiting-up.ts, in a group of processes of its own, as a terminal would have it. */
class Update {
  public output = '';
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown[]>;

  public constructor() {
    this.child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'support/waiting-up.ts'), folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: process.env,
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.closed = once(this.child, 'close');
  }

  /** Comes when the first resource is being made. */
  public async isBusy(): Promise<void> {
    await eventually(
      async () => expect([existsSync(join(folder, 'first.started')), this.output]).toEqual([true, '']),
      SECONDS,
    );
  }

  /** What a terminal does on Ctrl-C: it tells all that run in its foreground. */
  public pressCtrlC(): void {
    process.kill(-this.child.pid!, 'SIGINT');
  }

  /** Tells this process alone, as npm and supervisors do. */
  public signal(signal: NodeJS.Signals): void {
    process.kill(this.child.pid!, signal);
  }

  /** @returns its exit code */
  public async end(): Promise<number> {
    const [code] = await this.closed;
    return code as number;
  }
}

const letGo = () => writeFileSync(join(folder, 'go'), '');
const pause = () => new Promise((resolve) => setTimeout(resolve, NEXT));

/** What the state says is there or under way. */
function state(): { readonly made: string[]; readonly pending: string[] } {
  const file = join(folder, '.cdk8s-fleet/pulumi/.pulumi/stacks/test/dev.json');
  const { resources, pending_operations: pending = [] } = JSON.parse(readFileSync(file, 'utf8')).checkpoint.latest;
  const names = (all: { urn: string }[]) => all.flatMap(({ urn }) => urn.match(/Waiting::(.*)$/)?.[1] ?? []);
  return { made: names(resources), pending: names(pending.map((each: { resource: object }) => each.resource)) };
}

function locks(): string[] {
  const files = readdirSync(join(folder, '.cdk8s-fleet/pulumi/.pulumi/locks'), { recursive: true }) as string[];
  return files.filter((file) => file.endsWith('.json'));
}

/** Whether the next update ends well, and how many resources it makes. */
async function next(): Promise<string | undefined> {
  const update = new Update();
  expect([await update.end(), update.output]).toEqual([0, expect.stringContaining('made: ')]);
  return update.output.match(/made: (\d)/)?.[1];
}

test.each<[string, (update: Update) => void]>([
  [
    'Ctrl-C in a terminal, which npm and tsx hand on as well,',
    (update) => {
      update.pressCtrlC();
      update.signal('SIGINT');
    },
  ],
  ['a SIGTERM to the program alone', (update) => update.signal('SIGTERM')],
])(
  '%s ends an update after what is under way, and the next one goes on',
  async (_, interrupt) => {
    const update = new Update();
    await update.isBusy();
    interrupt(update);
    // what is under way is not done, and so it waits
    await pause();
    expect(processesOf(folder).length).toBeGreaterThan(1);
    letGo();
    expect(await update.end()).toBe(1);
    expect(update.output).toMatch(/^pulumi\/interrupted at dev: up was interrupted/m);
    expect(update.output).toContain('received; cancelling');
    expect(update.output).not.toContain('received; terminating');
    expect([state(), locks()]).toEqual([{ made: ['first'], pending: [] }, []]);
    await eventually(async () => expect(processesOf(folder)).toEqual([]));
    expect(await next()).toBe('1');
  },
  TEST_TIMEOUT,
);

test(
  'a second Ctrl-C ends it at once, and the next one goes on',
  async () => {
    const update = new Update();
    await update.isBusy();
    update.pressCtrlC();
    await pause();
    update.pressCtrlC();
    expect(await update.end()).toBe(1);
    expect(update.output).toMatch(/^pulumi\/interrupted at dev/m);
    expect([state(), locks()]).toEqual([{ made: [], pending: ['first'] }, []]);
    await eventually(async () => expect(processesOf(folder)).toEqual([]));
    letGo();
    expect(await next()).toBe('2');
  },
  TEST_TIMEOUT,
);
