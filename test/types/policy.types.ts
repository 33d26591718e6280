// Checked by `npm run typecheck`: what must not compile does not, what must does.
import { FleetApp, FleetBaseline, GpuFleet, SidecarInjectionAccess, TrainingJob, TrainingQueue } from 'cdk8s-fleet';

const fleet = new GpuFleet(new FleetApp(), 'fleet', {
  members: { 'train-gpu': { kubernetes: '1.34' }, 'idc-gpu': { kubernetes: '1.34' } },
  groups: { train: ['train-gpu'] },
});
const other = new GpuFleet(new FleetApp(), 'other', { members: { edge: { kubernetes: '1.34' } } });
const queue = TrainingQueue.fromName('default');
const job = new TrainingJob(fleet, 'job', { queue, tasks: { trainer: { replicas: 1, image: 'i' } } });
const reason = 'is moved';
const until = '2030-01-01';

new FleetBaseline(fleet, 'a', {
  to: fleet.group('train'),
  exceptions: [{ of: job, reason, until, rules: ['limits'] }],
});
new FleetBaseline(fleet.member('idc-gpu'), 'b', {
  noPrivileged: false,
  registries: { allowed: ['registry.internal'] },
});
new SidecarInjectionAccess(fleet, 'c', { to: ['train-gpu'] });

// @ts-expect-error a misspelt member
new FleetBaseline(fleet, 'd', { to: ['train'] });
// @ts-expect-error a member of another fleet
new FleetBaseline(fleet, 'e', { to: other.member('edge') });
// @ts-expect-error an exception without a reason
new FleetBaseline(fleet, 'f', { exceptions: [{ of: job, until }] });
// @ts-expect-error an exception without an end
new FleetBaseline(fleet, 'g', { exceptions: [{ of: job, reason }] });
// @ts-expect-error a rule that baselines do not have
new FleetBaseline(fleet, 'h', { exceptions: [{ of: job, reason, until, rules: ['limit'] }] });
// @ts-expect-error an action that Kyverno does not have
new FleetBaseline(fleet, 'i', { action: 'Enforce' });
// @ts-expect-error registries without any
new FleetBaseline(fleet, 'j', { registries: {} });
// @ts-expect-error a misspelt member
new SidecarInjectionAccess(fleet, 'k', { to: ['idc'] });
