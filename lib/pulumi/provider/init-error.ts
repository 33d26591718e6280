/**
 * What Pulumi takes for a resource that exists and is not as it should be: it keeps `properties`, shows the reasons, ends the update
 * as failed, and updates the resource the next time.
 */
export class InitError extends Error {
  public constructor(
    public readonly id: string,
    /** What is there. */
    public readonly properties: object,
    public readonly reasons: string[],
  ) {
    super(reasons.join('\n'));
    this.name = 'InitError';
  }
}
