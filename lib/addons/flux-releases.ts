import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { AddOnModel, ReleaseModel } from '../core/add-ons';
import { type IFleet, idIn } from '../core/fleet';
import type { JsonObject } from '../core/manifest';
import { HelmRelease, HelmRepository } from '../l1/flux';

/** Namespace of Flux, where its objects are. */
const FLUX_NAMESPACE = 'flux-system';
/** When a chart of this name is asked for again, and what it installs is compared. */
const INTERVAL = '10m';

/** How Flux installs add-ons. */
export interface FluxDelivery {
  /**
   * `member`: the Flux in each member installs what that member gets. `host`: the Flux on the host of the control plane installs
   * everything, and reaches a member by the kubeconfig in the Secret `MEMBER-kubeconfig`, key `value`, in the namespace `flux-system`. It is there already.
   * @default 'member'
   */
  readonly from?: 'member' | 'host';
  /**
   * How often a release is looked at, as a Go duration.
   * @default '10m'
   */
  readonly interval?: string;
  /**
   * Whether Flux puts back what others change in what it has installed.
   * @default false
   */
  readonly correctDrift?: boolean;
}

/**
 * Renders the objects that have Flux install add-ons: a HelmRepository for each address, a HelmRelease for each chart.
 * @param addOns what is installed, as far as it is stated when it is asked for
 * @returns the releases by member and name: `edge-01/volcano`
 * @throws FindingsError `fleet/id-taken`
 */
export function renderReleases(
  construct: Construct,
  fleet: IFleet,
  addOns: () => readonly AddOnModel[],
  delivery: FluxDelivery,
): Readonly<Record<string, HelmRelease>> {
  const releases: Record<string, HelmRelease> = {};
  for (const { memberName } of fleet.members) {
    const ours = addOns().filter(({ member, by }) => member === memberName && by === 'flux');
    if (ours.length === 0) {
      continue;
    }
    const remote = delivery.from === 'host';
    const chart = remote ? fleet.host : fleet.members.find((member) => member.memberName === memberName)!;
    const id = idIn(chart, construct);
    const scope = new Construct(chart, remote ? `${id}-${memberName}` : id);
    const prefix = remote ? hostPrefix(memberName) : '';
    const repositories = new Map<string, HelmRepository>();
    for (const { name, releases: charts } of ours) {
      let before: string | undefined;
      for (const release of charts) {
        const repository = repositories.get(release.repository) ?? renderRepository(scope, `${prefix}${name}`, release);
        repositories.set(release.repository, repository);
        // what is created later may still add to them
        const values = () => valuesOf(addOns(), memberName, release);
        const props = { ...delivery, prefix, release, values, repository: repository.name, before };
        const object = renderRelease(scope, props);
        before = object.name;
        releases[`${memberName}/${release.release}`] = object;
      }
    }
  }
  return releases;
}

/** What begins the names of a member's objects where those of all members are on the host. */
export function hostPrefix(member: string): string {
  return `${member}-`;
}

/** The values of a release in a member; undefined where there are none. */
function valuesOf(
  addOns: readonly AddOnModel[],
  memberName: string,
  { release }: ReleaseModel,
): JsonObject | undefined {
  const releases = addOns.filter(({ member }) => member === memberName).flatMap((addOn) => addOn.releases);
  const values = releases.find((one) => one.release === release)?.values ?? {};
  return Object.keys(values).length > 0 ? values : undefined;
}

function renderRepository(scope: Construct, name: string, { repository }: ReleaseModel): HelmRepository {
  return new HelmRepository(scope, `${name}-repository`, {
    metadata: { name: name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`), namespace: FLUX_NAMESPACE },
    spec: { url: repository, ...(repository.startsWith('oci://') ? { type: 'oci' } : {}), interval: '1h' },
  });
}

interface ReleaseProps extends FluxDelivery {
  readonly release: ReleaseModel;
  readonly values: () => JsonObject | undefined;
  /** Name of the HelmRepository. */
  readonly repository: string;
  /** Of the objects on the host, where those of all members are. */
  readonly prefix: string;
  /** The release of the same add-on that comes first. */
  readonly before?: string;
}

function renderRelease(scope: Construct, props: ReleaseProps): HelmRelease {
  const { release, values, repository, prefix, before, interval = INTERVAL, correctDrift } = props;
  return new HelmRelease(scope, `${prefix}${release.release}`, {
    metadata: { name: `${prefix}${release.release}`, namespace: FLUX_NAMESPACE },
    spec: {
      interval,
      releaseName: release.release,
      targetNamespace: release.namespace,
      storageNamespace: release.namespace,
      ...(prefix === '' ? {} : { kubeConfig: { secretRef: { name: `${prefix}kubeconfig` } } }),
      ...(before ? { dependsOn: [{ name: before }] } : {}),
      chart: {
        spec: {
          chart: release.chart,
          version: release.version,
          sourceRef: { kind: 'HelmRepository', name: repository },
        },
      },
      // Helm itself never touches CRDs again that it has installed.
      install: { createNamespace: true, crds: 'Create' },
      upgrade: { crds: 'CreateReplace' },
      ...(correctDrift ? { driftDetection: { mode: 'enabled' } } : {}),
      values: Lazy.any({ produce: values }),
    },
  });
}
