import type { RuleInGroup } from '../lib/l1/prometheus-operator';

/** Rules that Prometheus accepts, and so do the checks. */
export const ACCEPTED_RULES: readonly RuleInGroup[] = [
  { record: 'gpu:utilization:ratio', expr: 'up', labels: { team: 'ml' } },
  { record: 'gpu.util', expr: 'up' },
  { record: 'a:b', expr: 'up', for: '0s' },
  { record: 'a:b', alert: '', expr: 'up' },
  { record: 'a:b', expr: 'up', labels: { team: '{{ not a template' } },
  { alert: 'A', expr: 'up', labels: { 'a-b': 'c' }, keep_firing_for: '5m', for: '1m' },
  {
    alert: 'A',
    expr: 'up',
    annotations: { summary: '{{ $labels.x }} has {{ $value | humanize }} of {{ .Labels.y }} }}' },
  },
  {
    alert: 'A',
    expr: 'up',
    annotations: {
      nested:
        '{{ range $i, $s := query "up{a=\\"}}\\"}" }}{{ with $s | label "x" }}{{ . }}{{ else }}-{{ end }}{{ end }}',
      comment: '{{/* {{ nothing } */}}{{- if and (gt $value 1e3) (eq $labels.a `b`) -}} x {{- end }}',
      text: '{ $value } {{ printf "%.2f" $value }} {{ $x := now }}{{ $x = 1.0 }}',
    },
  },
];

/** Rules that Prometheus refuses, and a part of what is said about them. */
export const REFUSED_RULES: readonly (readonly [rule: RuleInGroup, message: string])[] = [
  [{ expr: 'up' }, 'has record undefined and alert undefined'],
  [{ alert: '', expr: 'up' }, 'has record undefined and alert ""'],
  [{ record: 'a:b', alert: 'A', expr: 'up' }, 'has record "a:b" and alert "A"'],
  [{ record: 'a:b', expr: 'up', annotations: { summary: 'x' } }, 'records, and has annotations'],
  [{ record: 'a:b', expr: 'up', for: '1m', keep_firing_for: '5m' }, 'records, and has for, keep_firing_for'],
  [{ record: 'up{a="b"}', expr: 'up' }, 'which is no name of a metric'],
  [{ record: 'a:b', expr: 'up', labels: { __name__: 'c' } }, 'sets the label "__name__"'],
  [{ alert: 'A', expr: 'up', annotations: { summary: '{{ $labels.x ' } }, "'{{ $labels.x ' has no end"],
  [{ alert: 'A', expr: 'up', annotations: { summary: '{{ "x }}' } }, `'{{ "x }}' has no end`],
  [{ alert: 'A', expr: 'up', labels: { x: '{{ $value | humanise }}' } }, "there is no function 'humanise'"],
  [{ alert: 'A', expr: 'up', labels: { x: '{{ $label.x }}' } }, "there is no variable '$label'"],
  [{ alert: 'A', expr: 'up', labels: { x: '{{ if $value }}' } }, "'{{ if $value }}' has no end"],
  [{ alert: 'A', expr: 'up', labels: { x: '{{ end }}' } }, "'{{ end }}' ends nothing"],
];
