import type { Manifest } from '../core/manifest';
import type { ApiClient } from './client';
import type { Layout } from './layout';
import { NotYet } from './wait';

/** The namespace that Volcano is installed in; its webhooks leave it alone. */
const SYSTEM = 'volcano-system';
/** Every job that names no queue goes here; the scheduler makes it. */
const DEFAULT_QUEUE = { apiVersion: 'scheduling.volcano.sh/v1beta1', kind: 'Queue', name: 'default' };

/** One kind of request that the webhook is asked about. */
interface Admission {
  /** Path of the webhook; what it ends with tells whether it changes objects or only judges them. */
  readonly path: `/${string}/${'mutate' | 'validate'}`;
  readonly name: string;
  readonly apiGroup: string;
  readonly apiVersion: string;
  readonly resource: string;
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE')[];
}

/**
 * What an installation asks the webhook about, by the defaults of Volcano's chart (`custom.enabled_admissions` in its
 * values.yaml, rules in its webhooks.yaml). The chart can do the same for pods and job flows, and by default does not.
 */
const ADMISSIONS: readonly Admission[] = [
  admission('/jobs/mutate', 'mutatejob', 'batch.volcano.sh/v1alpha1', ['CREATE']),
  admission('/jobs/validate', 'validatejob', 'batch.volcano.sh/v1alpha1', ['CREATE', 'UPDATE']),
  admission('/podgroups/validate', 'validatepodgroup', 'scheduling.volcano.sh/v1beta1', ['CREATE']),
  admission('/queues/mutate', 'mutatequeue', 'scheduling.volcano.sh/v1beta1', ['CREATE']),
  admission('/queues/validate', 'validatequeue', 'scheduling.volcano.sh/v1beta1', ['CREATE', 'UPDATE', 'DELETE']),
  admission('/hypernodes/validate', 'validatehypernodes', 'topology.volcano.sh/v1alpha1', ['CREATE', 'UPDATE']),
  admission('/cronjobs/validate', 'validatecronjob', 'batch.volcano.sh/v1alpha1', ['CREATE', 'UPDATE']),
];

/** Paths that the webhook serves. It refuses to start until each of them is registered. */
export const ADMISSION_PATHS: readonly string[] = ADMISSIONS.map(({ path }) => path);

/** Has the API server of a member ask Volcano's webhook, on loopback instead of in the cluster. */
export async function registerVolcanoWebhooks(
  client: ApiClient,
  layout: Layout,
  member: string,
  ca: string,
  signal?: AbortSignal,
): Promise<void> {
  const url = layout.volcanoWebhookUrl(member);
  await Promise.all(ADMISSIONS.map((asked) => client.create(configuration(asked, url, ca), signal)));
}

/** Looks whether jobs that name no queue have one to go to. */
export async function lookForDefaultQueue(client: ApiClient): Promise<true | NotYet> {
  const queue = await client.read(DEFAULT_QUEUE);
  const { state } = (queue?.status ?? {}) as { readonly state?: string };
  return state === 'Open' ? true : new NotYet(queue ? `its state is ${state ?? 'not told'}` : 'it does not exist');
}

function configuration(asked: Admission, url: string, ca: string): Manifest {
  const { path, name, apiGroup, apiVersion, resource, operations } = asked;
  const mutating = path.endsWith('/mutate');
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: mutating ? 'MutatingWebhookConfiguration' : 'ValidatingWebhookConfiguration',
    // The webhook looks its configurations up by these names.
    metadata: { name: `volcano-admission-service${path.replaceAll('/', '-')}` },
    webhooks: [
      {
        name,
        admissionReviewVersions: ['v1'],
        clientConfig: { url: `${url}${path}`, caBundle: Buffer.from(ca).toString('base64') },
        failurePolicy: 'Fail',
        matchPolicy: 'Equivalent',
        namespaceSelector: {
          matchExpressions: [
            { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [SYSTEM, 'kube-system'] },
          ],
        },
        rules: [
          { apiGroups: [apiGroup], apiVersions: [apiVersion], operations: [...operations], resources: [resource] },
        ],
        sideEffects: 'NoneOnDryRun',
        timeoutSeconds: 10,
      },
    ],
  };
}

function admission(
  path: Admission['path'],
  webhook: string,
  groupVersion: `${string}/${string}`,
  operations: Admission['operations'],
): Admission {
  const [apiGroup = '', apiVersion = ''] = groupVersion.split('/');
  const [, resource = ''] = path.split('/');
  return { path, name: `${webhook}.volcano.sh`, apiGroup, apiVersion, resource, operations };
}
