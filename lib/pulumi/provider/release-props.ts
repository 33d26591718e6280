import type { AddOnName } from '../../core/add-ons';
import type { Json, JsonObject } from '../../core/manifest';
import type { KnownCluster } from './cluster-identity';
import type { Access } from './connect';
import { withoutTexts } from './redact';

/** A release as the program states it. */
export interface StatedRelease extends Access {
  /** Whether the cluster is a resource of the same program. */
  readonly ownedCluster: boolean;
  /** Whether a release that is there becomes this resource's, whosever it is. */
  readonly adopt?: boolean;
  /** What the program calls it: `members/edge-01/volcano`. */
  readonly key: string;
  readonly addOn: AddOnName;
  readonly release: string;
  readonly namespace: string;
  /** Name of the chart in the repository; without a repository the path of a chart. */
  readonly chart: string;
  readonly repository?: string;
  readonly version: string;
  readonly values: JsonObject;
  /** Over the values; encrypted in the state. */
  readonly secretValues: JsonObject;
  /** Seconds that each step of helm has. */
  readonly seconds: number;
  /** Secret ones among the values: messages do not repeat them. After an update that has failed also those of before. */
  readonly lateSecrets?: readonly string[];
}

/** The inputs of a release. */
export interface ReleaseProps extends StatedRelease {
  /** Mark of the resource, see `markOf`. */
  readonly owner: string;
}

/** What is there of a release: its outputs. */
export interface ReleaseOuts extends StatedRelease, KnownCluster {
  /** Not known in the state of earlier versions, which marked no releases. */
  readonly owner?: string;
}

/** What helm said last, without values that are secret. */
export function told(props: StatedRelease, lines: readonly string[]): string {
  return withoutTexts(`${props.release}: ${lines.join('\n') || 'helm failed without a word'}`, secretsIn(props));
}

/** What messages about a release must not repeat. */
export function secretsIn({ secretValues, lateSecrets = [] }: StatedRelease): readonly string[] {
  return [...textsIn(secretValues), ...lateSecrets];
}

function textsIn(value: Json | undefined): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [String(value)];
}
