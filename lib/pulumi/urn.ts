import { createHash } from 'node:crypto';
import * as pulumi from '@pulumi/pulumi';
import type { Identified } from './former-identity';

/** Digits of a mark: 128 bits. */
const MARK_LENGTH = 32;

/** The URN that a resource is going to have, as a text: whoever depends on a component waits for all that is in it, which may wait for this. */
export function urnOf({ type, name, opts }: Identified): Promise<string> {
  return withoutDependency(pulumi.createUrn(name, type, opts.parent));
}

/** What marks things in clusters as those of one resource, whichever process makes them: of its URN, and good as the value of a label. */
export async function markOf(resource: Identified): Promise<string> {
  return digestOf(await urnOf(resource));
}

/** What marks things in clusters as those of one stack. */
export function stackMark(): string {
  return digestOf(`${pulumi.getProject()}/${pulumi.getStack()}`);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, MARK_LENGTH);
}

/** The value of an Output alone. */
export function withoutDependency<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as Settling<T>).promise();
}

/** The part of an Output that its types leave out. */
interface Settling<T> {
  promise(): Promise<T>;
}
