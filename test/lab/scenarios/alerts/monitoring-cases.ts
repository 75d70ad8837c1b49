import { critical, warning, type RuleCase } from './rule-case.ts';

/** What monitoring tells of itself, where somebody is told at all. */
export const MONITORING_CASES: readonly RuleCase[] = [
  {
    alert: 'MetricsFileUnread',
    series: [['node_textfile_scrape_error{host="web1"}', '1x20']],
    at: '10m',
    fires: [[warning('monitoring', { host: 'web1' }), 'a metrics file on web1 cannot be read']],
  },
  {
    alert: 'NobodyTold',
    series: [['alertmanager_notifications_failed_total{integration="webhook"}', '0x5 1+1x20']],
    at: '10m',
    fires: [[critical('monitoring', { integration: 'webhook' }), 'alerts cannot be delivered by webhook']],
  },
  {
    alert: 'NobodyTold',
    series: [['prometheus_notifications_dropped_total{job="prometheus"}', '0x5 1+1x20']],
    at: '12m',
    fires: [[critical('monitoring', { job: 'prometheus' }), 'Prometheus cannot send alerts to Alertmanager']],
  },
  // one that was dropped by a reload is sent again a minute later
  ...['7m', '8m', '9m', '10m'].map((at) => ({
    alert: 'NobodyTold',
    series: [['prometheus_notifications_dropped_total{job="prometheus"}', '0x5 7x20']] as const,
    at,
    fires: [],
  })),
  {
    alert: 'NobodyTold',
    series: [['alertmanager_notifications_failed_total{integration="webhook"}', '3x20']],
    at: '10m',
    fires: [],
  },
  {
    alert: 'RuleFails',
    series: [['prometheus_rule_evaluation_failures_total{rule_group="more.yml;more"}', '0+1x20']],
    at: '10m',
    fires: [[warning('monitoring', { rule_group: 'more.yml;more' }), 'rules of more.yml;more cannot be evaluated']],
  },
  {
    alert: 'ConfigurationNotLoaded',
    series: [['prometheus_config_last_reload_successful{job="prometheus"}', '1x5 0x20']],
    at: '10m',
    fires: [[warning('monitoring', { job: 'prometheus' }), 'prometheus failed to load its new configuration']],
  },
  {
    alert: 'ConfigurationNotLoaded',
    series: [['alertmanager_config_last_reload_successful{job="alertmanager"}', '1x5 0x20']],
    at: '10m',
    fires: [[warning('monitoring', { job: 'alertmanager' }), 'alertmanager failed to load its new configuration']],
  },
];
