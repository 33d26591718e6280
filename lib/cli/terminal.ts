import Table from 'cli-table3';
import pc from 'picocolors';

/** Milliseconds between two lines of status where a line cannot be replaced. */
const PLAIN_INTERVAL = 10_000;

/** What a command prints to: lines, tables and colours on a terminal, plain text elsewhere. */
export class Terminal {
  /** Colours, which leave text as it is where there are none. */
  public readonly colors: ReturnType<typeof pc.createColors>;

  private readonly live: boolean;
  private statusShown = false;
  private statusAt = Number.NEGATIVE_INFINITY;

  /** @param now the clock, in milliseconds */
  public constructor(
    private readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number },
    private readonly now: () => number = Date.now,
  ) {
    this.live = stream.isTTY === true;
    this.colors = pc.createColors(this.live && pc.isColorSupported);
  }

  /** Prints a line. */
  public line(text = ''): void {
    this.clearStatus();
    this.stream.write(`${text}\n`);
    this.statusAt = Number.NEGATIVE_INFINITY;
  }

  /** Prints a title, with an empty line above. */
  public heading(text: string): void {
    this.line();
    this.line(this.colors.bold(text));
  }

  /**
   * Prints a table.
   * @param right heads of the columns that are aligned to the right
   */
  public table(head: readonly string[], rows: readonly (readonly string[])[], right: readonly string[] = []): void {
    const table = new Table({
      chars: NO_BORDERS,
      style: { head: [], border: [], compact: true, 'padding-left': 2, 'padding-right': 0 },
      head: head.map((name) => this.colors.dim(name)),
      colAligns: head.map((name) => (right.includes(name) ? 'right' : 'left')),
    });
    table.push(...rows.map((row) => [...row]));
    for (const line of table.toString().split('\n')) {
      this.line(line.trimEnd());
    }
  }

  /** Tells what goes on: in one line that is replaced on a terminal, in a line now and then elsewhere. */
  public status(text: string): void {
    if (this.live) {
      this.clearStatus();
      this.stream.write(text.slice(0, (this.stream.columns ?? 80) - 1));
      this.statusShown = true;
    } else if (this.now() - this.statusAt >= PLAIN_INTERVAL) {
      this.statusAt = this.now();
      this.stream.write(`${text}\n`);
    }
  }

  /** Removes the line that tells what goes on. */
  public clearStatus(): void {
    if (this.statusShown) {
      this.stream.write('\r\u001b[K');
      this.statusShown = false;
    }
  }
}

const EDGES = ['top', 'bottom'].flatMap((edge) => [edge, `${edge}-mid`, `${edge}-left`, `${edge}-right`]);
const NO_BORDERS = Object.fromEntries(
  [...EDGES, 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'].map((border) => [border, '']),
) as Record<Table.CharName, string>;
