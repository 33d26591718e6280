import type { IConstruct } from 'constructs';
import type { Compilation } from './compilation';

/** `error` stops the synthesis, `warning` can be acknowledged with a reason, `info` only tells. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * What a check looks for. Rules are constants (`lib/<domain>/rules.ts`), listed in docs/findings.md; their ids are
 * public: people acknowledge them in code and filter reports by them.
 */
export interface Rule {
  /** `domain/what-is-wrong`, stable for ever. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence: what the rule demands. */
  readonly title: string;
  /** Why it matters: what the engine does when the rule is broken. */
  readonly why: string;
  /** The engine's own rule: an upstream file or a page of its documentation. */
  readonly source?: string;
}

/** What one check saw in one place. */
export interface Evidence {
  /** Construct path, or `file:line` for plain YAML. */
  readonly place: string;
  /** JSON pointer into the manifest, where the place is a manifest. */
  readonly pointer?: string;
  /** The value seen. */
  readonly value?: unknown;
  /** What is wrong here, with the value seen and what was expected. */
  readonly message: string;
  /** The change to make, in terms of the API that was called. */
  readonly fix: string;
}

/** One result of a check. */
export interface Finding extends Evidence {
  readonly id: string;
  readonly severity: Severity;
  readonly source?: string;
  /** The reason given in code why this finding is accepted; only warnings and infos can be acknowledged. */
  readonly acknowledged?: string;
}

/** Joins a rule with what was seen. */
export function finding(rule: Rule, evidence: Evidence): Finding {
  const { id, severity, source } = rule;
  return source === undefined ? { id, severity, ...evidence } : { id, severity, ...evidence, source };
}

/** One line for a finding: `error fleet/no-members at gpu-fleet: ... Fix: ...`. */
export function renderFinding(f: Finding): string {
  const place = f.place === '' ? '' : ` at ${f.place}`;
  const pointer = f.pointer ? ` ${f.pointer}` : '';
  const note = f.acknowledged === undefined ? '' : ` (acknowledged: ${f.acknowledged})`;
  return `${f.severity} ${f.id}${place}${pointer}: ${f.message} Fix: ${f.fix}${note}`;
}

const FINDINGS_ERROR = Symbol.for('cdk8s-fleet.FindingsError');

/** Thrown when errors were found. Nothing has been written. */
export class FindingsError extends Error {
  /** Whether `x` is a FindingsError, also one of another copy of this package. */
  public static isFindingsError(x: unknown): x is FindingsError {
    return typeof x === 'object' && x !== null && FINDINGS_ERROR in x;
  }

  /** Everything that was found, warnings included. */
  declare public readonly findings: readonly Finding[];
  /** The program as far as it could be compiled, where it could be. */
  declare public readonly compilation?: Compilation;

  public constructor(findings: readonly Finding[], compilation?: Compilation) {
    const errors = findings.filter((f) => f.severity === 'error');
    super(
      `${errors.length} error${errors.length === 1 ? '' : 's'}; nothing was written\n${errors.map((f) => `  ${renderFinding(f)}`).join('\n')}`,
    );
    // not enumerable: Node prints what is, thousands of lines of it, behind the message of an error that nobody catches
    Object.defineProperties(this, {
      name: { value: 'FindingsError' },
      findings: { value: findings },
      compilation: { value: compilation },
      [FINDINGS_ERROR]: { value: true },
    });
  }
}

const FINDINGS = Symbol.for('cdk8s-fleet.Findings');

/** What a construct accepts. */
export interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
}

/**
 * The findings of one construct: what was seen while it was made, and checks that run when everything is known.
 *
 * A `FleetApp` collects them all and reports them together. To cdk8s itself - a plain `App`, `chart.toJson()` - the errors among
 * them are ordinary validation messages, so that nothing wrong is ever written silently.
 */
export class Findings {
  /** The findings of `construct`; the first call makes them. */
  public static of(construct: IConstruct): Findings {
    const holder = construct as unknown as Record<symbol, Findings | undefined>;
    const known = holder[FINDINGS];
    if (known) {
      return known;
    }
    const made = new Findings(construct);
    Object.defineProperty(construct, FINDINGS, { value: made });
    construct.node.addValidation({
      validate: () =>
        made
          .collect()
          .filter((f) => f.severity === 'error')
          .map(renderFinding),
    });
    return made;
  }

  /** The findings of `construct`, if it has any. */
  public static existing(construct: IConstruct): Findings | undefined {
    return (construct as unknown as Record<symbol, Findings | undefined>)[FINDINGS];
  }

  private readonly reported: Finding[] = [];
  private readonly checks: (() => Iterable<Finding>)[] = [];
  private readonly accepted: Acknowledgement[] = [];

  private constructor(private readonly construct: IConstruct) {}

  /** Reports what was seen just now. `place` is this construct's path if not given. */
  public report(rule: Rule, evidence: Omit<Evidence, 'place'> & { readonly place?: string }): void {
    this.reported.push(finding(rule, { ...evidence, place: evidence.place ?? this.construct.node.path }));
  }

  /** Adds a check that runs at synthesis, when the whole program has been seen. It must not change anything. */
  public addCheck(check: () => Iterable<Finding>): void {
    this.checks.push(check);
  }

  /**
   * Accepts all warnings with this id in this construct and below. An acknowledgement that accepts nothing is a warning itself
   * (`findings/nothing-to-acknowledge`).
   * @param reason why it is accepted; shown wherever the finding is shown
   */
  public acknowledge(id: string, reason: string): void {
    if (reason.trim() === '') {
      throw new Error(`Findings.acknowledge('${id}') at ${this.construct.node.path} needs a reason`);
    }
    this.accepted.push({ id, reason });
  }

  /** What was reported and what the checks find now, without acknowledgements applied. */
  public collect(): Finding[] {
    return [...this.reported, ...this.checks.flatMap((check) => [...check()])];
  }

  /** What this construct acknowledges. */
  public get acknowledgements(): readonly Acknowledgement[] {
    return [...this.accepted];
  }
}
