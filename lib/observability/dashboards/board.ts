import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import { CLUSTER_LABEL } from '../member-prometheus';
import { DATASOURCE } from './panels';
import { type DashboardScope, where } from './scope';

/** Panels under a title. */
export interface Section {
  readonly title: string;
  /** In the order in which they fill the rows of the grid. */
  readonly panels: readonly Builder<grafana.Panel>[];
}

/** What one dashboard shows. */
export interface Board {
  readonly description: string;
  readonly sections: readonly Section[];
  /** Choices at the top, besides data source, members and group. */
  readonly variables?: readonly Builder<grafana.VariableModel>[];
}

/** The dashboard of these sections. Panels are numbered in their order, so that links to one of them last. */
export function dashboardOf(
  scope: DashboardScope,
  { description, sections, variables = [] }: Board,
): grafana.Dashboard {
  const builder = new grafana.DashboardBuilder(scope.title)
    .uid(scope.uid)
    .description(description)
    .tags(['cdk8s-fleet', scope.fleet.name])
    .timezone('browser')
    .tooltip(grafana.DashboardCursorSync.Crosshair)
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m');
  for (const variable of [...choices(scope), ...variables]) {
    builder.withVariable(variable);
  }
  for (const { title, panels } of sections) {
    builder.withRow(new grafana.RowBuilder(title));
    for (const panel of panels) {
      builder.withPanel(panel);
    }
  }
  const built = builder.build();
  built.panels?.forEach((panel, i) => {
    panel.id = i + 1;
  });
  return built;
}

/** A choice at the top of a dashboard: the values that a label of a metric has in the chosen members. */
export function labelChoice(
  { fleet }: DashboardScope,
  name: string,
  label: string,
  metric: string,
): Builder<grafana.VariableModel> {
  return new grafana.QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(`label_values(${metric}${where(fleet)}, ${name})`)
    .refresh(grafana.VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .current({ text: ['All'], value: ['$__all'] });
}

/** The data source, the members of the fleet and, where there are any, its groups. */
function* choices({ fleet }: DashboardScope): Iterable<Builder<grafana.VariableModel>> {
  yield new grafana.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');
  yield new grafana.CustomVariableBuilder(CLUSTER_LABEL)
    .label('Member')
    .values(fleet.members.map(({ name }) => name).join(','))
    .multi(true)
    .includeAll(true)
    .current({ text: ['All'], value: ['$__all'] });
  const groups = Object.entries(fleet.groups);
  if (groups.length > 0) {
    // the value of a group is the regular expression of its members; one of nobody matches nothing
    const values = groups.map(([name, members]) => `${name} : ${members.join('|') || '-'}`);
    yield new grafana.CustomVariableBuilder('group')
      .label('Group')
      .values(['all : .+', ...values].join(','))
      .current({ text: 'all', value: '.+' });
  }
}
