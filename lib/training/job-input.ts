import { isIP } from 'node:net';
import { show } from '../core/errors';
import { type Finding, finding, type Rule } from '../core/findings';
import { dnsSubdomainProblem } from '../core/names';
import { isPort, PORT_RANGE } from '../core/ports';
import { badAmounts } from './job-checks';
import * as rules from './rules';
import type { TrainingPods } from './training-task';

type PodShape = Omit<TrainingPods, 'replicas'>;

/**
 * Reads what the user of a job with given roles wrote. What cannot be used is reported in the user's own words, and something usable is
 * rendered in its place: nothing is written then, and what would be derived of it is not told beside it.
 */
export class JobInput {
  private readonly seen: ((place: string) => Finding)[] = [];

  /** What cannot be used. */
  public findings(place: string): Finding[] {
    return this.seen.map((tell) => tell(place));
  }

  /** A number of pods. */
  public count(what: string, value: number): number {
    if (isCount(value)) {
      return value;
    }
    const expected = 'a whole number of pods, 1 or more';
    this.report(rules.JOB_BAD_REPLICAS, what, value, expected, 'Write such a number.');
    return 1;
  }

  /** What one pod is. */
  public pod<P extends PodShape>(what: string, pod: P): P {
    const bad = badAmounts(pod);
    for (const { property, value, expected } of bad) {
      this.report(rules.JOB_BAD_AMOUNT, `${what}.${property}`, value, expected, `Write ${expected}, or leave it out.`);
    }
    const left = Object.entries(pod).filter(([key]) => !bad.some(({ property }) => property === key));
    return Object.fromEntries(left) as P;
  }

  /** What one pod is, and how many of them. */
  public pods(what: string, pods: TrainingPods): TrainingPods {
    return { ...this.pod(what, pods), replicas: this.count(`${what}.replicas`, pods.replicas) };
  }

  /** A port, where one is stated. */
  public port(what: string, value: number | undefined): number | undefined {
    if (value === undefined || isPort(value)) {
      return value;
    }
    const expected = `a whole number ${PORT_RANGE}`;
    this.report(rules.JOB_BAD_PORT, what, value, expected, `Write such a number, or leave ${what} out.`);
    return undefined;
  }

  /** Processes in a pod, where they are stated. */
  public processes(what: string, value: number | undefined): number | undefined {
    if (value === undefined || isCount(value)) {
      return value;
    }
    const fix = `Write such a number, or leave ${what} out for one process of each GPU.`;
    this.report(rules.JOB_BAD_PROCESSES, what, value, 'a whole number of processes, 1 or more', fix);
    return undefined;
  }

  /** A host by name or address. That none is named is left to who knows what for. */
  public host(what: string, value: string, portProperty: string): string | undefined {
    const bare = value.replace(/^\[(.*)\]$/, '$1');
    if (value === '' || isIP(bare) > 0 || dnsSubdomainProblem(value.toLowerCase()) === undefined) {
      return value;
    }
    const fix = `Write the host alone, such as 'llm.example.com', and its port in ${portProperty}.`;
    this.report(rules.JOB_BAD_ADDRESS, what, value, 'the name of a host or an IP address, and nothing else', fix);
    return undefined;
  }

  private report(rule: Rule, what: string, value: unknown, expected: string, fix: string): void {
    const message = `${what} is ${show(value)}; expected ${expected}.`;
    this.seen.push((place) => finding(rule, { place, value, message, fix }));
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
