import { type Finding, FleetAddOns, type FleetAddOnsProps, FleetApp, GpuFleet, type MemberProps } from '../lib';
import { gpuMember } from './support';

export const ENGINES = { volcano: '1.15', istio: '1.30', kyverno: '1.19', prometheusOperator: '0.93' };

export function addOnsOf(props: FleetAddOnsProps<'a' | 'b'> = {}, a: Partial<MemberProps> = {}) {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { ...ENGINES, members: { a: gpuMember(4, 8, a), b: gpuMember() } });
  return { app, fleet, addOns: new FleetAddOns(fleet, 'add-ons', props) };
}

/** Names of what a member gets, in order. */
export function namesOf({ addOns }: FleetAddOns, member?: string): string[] {
  return addOns.filter((addOn) => addOn.member === member).map(({ name }) => name);
}

/** Values of one release of member a. */
export function valuesOf({ addOns }: FleetAddOns, release: string, member = 'a') {
  const releases = addOns.filter((addOn) => addOn.member === member).flatMap((addOn) => addOn.releases);
  return releases.find((one) => one.release === release)?.values;
}

export function findingsOf(app: FleetApp): Finding[] {
  return app.compile().findings.filter(({ id }) => id.startsWith('addons/'));
}
