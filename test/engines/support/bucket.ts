import * as pulumi from '@pulumi/pulumi';

/** Name of a `Bucket`. */
export const BUCKET = 'metrics-7f3a';

/** Stands for what a cloud names by itself: nothing of it is known before it is there. */
export class Bucket extends pulumi.CustomResource {
  declare public readonly bucket: pulumi.Output<string>;
  declare public readonly password: pulumi.Output<string>;

  /** @param secret its password */
  public constructor(name: string, secret: string) {
    // the code stands in the state, so that it cannot hold the password as it is
    const password = `${JSON.stringify(secret.split('-'))}.join('-')`;
    const outs = `{ bucket: '${BUCKET}', password: ${password} }`;
    const __provider = `exports.handler = () => ({ create: async () => ({ id: 'b', outs: ${outs} }) });`;
    const props = { bucket: undefined, password: undefined, __provider };
    super('pulumi-nodejs:dynamic/test:Bucket', name, props, { additionalSecretOutputs: ['password'] });
  }
}
