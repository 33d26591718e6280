import { stringify } from 'yaml';

/**
 * Pod annotation that tells how long a pod of a Job, Volcano's included, runs before it succeeds, as a Go duration
 * (`90s`, `2h`). Without it a pod runs `DEFAULT_RUN_SECONDS`.
 */
export const RUN_FOR_ANNOTATION = 'cdk8s-fleet.dev/run-for';

/** How long a pod of a Job runs without the annotation: long enough to be looked at, short enough to end. */
export const DEFAULT_RUN_SECONDS = 600;

const NODE_READY = `
{{ $now := Now }}
phase: Running
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
`;

const POD_RUNNING = `
{{ $now := Now }}
{{ $ips := PodIPsWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) }}
phase: Running
startTime: {{ $now | Quote }}
hostIP: 127.0.0.1
hostIPs:
- ip: 127.0.0.1
{{ with $ips }}
podIP: {{ index . 0 | Quote }}
podIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
conditions:
{{ range $type := list "PodReadyToStartContainers" "Initialized" "ContainersReady" "Ready" }}
- type: {{ $type }}
  status: "True"
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
{{ range .spec.readinessGates }}
- type: {{ .conditionType | Quote }}
  status: "True"
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: true
  started: true
  restartCount: 0
  state:
    running:
      startedAt: {{ $now | Quote }}
{{ end }}
{{ with .spec.initContainers }}
initContainerStatuses:
{{ range . }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: true
  restartCount: 0
  state:
  {{ if eq ( or .restartPolicy "" ) "Always" }}
    running:
      startedAt: {{ $now | Quote }}
  {{ else }}
    terminated:
      exitCode: 0
      reason: Completed
      startedAt: {{ $now | Quote }}
      finishedAt: {{ $now | Quote }}
  {{ end }}
{{ end }}
{{ end }}
`;

const POD_SUCCEEDED = `
{{ $now := Now }}
{{ $started := or .status.startTime $now }}
phase: Succeeded
conditions:
{{ range $type := list "ContainersReady" "Ready" }}
- type: {{ $type }}
  status: "False"
  reason: PodCompleted
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: false
  started: false
  restartCount: 0
  state:
    terminated:
      exitCode: 0
      reason: Completed
      startedAt: {{ $started | Quote }}
      finishedAt: {{ $now | Quote }}
{{ end }}
`;

interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

const READY = '.status.conditions.[] | select( .type == "Ready" ) | .status';
const ALIVE: Requirement = { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' };

/** kwok's configuration file: how simulated nodes and pods live. */
export function kwokConfig(): string {
  const documents = [
    {
      apiVersion: 'config.kwok.x-k8s.io/v1alpha1',
      kind: 'KwokConfiguration',
      // Without these, kwok 0.8 plays no stage at all.
      options: {
        enablePodsOnNodeSyncStreamWatch: true,
        nodeLeaseParallelism: 4,
        nodePlayStageParallelism: 4,
        podPlayStageParallelism: 4,
      },
    },
    stage('node-ready', 'Node', [{ key: READY, operator: 'NotIn', values: ['True'] }], {
      next: { statusTemplate: NODE_READY },
    }),
    stage('pod-running', 'Pod', [ALIVE, { key: '.status.phase', operator: 'In', values: ['Pending'] }], {
      next: { statusTemplate: POD_RUNNING },
    }),
    stage(
      'pod-succeeded',
      'Pod',
      [
        ALIVE,
        { key: '.status.phase', operator: 'In', values: ['Running'] },
        { key: '.metadata.ownerReferences.[].kind', operator: 'In', values: ['Job'] },
      ],
      {
        delay: {
          durationMilliseconds: DEFAULT_RUN_SECONDS * 1000,
          durationFrom: { expressionFrom: `.metadata.annotations["${RUN_FOR_ANNOTATION}"]` },
        },
        next: { statusTemplate: POD_SUCCEEDED },
      },
    ),
    stage('pod-deleted', 'Pod', [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }], {
      next: { delete: true },
    }),
  ];
  return documents.map((document) => stringify(document, { lineWidth: 0 })).join('---\n');
}

function stage(name: string, kind: string, matchExpressions: readonly Requirement[], spec: object): object {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: { resourceRef: { apiGroup: 'v1', kind }, selector: { matchExpressions }, ...spec },
  };
}
