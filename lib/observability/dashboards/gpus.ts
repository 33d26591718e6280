import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import { type Dashboard, FieldColorModeId, type Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as statushistory from '@grafana/grafana-foundation-sdk/statushistory';
import { freeMemory, lastXid, power, presence, usedMemory } from '../gpu-metrics';
import { CLUSTER_LABEL } from '../member-prometheus';
import { dashboardOf } from './board';
import { gpuPrices } from './gpu-prices';
import {
  allocatedGpus,
  busyGpus,
  eachDevice,
  eachGpu,
  gpuCost,
  idleCost,
  NODE,
  offeredGpus,
  utilisationOfEachGpu,
} from './gpu-queries';
import { COLUMNS, colors, lines, number, panel, thresholds } from './panels';
import type { DashboardScope } from './scope';

const HALF = COLUMNS / 2;

/** Which GPUs compute, which are held without computing, which are free, and what idling costs. */
export function gpuDashboard(scope: DashboardScope): Dashboard {
  const priced = gpuPrices(scope.fleet).length > 0;
  return dashboardOf(scope, {
    description: `How busy the GPUs of the fleet ${scope.fleet.name} are, by member and node, and what idle ones cost.`,
    sections: [
      { title: 'Now', panels: tiles(scope) },
      ...(priced ? [{ title: 'Cost of idle GPUs', panels: costs(scope) }] : []),
      { title: 'By member and node', panels: [heatMap(scope)] },
      { title: 'Over time', panels: history(scope) },
    ],
  });
}

function tiles(scope: DashboardScope): Builder<Panel>[] {
  const { fleet, busyAbove } = scope;
  const tile = (title: string, description: string, query: string, unit = 'none') =>
    number({ title, description, unit, span: COLUMNS / 6, decimals: 0 }, query);
  return [
    tile('Seen', 'GPUs that the dcgm-exporter reports.', `count(${eachGpu(presence, fleet)})`),
    tile(
      'Busy',
      `GPUs with a utilisation above ${busyAbove} %, or with a MIG device above it, by dcgm-exporter.`,
      `sum(${busyGpus(scope)})`,
    ),
    tile(
      'Allocated',
      'GPUs requested by pods that have a node and are not over, by kube-state-metrics.',
      `sum(${allocatedGpus(scope)}) or vector(0)`,
    ),
    tile(
      'Available',
      'GPUs that nodes offer and no pod holds, by kube-state-metrics.',
      `sum(${offeredGpus(scope)}) - (sum(${allocatedGpus(scope)}) or vector(0))`,
    ).thresholds(thresholds('red', [1, 'green'])),
    tile(
      'Utilisation',
      'Mean over all GPUs, by dcgm-exporter.',
      `avg(${utilisationOfEachGpu(fleet)})`,
      'percent',
    ).thresholds(thresholds('red', [25, 'yellow'], [60, 'green'])),
    tile(
      'With errors',
      'GPUs whose last XID error is not 0, by dcgm-exporter. What an XID means: NVIDIA, "XID Errors".',
      `sum(${eachGpu(lastXid, fleet)} > bool 0) or vector(0)`,
    ).thresholds(thresholds('green', [1, 'red'])),
  ];
}

function costs(scope: DashboardScope): Builder<Panel>[] {
  const { fleet, busyAbove } = scope;
  const unit = `suffix: ${fleet.currency}/h`;
  const idle = `GPUs with a utilisation of ${busyAbove} % or less`;
  return [
    number(
      {
        title: 'Idle',
        description: `Price of ${idle}, from the prices of the node pools.`,
        unit,
        span: 4,
        height: 8,
        decimals: 2,
      },
      `sum(${idleCost(scope)})`,
    ),
    number(
      {
        title: 'Share of the price',
        description: `Price of ${idle}, of the price of all GPUs that are seen.`,
        unit: 'percent',
        span: 4,
        height: 8,
        decimals: 0,
      },
      `100 * sum(${idleCost(scope)}) / sum(${gpuCost(scope)})`,
    ).thresholds(thresholds('green', [25, 'yellow'], [50, 'red'])),
    panel(
      new bargauge.PanelBuilder()
        .displayMode(common.BarGaugeDisplayMode.Basic)
        .orientation(common.VizOrientation.Horizontal)
        .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
        .min(0)
        .colorScheme(colors(FieldColorModeId.ContinuousGrYlRd)),
      { title: 'Idle, by member', description: `Price of ${idle}, by member.`, unit, span: 6, decimals: 2 },
      { expr: `sum by (${CLUSTER_LABEL}) (${idleCost(scope)})`, now: 'series' },
    ),
    lines(
      { title: 'Used and idle', description: `Price of all GPUs that are seen, and of ${idle}.`, unit, span: 10 },
      { expr: `sum(${gpuCost(scope)})`, legend: 'all' },
      { expr: `sum(${idleCost(scope)})`, legend: 'idle' },
    ),
  ];
}

function heatMap({ fleet }: DashboardScope): Builder<Panel> {
  const nodes = fleet.members
    .flatMap(({ pools }) => pools)
    .reduce((sum, { nodes, gpusPerNode }) => sum + (gpusPerNode > 0 ? nodes : 0), 0);
  return panel(
    new statushistory.PanelBuilder()
      .min(0)
      .max(100)
      .colorScheme(colors(FieldColorModeId.ContinuousBlYlRd))
      .showValue(common.VisibilityMode.Never)
      .rowHeight(0.9)
      .legend(new common.VizLegendOptionsBuilder().showLegend(false))
      .maxDataPoints(60),
    {
      title: 'GPU utilisation',
      description: 'Mean over the GPUs of each node, by dcgm-exporter.',
      unit: 'percent',
      span: COLUMNS,
      height: Math.min(24, Math.max(8, nodes)),
      decimals: 0,
    },
    {
      expr: `avg by (${NODE}) (${utilisationOfEachGpu(fleet)})`,
      legend: `{{${CLUSTER_LABEL}}} {{Hostname}}{{hostname}}`,
    },
  );
}

function history(scope: DashboardScope): Builder<Panel>[] {
  const { fleet } = scope;
  const used = eachDevice(usedMemory, fleet);
  const free = eachDevice(freeMemory, fleet);
  const by = `sum by (${CLUSTER_LABEL})`;
  return [
    lines(
      {
        title: 'GPUs',
        description: 'What nodes offer and what pods hold, by kube-state-metrics; what is busy, by dcgm-exporter.',
        unit: 'none',
        span: HALF,
        decimals: 0,
      },
      { expr: `sum(${offeredGpus(scope)})`, legend: 'offered' },
      { expr: `sum(${allocatedGpus(scope)}) or vector(0)`, legend: 'allocated' },
      { expr: `sum(${busyGpus(scope)})`, legend: 'busy' },
    ),
    lines(
      {
        title: 'Utilisation',
        description: 'Mean over the GPUs of each member, by dcgm-exporter.',
        unit: 'percent',
        span: HALF,
      },
      { expr: `avg by (${CLUSTER_LABEL}) (${utilisationOfEachGpu(fleet)})` },
    ).max(100),
    lines(
      { title: 'Memory', description: "Used part of the GPUs' memory, by dcgm-exporter.", unit: 'percent', span: HALF },
      { expr: `100 * ${by} (${used}) / (${by} (${used}) + ${by} (${free}))` },
    ).max(100),
    lines(
      { title: 'Power', description: 'Drawn by all GPUs of each member, by dcgm-exporter.', unit: 'watt', span: HALF },
      { expr: `${by} (${eachGpu(power, fleet)})` },
    ),
  ];
}
