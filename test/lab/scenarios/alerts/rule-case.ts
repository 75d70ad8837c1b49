export type Series = readonly [series: string, values: string];
export type Labels = Readonly<Record<string, string>>;

/** A rule as promtool tries it: what the metrics are, each minute unless said otherwise, and which alert must fire at a time. */
export interface RuleCase {
  readonly alert: string;
  readonly series: readonly Series[];
  readonly at: string;
  /** Labels and text of each alert that fires; none: it must not. */
  readonly fires: readonly (readonly [labels: Labels, summary: string])[];
}

export const warning = (component: string, more: Labels = {}): Labels => ({ severity: 'warning', component, ...more });
export const critical = (component: string, more: Labels = {}): Labels => ({
  severity: 'critical',
  component,
  ...more,
});

/** The file that `promtool test rules` reads. `every`: how often rules are evaluated, and the time between two values of a series. */
export const renderRuleTests = (ruleFiles: readonly string[], cases: readonly RuleCase[], every = '1m'): string =>
  JSON.stringify({
    rule_files: ruleFiles,
    evaluation_interval: every,
    tests: cases.map(({ alert, series, at, fires }) => ({
      interval: every,
      input_series: series.map(([name, values]) => ({ series: name, values })),
      alert_rule_test: [
        {
          eval_time: at,
          alertname: alert,
          exp_alerts: fires.map(([labels, summary]) => ({ exp_labels: labels, exp_annotations: { summary } })),
        },
      ],
    })),
  });
