import * as pulumi from '@pulumi/pulumi';
import { holdsLate, type LatePart, lateParts, lateValue } from '../core/late';
import type { Json, JsonObject } from '../core/manifest';
import { lateValueLost, lateValueMissing } from './failures';

/** A manifest, or values of a chart, as inputs of a resource: late values in the place of the texts that stand for them. */
export function withLateValues(manifest: JsonObject): pulumi.Inputs {
  return inputOf(manifest) as pulumi.Inputs;
}

/** A text with its late values, also within base64. */
export function textOf(text: string): pulumi.Input<string> {
  if (!holdsLate(text)) {
    return text;
  }
  return pulumi.concat(...lateParts(text).map(partOf));
}

/** A text with its late values, as base64. */
export function base64Of(text: string): pulumi.Input<string> {
  return holdsLate(text) ? pulumi.output(textOf(text)).apply(base64) : base64(text);
}

function partOf({ is, text }: LatePart): pulumi.Input<string> {
  switch (is) {
    case 'text':
      return text;
    case 'late':
      return outputOf(text);
    case 'base64':
      return base64Of(text);
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/**
 * Those late values in manifests, or in values of charts, that are secret, so that messages can be kept free of them: all that Pulumi
 * knows to be secret when the program runs. The list is a secret also where it is empty.
 */
export function lateSecretsIn(manifests: readonly JsonObject[]): pulumi.Output<readonly string[]> {
  const parts = new Map<string, LatePart>();
  for (const manifest of manifests) {
    collect(manifest, parts);
  }
  const values = [...parts.values()].map((part) => {
    const output = pulumi.output(partOf(part));
    return pulumi.output(pulumi.isSecret(output)).apply((secret) => (secret ? output : ''));
  });
  return pulumi.secret(pulumi.all(values).apply((all) => all.filter((value) => value !== '')));
}

function inputOf(value: Json | undefined): unknown {
  if (typeof value === 'string') {
    return textOf(value);
  }
  if (Array.isArray(value)) {
    return value.map(inputOf);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inputOf(member)]));
  }
  return value;
}

function outputOf(text: string): pulumi.Output<string> {
  const output = lateValue(text) as pulumi.Output<unknown> | undefined;
  if (output === undefined) {
    throw lateValueLost(text);
  }
  return output.apply((value) => {
    if (value === undefined || value === null || typeof value === 'object') {
      throw lateValueMissing(text, value);
    }
    return String(value);
  });
}

/** All that hold late values, each once; base64 by itself and with what is encoded. */
function collect(value: Json | undefined, parts: Map<string, LatePart>): void {
  if (typeof value === 'string') {
    for (const part of lateParts(value).filter(({ is }) => is !== 'text')) {
      parts.set(`${part.is} ${part.text}`, part);
      if (part.is === 'base64') {
        collect(part.text, parts);
      }
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) {
      collect(member, parts);
    }
  }
}
