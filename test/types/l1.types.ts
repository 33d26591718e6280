// Checked by `npm run typecheck`: what must not compile does not, what must does.
import { Chart, Testing } from 'cdk8s';
import { Cluster, FederatedResourceQuota, PropagationPolicy, type PropagationPolicySpec } from '../../lib/l1/karmada';

const chart = new Chart(Testing.app(), 'chart');
const resourceSelectors = [{ apiVersion: 'batch/v1', kind: 'Job' }];

new PropagationPolicy(chart, 'ok', {
  metadata: { name: 'p', namespace: 'ml', labels: { a: 'b' } },
  spec: { resourceSelectors, placement: { clusterAffinity: { clusterNames: ['m'] } } },
});
// a quantity is text or a number
new FederatedResourceQuota(chart, 'quota', { spec: { overall: { cpu: 4, memory: '8Gi' } } });

// @ts-expect-error an unknown field of the spec
new PropagationPolicy(chart, 'a', { spec: { resourceSelectors, placements: {} } });
// @ts-expect-error an unknown field far below
const affinity: PropagationPolicySpec['placement'] = { clusterAffinity: { clusterName: ['m'] } };
new PropagationPolicy(chart, 'b', { spec: { resourceSelectors, placement: affinity } });
// @ts-expect-error a field that the kind does not have
new PropagationPolicy(chart, 'c', { spec: { resourceSelectors }, data: {} });
// @ts-expect-error status is the server's
new Cluster(chart, 'd', { spec: { syncMode: 'Push' }, status: {} });
// @ts-expect-error a missing field
new PropagationPolicy(chart, 'e', { spec: {} });
// @ts-expect-error a missing spec
new PropagationPolicy(chart, 'f', {});
// @ts-expect-error a value that is none of the choices
new Cluster(chart, 'g', { spec: { syncMode: 'push' } });
// @ts-expect-error text for a number
new PropagationPolicy(chart, 'h', { spec: { resourceSelectors, priority: '1' } });

const spec: PropagationPolicySpec = { resourceSelectors };
// @ts-expect-error props are read-only
spec.priority = 1;
