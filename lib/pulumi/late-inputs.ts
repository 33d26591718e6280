import * as pulumi from '@pulumi/pulumi';
import { holdsLate, lateParts, lateValue } from '../core/late';
import type { Json, JsonObject } from '../core/manifest';
import { lateValueLost, lateValueMissing } from './failures';

/** A manifest, or values of a chart, as inputs of a resource: late values in the place of the texts that stand for them. */
export function withLateValues(manifest: JsonObject): pulumi.Inputs {
  return inputOf(manifest) as pulumi.Inputs;
}

/** A text with its late values. */
export function textOf(text: string): pulumi.Input<string> {
  if (!holdsLate(text)) {
    return text;
  }
  return pulumi.concat(...lateParts(text).map((part) => (part.late ? outputOf(part.text) : part.text)));
}

/**
 * Those late values in manifests, or in values of charts, that are secret, so that messages can be kept free of them: all that Pulumi
 * knows to be secret when the program runs.
 */
export function lateSecretsIn(manifests: readonly JsonObject[]): pulumi.Output<readonly string[]> | undefined {
  const texts = new Set<string>();
  for (const manifest of manifests) {
    collect(manifest, texts);
  }
  if (texts.size === 0) {
    return undefined;
  }
  const values = [...texts].map((text) => {
    const output = outputOf(text);
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

function collect(value: Json | undefined, texts: Set<string>): void {
  if (typeof value === 'string') {
    for (const part of lateParts(value).filter(({ late }) => late)) {
      texts.add(part.text);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) {
      collect(member, texts);
    }
  }
}
