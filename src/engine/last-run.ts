import { quote } from '../query/quote.ts';
import type { HostRecap } from './events.ts';

/**
 * Shell code that records the result of the last run on a host, as metrics in Prometheus' text format. `last-run.prom` is readable
 * for everyone, so that the textfile collector of an exporter can read it through a link.
 */
export function renderLastRun(directory: string, { status, changed }: HostRecap): string {
  const path = quote(`${directory}/last-run.prom`);
  const unfinished = quote(`${directory}/last-run.prom.new`);
  const text = [
    metric('run_success', 'Whether the last run was successful.', ['ok', 'changed'].includes(status) ? 1 : 0),
    metric('run_changes', 'Tasks that changed the host in the last run.', changed),
    metric('run_timestamp_seconds', 'When the last run ended.', '%s'),
  ];
  return [
    'umask 022',
    `printf ${quote(text.join(''))} "$(date +%s)" > ${unfinished} && mv -fT -- ${unfinished} ${path}`,
  ].join('\n');
}

const metric = (name: string, help: string, value: number | string): string =>
  String.raw`# HELP provision_${name} ${help}\n# TYPE provision_${name} gauge\nprovision_${name} ${value}\n`;
