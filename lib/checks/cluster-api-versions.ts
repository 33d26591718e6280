import { objectAt, textAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import { apiGroupOf, type Manifest } from '../core/manifest';
import type { FleetModel } from '../core/model';
import { compareVersions, isMinorVersion } from '../core/versions';
import { CLUSTER_API } from '../provisioning/labels';
import { UNSUPPORTED_KUBERNETES } from '../provisioning/rules';
import type { Program } from './placement';

/** Kubernetes versions, `major.minor`, both included. */
interface Range {
  readonly from: string;
  readonly to: string;
}

/** By version of Cluster API: where it runs, and what it makes. Of 1.11 and before nothing is written any more. */
const SUPPORTED: ReadonlyMap<string, { readonly host: Range; readonly made: Range }> = new Map([
  ['1.12', { host: { from: '1.31', to: '1.36' }, made: { from: '1.29', to: '1.36' } }],
  ['1.13', { host: { from: '1.32', to: '1.36' }, made: { from: '1.30', to: '1.36' } }],
  ['1.14', { host: { from: '1.33', to: '1.36' }, made: { from: '1.31', to: '1.36' } }],
]);

const FULL_VERSION = /^v(\d+\.\d+)\./;

/** Cluster API of a host whose version is stated: the host, and each control plane that it makes there, typed or plain. */
export function checkClusterApiVersions({ fleets, targets }: Program): Finding[] {
  return fleets.flatMap((fleet) => {
    const version = fleet.host?.engines.clusterApi;
    const supported = version === undefined ? undefined : SUPPORTED.get(version);
    const made = targets
      .filter(({ target }) => target.kind === 'host' && target.fleet === fleet.name)
      .flatMap(({ objects }) => objects.filter(({ manifest }) => isControlPlane(manifest)));
    if (!supported || made.length === 0) {
      return [];
    }
    const clusterApi = `Cluster API ${version}`;
    return [
      ...checkHost(fleet, clusterApi, supported.host),
      ...made.flatMap(({ path, manifest }) => checkMade(path, manifest, clusterApi, supported.made)),
    ];
  });
}

function checkHost({ name, host }: FleetModel, clusterApi: string, range: Range): Finding[] {
  const kubernetes = host?.kubernetes;
  return kubernetes === undefined || !isMinorVersion(kubernetes) || isIn(range, kubernetes)
    ? []
    : [
        finding(UNSUPPORTED_KUBERNETES, {
          place: name,
          value: kubernetes,
          message: `the host has Kubernetes ${kubernetes}; ${clusterApi} runs on ${range.from} to ${range.to}.`,
          fix: 'Upgrade Cluster API or the host, and state it in host; or acknowledge with the reason why it holds.',
        }),
      ];
}

function checkMade(place: string, manifest: Manifest, clusterApi: string, range: Range): Finding[] {
  const version = textAt(objectAt(manifest, 'spec'), 'version') ?? '';
  const kubernetes = FULL_VERSION.exec(version)?.[1];
  return kubernetes === undefined || isIn(range, kubernetes)
    ? []
    : [
        finding(UNSUPPORTED_KUBERNETES, {
          place,
          value: version,
          message: `the cluster is to have Kubernetes ${version}; ${clusterApi} makes clusters of ${range.from} to ${range.to}.`,
          fix: 'Choose another version for the cluster, or upgrade Cluster API and state it as host.engines.clusterApi.',
        }),
      ];
}

function isControlPlane({ apiVersion, kind }: Manifest): boolean {
  return kind === 'KubeadmControlPlane' && apiGroupOf(apiVersion) === `controlplane.${CLUSTER_API}`;
}

function isIn({ from, to }: Range, version: string): boolean {
  return compareVersions(version, from) >= 0 && compareVersions(version, to) <= 0;
}
