import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { fail, listOf, show } from '../core/errors';
import { Findings } from '../core/findings';
import { fleetOrFail, type IFleet, idIn } from '../core/fleet';
import { checkBusyAbove, checkDashboards, checkSeenGpus, type NamedDashboard } from './dashboards/checks';
import { type GrafanaDashboard, type GrafanaDashboardBuilder, plainDashboard, uidOf } from './dashboards/dashboard';
import type { DashboardScope } from './dashboards/scope';
import { DASHBOARD_DUPLICATE_NAME, DASHBOARD_UNKNOWN_BOARD } from './rules';

/** Name of a dashboard that this library makes. */
export type FleetBoard = 'gpus' | 'training' | 'traffic';

const TITLES: Readonly<Record<FleetBoard, string>> = { gpus: 'GPUs', training: 'Training', traffic: 'Traffic' };

/** Properties of the dashboards of a fleet. */
export interface FleetDashboardsProps {
  /**
   * Which of this library's dashboards are made.
   * @default - all
   */
  readonly boards?: readonly FleetBoard[];
  /**
   * Dashboards of one's own, by name: builders of @grafana/grafana-foundation-sdk, or JSON as Grafana exports it.
   * @default - none
   */
  readonly extra?: Readonly<Record<string, GrafanaDashboard | GrafanaDashboardBuilder>>;
  /**
   * Utilisation in percent above which a GPU counts as busy, and up to which it counts as idle.
   * @default 5
   */
  readonly busyAbove?: number;
  /**
   * Namespace of the ConfigMaps on the host cluster. Grafana's sidecar must look there.
   * @default 'monitoring'
   */
  readonly namespace?: string;
  /**
   * Labels by which Grafana's sidecar finds the ConfigMaps.
   * @default { grafana_dashboard: '1' }, as the Helm charts of Grafana have it
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Folder of the dashboards in Grafana.
   * @default - the fleet's name
   */
  readonly folder?: string;
  /**
   * Annotation from which the sidecar takes the folder (its option `folderAnnotation`).
   * @default 'grafana_folder'
   */
  readonly folderAnnotation?: string;
}

/**
 * Grafana dashboards of a fleet as ConfigMaps on the host cluster, where Grafana's sidecar finds them.
 *
 * They ask one Prometheus or Thanos that has the series of all members, each with the external label `cluster` set to the member's
 * name. Every query is read before it is written, those of dashboards that a program adds included.
 */
export class FleetDashboards extends Construct {
  /** The ConfigMaps by the name of their dashboard: for patches. */
  public get objects(): Readonly<Record<string, ApiObject>> {
    return { ...this.configMaps };
  }

  /** The dashboards by name, as Grafana gets them. */
  public get dashboards(): Readonly<Record<string, GrafanaDashboard>> {
    return Object.fromEntries(this.made.map(({ name, dashboard }) => [name, dashboard]));
  }

  private readonly made: NamedDashboard[] = [];
  private readonly configMaps: Record<string, ApiObject> = {};
  private readonly fleet: IFleet;
  private readonly onHost: Construct;

  /**
   * @param scope the fleet, or a construct in its scope
   * @throws FindingsError `fleet/outside`, `fleet/id-taken`
   */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: FleetDashboardsProps = {},
  ) {
    super(scope, id);
    this.fleet = fleetOrFail(this);
    this.onHost = new Construct(this.fleet.host, idIn(this.fleet.host, this));
    for (const name of new Set(props.boards ?? (Object.keys(TITLES) as FleetBoard[]))) {
      if (Object.hasOwn(TITLES, name)) {
        this.add(name, this.board(name));
      } else {
        Findings.of(this).report(DASHBOARD_UNKNOWN_BOARD, {
          value: name,
          message: `this library has no dashboard ${show(name)}; it has ${listOf(Object.keys(TITLES))}.`,
          fix: 'Name one of them in boards; dashboards of your own go into extra.',
        });
      }
    }
    for (const [name, dashboard] of Object.entries(props.extra ?? {})) {
      this.add(name, dashboard);
    }
    Findings.of(this).addCheck(() => checkDashboards(this.made));
    Findings.of(this).addCheck(() => checkBusyAbove(this.node.path, this.busyAbove));
    Findings.of(this).addCheck(() => checkSeenGpus(this.node.path, this.fleet.model, props.boards));
  }

  /**
   * Adds a dashboard. One without a uid gets one from its name, so that its address stays.
   * @param name unique among these dashboards: letters, digits, `-` and `.`
   * @throws FindingsError `dashboards/duplicate-name`
   */
  public add(name: string, source: GrafanaDashboard | GrafanaDashboardBuilder): void {
    const {
      namespace = 'monitoring',
      labels = { grafana_dashboard: '1' },
      folderAnnotation = 'grafana_folder',
    } = this.props;
    if (this.configMaps[name]) {
      fail(DASHBOARD_DUPLICATE_NAME, {
        place: this.node.path,
        value: name,
        message: `there is a dashboard ${show(name)} already.`,
        fix: 'Give it another name; boards says which dashboards of this library are made.',
      });
    }
    const plain = plainDashboard(source);
    const dashboard = { ...plain, uid: plain.uid || this.uid(name) };
    const text = `${JSON.stringify(dashboard, undefined, 2)}\n`;
    const fullName = `${this.fleet.model.name}-${this.node.id}-${name}`;
    const configMap = new ApiObject(this.onHost, name, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: fullName,
        namespace,
        labels: { ...labels },
        annotations: { [folderAnnotation]: this.props.folder ?? this.fleet.model.name },
      },
      // the sidecar writes the files of all ConfigMaps into one folder
      data: { [`${fullName}.json`]: text },
    });
    this.configMaps[name] = configMap;
    this.made.push({ place: configMap.node.path, name, dashboard, bytes: Buffer.byteLength(text) });
  }

  private board(name: FleetBoard): GrafanaDashboard {
    const { model } = this.fleet;
    const scope: DashboardScope = {
      fleet: model,
      uid: this.uid(name),
      title: `${model.name}: ${TITLES[name]}`,
      busyAbove: this.busyAbove,
    };
    // loaded with the SDK when the first dashboard is made: it takes about as long as cdk8s
    const boards = require('./dashboards') as typeof import('./dashboards');
    return { gpus: boards.gpuDashboard, training: boards.trainingDashboard, traffic: boards.trafficDashboard }[name](
      scope,
    );
  }

  private get busyAbove(): number {
    return this.props.busyAbove ?? 5;
  }

  private uid(name: string): string {
    return uidOf(this.fleet.model.name, this.node.id, name);
  }
}
