import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import { type Dashboard, FieldColorModeId, type Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { CLUSTER_LABEL } from '../member-prometheus';
import { dashboardOf, labelChoice } from './board';
import { COLUMNS, colors, lines, type PanelQuery, panel } from './panels';
import { anyRuns, type DashboardScope, TARGET_LABEL, where } from './scope';

const HALF = COLUMNS / 2;
const REQUESTS = 'istio_requests_total';
const SERVICE = 'destination_service_name';
/** Names of services are unique in a namespace. */
const ONE_SERVICE = `${SERVICE}, destination_service_namespace`;
const SERVICE_LEGEND = `{{${SERVICE}}}.{{destination_service_namespace}}`;
const VERSION = 'destination_version';
const LATENCY_QUANTILES = [0.5, 0.95, 0.99];

/**
 * How far members are from each other, and how the versions of services do. The services are there where a member runs Istio.
 */
export function trafficDashboard(scope: DashboardScope): Dashboard {
  const istio = anyRuns(scope.fleet, 'istio');
  return dashboardOf(scope, {
    description: `Between the members of the fleet ${scope.fleet.name}: round-trip times, and requests by version.`,
    variables: istio ? [labelChoice(scope, SERVICE, 'Service', REQUESTS)] : [],
    sections: [
      ...(istio
        ? [
            { title: 'Versions of $destination_service_name', panels: versions(scope) },
            { title: 'Versions by member', panels: versionsByMember(scope) },
          ]
        : []),
      { title: 'Round-trip time between members', panels: roundTrips(scope) },
    ],
  });
}

/** Requests as the proxies that sent them see them: where a version does not answer at all, its own proxy counts nothing. */
function requests({ fleet }: DashboardScope, metric: string, ...more: readonly string[]): string {
  return `rate(${metric}${where(fleet, 'reporter="source"', `${SERVICE}=~"$${SERVICE}"`, ...more)}[$__rate_interval])`;
}

function errorShare(scope: DashboardScope, by: string): string {
  const all = `sum by (${by}) (${requests(scope, REQUESTS)})`;
  const failed = `sum by (${by}) (${requests(scope, REQUESTS, 'response_code=~"5.."')})`;
  // a version without errors has no series of errors
  return `100 * (${failed} or 0 * ${all}) / (${all} > 0)`;
}

function latency(scope: DashboardScope, quantile: number, by: string): string {
  const buckets = requests(scope, 'istio_request_duration_milliseconds_bucket');
  return `histogram_quantile(${quantile}, sum by (${by}, le) (${buckets}))`;
}

function versions(scope: DashboardScope): Builder<Panel>[] {
  const by = `${ONE_SERVICE}, ${VERSION}`;
  const legend = `${SERVICE_LEGEND} {{${VERSION}}}`;
  const all = `sum by (${by}) (${requests(scope, REQUESTS)})`;
  return [
    lines(
      {
        title: 'Share of requests',
        description: 'Requests to each version, of all to its service, by the proxies that sent them (Istio).',
        unit: 'percent',
        span: HALF,
      },
      {
        expr: `100 * ${all} / on (${ONE_SERVICE}) group_left () (sum by (${ONE_SERVICE}) (${requests(scope, REQUESTS)}) > 0)`,
        legend,
      },
    ).max(100),
    lines(
      {
        title: 'Error rate',
        description: 'Requests to each version answered with 5xx, of all to it; by the proxies that sent them (Istio).',
        unit: 'percent',
        span: HALF,
      },
      { expr: errorShare(scope, by), legend },
    ),
    lines(
      {
        title: 'Requests',
        description: 'Requests per second to each version, by the proxies that sent them (Istio).',
        unit: 'reqps',
        span: HALF,
      },
      { expr: all, legend },
    ),
    lines(
      {
        title: 'Latency',
        description:
          'Time until the answer was complete, by version, at the median and above, by the proxies that sent the requests (Istio).',
        unit: 'ms',
        span: HALF,
      },
      ...LATENCY_QUANTILES.map(
        (quantile): PanelQuery => ({ expr: latency(scope, quantile, by), legend: `${legend} p${100 * quantile}` }),
      ),
    ),
  ];
}

function versionsByMember(scope: DashboardScope): Builder<Panel>[] {
  const by = `${CLUSTER_LABEL}, ${ONE_SERVICE}, ${VERSION}`;
  const legend = `{{${CLUSTER_LABEL}}} ${SERVICE_LEGEND} {{${VERSION}}}`;
  return [
    lines(
      {
        title: 'Error rate by member',
        description: 'Requests answered with 5xx, of all to the version that were sent in the member (Istio).',
        unit: 'percent',
        span: HALF,
      },
      { expr: errorShare(scope, by), legend },
    ),
    lines(
      {
        title: '95th percentile of latency by member',
        description: 'Time until the answer was complete, for requests that were sent in the member (Istio).',
        unit: 'ms',
        span: HALF,
      },
      { expr: latency(scope, 0.95, by), legend },
    ),
  ];
}

function roundTrips({ fleet }: DashboardScope): Builder<Panel>[] {
  const pair = `${CLUSTER_LABEL}, ${TARGET_LABEL}`;
  const probed = where(fleet, `${TARGET_LABEL}!=""`);
  const icmp = `max by (${pair}) (probe_icmp_duration_seconds${where(fleet, `${TARGET_LABEL}!=""`, 'phase="rtt"')})`;
  const other = `max by (${pair}) (probe_duration_seconds${probed} - probe_dns_lookup_time_seconds${probed})`;
  const time = `${icmp} or ${other}`;
  const source = 'by blackbox-exporter: the echo of ICMP, else the time of the probe without that of DNS';
  return [
    panel(
      new table.PanelBuilder()
        .withTransformation({
          id: 'groupingToMatrix',
          options: { columnField: TARGET_LABEL, rowField: CLUSTER_LABEL, valueField: 'Value' },
        })
        .cellOptions(common.defaultTableColoredBackgroundCellOptions())
        .colorScheme(colors(FieldColorModeId.ContinuousGrYlRd)),
      {
        title: 'Now',
        description: `From the member of the row to that of the column, ${source}.`,
        unit: 's',
        span: HALF,
      },
      { expr: time, now: 'table' },
    ),
    lines(
      { title: 'Over time', description: `Between two members, ${source}.`, unit: 's', span: HALF },
      { expr: time, legend: `{{${CLUSTER_LABEL}}} to {{${TARGET_LABEL}}}` },
    ),
    lines(
      {
        title: 'Failed probes',
        description: 'Probes from one member to another without an answer, by blackbox-exporter.',
        unit: 'percent',
        span: COLUMNS,
      },
      {
        expr: `100 * (1 - avg by (${pair}) (avg_over_time(probe_success${probed}[$__rate_interval])))`,
        legend: `{{${CLUSTER_LABEL}}} to {{${TARGET_LABEL}}}`,
      },
    ).max(100),
  ];
}
