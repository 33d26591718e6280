import type { JavaScriptValue } from 'google-protobuf/google/protobuf/struct_pb';
import { Struct } from 'google-protobuf/google/protobuf/struct_pb';
import type { Json, JsonObject } from '../../../../lib/core/manifest';

/** What stands for a value that only an update will know. */
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
/** Marks an object that is a value of a special kind: a secret, an output. */
const SIGNATURE = '4dabf18193072939515e22adb298388d';

/** A message of the engine as JSON. */
export function fromStruct(struct: Struct | undefined): JsonObject {
  return plain((struct?.toJavaScript() ?? {}) as Json) as JsonObject;
}

/** JSON as a message for the engine. */
export function toStruct(value: object): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as Record<string, JavaScriptValue>);
}

/** Whether something in it is not known yet. */
export function hasUnknown(value: Json | undefined): boolean {
  return (
    value === UNKNOWN ||
    (typeof value === 'object' && value !== null && Object.values(value).some((v) => hasUnknown(v)))
  );
}

/** Without the wrapping of secrets and outputs. */
function plain(value: Json | undefined): Json {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== 'object' || value === null) {
    return value ?? null;
  }
  const object = value as JsonObject;
  if (SIGNATURE in object) {
    return 'value' in object ? plain(object.value) : UNKNOWN;
  }
  return Object.fromEntries(Object.entries(object).map(([key, member]) => [key, plain(member)]));
}
