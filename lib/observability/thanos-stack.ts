import { Construct } from 'constructs';
import { Findings } from '../core/findings';
import { fleetOrFail, type IFleet, type IMember, idIn } from '../core/fleet';
import { reachOf } from '../core/reach';
import type { MemberMetrics } from './member-metrics';
import { MemberPrometheus } from './member-prometheus';
import { OBJSTORE_KEY } from './object-store';
import { checkThanosStack } from './thanos-checks';
import { renderObjstore, type ThanosSettings } from './thanos-component';
import { ThanosHost } from './thanos-host';
import type { ThanosStackProps } from './thanos-props';

/** The release of Thanos whose flags are written here: the one that the engine tests run. */
export const THANOS_VERSION = 'v0.42.4';

/**
 * Metrics of a fleet: a Prometheus in each member, and Thanos on the host, which answers queries over all of them.
 *
 * A member either uploads its blocks to the object store, and queries ask its sidecar for what is newer; or it pushes its samples
 * to the host. The external label `cluster` is the name of the member, so that no two members have the same labels.
 */
export class ThanosStack<const M extends string = string> extends Construct {
  /** How the samples of each covered member reach the host, by name. */
  public readonly members: Readonly<Record<string, MemberMetrics>>;
  /** The Prometheus of each covered member, by name. */
  public readonly prometheuses: Readonly<Record<string, MemberPrometheus>>;
  /** The components on the host. */
  public readonly host: ThanosHost;
  /** Where Grafana and others on the host send their queries. */
  public readonly queryUrl: string;

  /**
   * @param scope the fleet whose members are covered, or a construct in its scope; Thanos runs on its host
   * @throws FindingsError `fleet/outside`, `fleet/id-taken`
   */
  public constructor(scope: IFleet<M> | Construct, id: string, props: ThanosStackProps<M>) {
    super(scope, id);
    const fleet = fleetOrFail(this);
    const { objectStore } = props;
    const stackName = props.stackName ?? id;
    const settings: ThanosSettings = {
      stackName,
      namespace: props.namespace ?? 'monitoring',
      image: props.image ?? `quay.io/thanos/thanos:${THANOS_VERSION}`,
      serviceAccountName: `${stackName}-thanos`,
      objectStore,
      objstoreSecret: objectStore.secret ?? { name: `${stackName}-objstore`, key: OBJSTORE_KEY },
    };

    const named: Readonly<Record<string, MemberMetrics | undefined>> = props.members ?? {};
    const asked = reachOf(fleet, props.to);
    const covered = fleet.members.filter(({ memberName }) => asked.includes(memberName));
    this.members = Object.fromEntries(
      covered.map(({ memberName }): [string, MemberMetrics] => [
        memberName,
        { ...props.prometheus, ...(named[memberName] ?? { mode: props.mode ?? 'sidecar' }) },
      ]),
    );
    this.prometheuses = Object.fromEntries(
      covered.map((member) => [member.memberName, this.renderMember(member, settings, props.receive?.url)]),
    );
    this.host = new ThanosHost(fleet.host, idIn(fleet.host, this), settings, props, this.sidecarEndpoints());
    this.queryUrl = (this.host.queryFrontend ?? this.host.query).httpUrl;

    const place = this.node.path;
    Findings.of(this).addCheck(() =>
      checkThanosStack({
        place,
        stackName,
        fleet,
        asked,
        members: this.members,
        objectStore,
        namespace: settings.namespace,
        props,
      }),
    );
  }

  private renderMember(member: IMember, settings: ThanosSettings, receiveUrl: string | undefined): MemberPrometheus {
    const { stackName, namespace, image, objectStore, objstoreSecret } = settings;
    const metrics = this.members[member.memberName] as MemberMetrics;
    const made = new MemberPrometheus(
      member,
      idIn(member, this),
      { prometheusName: stackName, namespace, image, version: THANOS_VERSION, objstoreSecret, receiveUrl },
      metrics,
    );
    if (metrics.mode === 'sidecar' && !objectStore.secret) {
      renderObjstore(made, settings);
    }
    return made;
  }

  private sidecarEndpoints(): string[] {
    return Object.values(this.members).flatMap((metrics) =>
      metrics.mode === 'sidecar' ? (metrics.endpoint ?? []) : [],
    );
  }
}
