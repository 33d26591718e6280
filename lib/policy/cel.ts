import type { BaselineDemand, BaselineException, BaselineRule, PodSelection } from '../core/baseline';
import { apiGroupOf } from '../core/manifest';

/*
 * The rules as CEL (https://kubernetes.io/docs/reference/using-api/cel). ValidatingPolicy and ClusterPolicy share every expression;
 * `lib/checks/judge.ts` says the same in TypeScript, and test/engines/policy.test.ts holds one against the other.
 */

/** A value as CEL writes it. */
function literal(value: string | readonly string[]): string {
  return JSON.stringify(value);
}

/** The pods that an object is, or makes: `self` is `object` or `oldObject`. */
export function podsExpression(self: string): string {
  const tasks = (at: string) => `${at}.tasks.map(task, task.template)`;
  const cron = `${self}.spec.jobTemplate.spec`;
  return [
    `${self}.kind == "Pod" ? [${self}]`,
    `${self}.kind == "CronJob" ? (has(${cron}.tasks) ? ${tasks(cron)} : [${cron}.template])`,
    `has(${self}.spec.tasks) ? ${tasks(`${self}.spec`)} : [${self}.spec.template]`,
  ].join(' : ');
}

/**
 * Whether an update leaves the pods as they were. Controllers and kubelets go on writing labels and finalizers of pods that a
 * later rule would refuse; nothing but a change of the pods is judged. Without an old object Kyverno gives null to a ClusterPolicy,
 * and an object without fields to a ValidatingPolicy.
 */
const UNCHANGED =
  'oldObject != null && has(oldObject.kind) && variables.before.map(pod, pod.spec) == variables.pods.map(pod, pod.spec)';

/** The objects that a rule looks at, whatever is in them. */
export function namespaceCondition(exemptNamespaces: readonly string[]): string {
  return `!(${NAMESPACE} in ${literal(exemptNamespaces)})`;
}

/**
 * Whether all pods satisfy the rule.
 * @param excepted whether one `pod` is excepted, as CEL
 */
export function ruleExpression(rule: BaselineRule, excepted: readonly string[]): string {
  const passes = [
    `!(${selectionExpression(rule.pods)})`,
    ...rule.exempt.map(selectionExpression),
    ...excepted,
    demandExpression(rule.demand),
  ].filter((expression) => expression !== '!(true)');
  return `${UNCHANGED} || variables.pods.all(pod, ${passes.map((pass) => `(${pass})`).join(' || ')})`;
}

/** Whether an exception is about one `pod`, whatever the time. */
export function exceptionExpression({ pods, owner }: BaselineException): string {
  const selected = pods ? [selectionExpression(pods)] : [];
  if (!owner) {
    return selected.join();
  }
  const isOwner = [
    `object.kind == ${literal(owner.kind)}`,
    `object.apiVersion.split("/")[0] == ${literal(apiGroupOf(owner.apiVersion) || owner.apiVersion)}`,
    `object.metadata.?name == optional.of(${literal(owner.name)})`,
    `${NAMESPACE} == ${literal(owner.namespace ?? 'default')}`,
  ].join(' && ');
  return [...selected, isOwner].map((part) => `(${part})`).join(' || ');
}

const NAMESPACE = 'object.metadata.?namespace.orValue("default")';

function selectionExpression({ namespaces, labels }: PodSelection): string {
  const parts = [
    ...(namespaces ? [`${NAMESPACE} in ${literal(namespaces)}`] : []),
    ...Object.entries(labels ?? {}).map(
      ([key, value]) => `pod.?metadata.?labels[?${literal(key)}] == optional.of(${literal(value)})`,
    ),
  ];
  return parts.length === 0 ? 'true' : parts.join(' && ');
}

const CONTAINERS = 'pod.spec.containers';
const INIT_CONTAINERS = 'pod.spec.?initContainers.orValue([])';
const EPHEMERAL_CONTAINERS = 'pod.spec.?ephemeralContainers.orValue([])';
const ALL_CONTAINERS = `(${CONTAINERS} + ${INIT_CONTAINERS} + ${EPHEMERAL_CONTAINERS})`;

function demandExpression(demand: BaselineDemand): string {
  switch (demand.type) {
    case 'limits': {
      const { resources, gpus, sidecars } = demand;
      const own = `(${CONTAINERS} + ${INIT_CONTAINERS}).filter(container, !(container.name in ${literal(sidecars)}))`;
      const parts = [
        ...(resources.length > 0 ? [`${own}.all(container, ${literal(resources)}.all(resource, ${LIMITED}))`] : []),
        ...(gpus.length > 0 ? [`${CONTAINERS}.exists(container, ${literal(gpus)}.exists(resource, ${LIMITED}))`] : []),
      ];
      return parts.join(' && ');
    }
    case 'registries':
      return `${ALL_CONTAINERS}.map(container, ${FULL_IMAGE}).all(image, ${literal(
        demand.allowed.map((registry) => `${registry}/`),
      )}.exists(registry, image.startsWith(registry)))`;
    case 'noPrivileged':
      return `${ALL_CONTAINERS}.all(container, !container.?securityContext.?privileged.orValue(false))`;
  }
}

/** A limit of 0 is none. Objects of custom kinds may hold numbers where others hold text. */
const LIMITED = [
  'container.?resources.?limits[?resource].hasValue()',
  'isQuantity(string(container.resources.limits[resource]))',
  'quantity(string(container.resources.limits[resource])).isGreaterThan(quantity("0"))',
].join(' && ');

/** See `fullImage` in `lib/core/image.ts`. */
const FULL_IMAGE = [
  '!container.image.contains("/") ? "docker.io/library/" + container.image',
  'container.image.split("/")[0].matches("[.:]|^localhost$") ? container.image',
  '"docker.io/" + container.image',
].join(' : ');
