/** The time of a trace: it passes as ours does, and can be put forward. */
export class Clock {
  private skipped = 0;
  private readonly began = Date.now();

  /** Seconds of the trace since it began. */
  public now(): number {
    return this.skipped + this.elapsed();
  }

  /** Seconds of ours since it began. */
  public elapsed(): number {
    return (Date.now() - this.began) / 1000;
  }

  /** Goes to a time of the trace at once, unless that has passed. */
  public skipTo(at: number): void {
    this.skipped += Math.max(0, at - this.now());
  }
}
