import { type ApiObject, Chart, JsonPatch } from 'cdk8s';

/** Takes away the namespace that a chart gives to every object in its scope: this one's kind lives in none. */
export function withoutNamespace<T extends ApiObject>(object: T): T {
  if (Chart.of(object).namespace !== undefined) {
    object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }
  return object;
}
