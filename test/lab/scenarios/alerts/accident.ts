import type { Wanted } from '../../support/alert-receiver.ts';

/** Shell commands for root, each on a host; one after the other. */
export type Commands = readonly (readonly [host: string, command: string])[];

/** What is broken on the site, and the alerts that must be told, and ended once it is mended. */
export interface Accident {
  readonly what: string;
  readonly breaks: Commands;
  readonly mends: Commands;
  readonly tells: readonly Wanted[];
  /** Alerts that would blame what is not to blame. */
  readonly tellsNot?: readonly string[];
  /** How long to wait for those once all others have been told: 10 s where nothing is said. */
  readonly settleMs?: number;
  /** How long alerts may take to end: 2 min where nothing is said. */
  readonly endMs?: number;
  /** Their ends are waited for after all other accidents, since the rules look back for minutes. */
  readonly endsLate?: boolean;
  /** Variables of the monitoring server while this goes on. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

export const service = (host: string, unit: string, component: string): Wanted => ({
  alertname: 'ServiceDown',
  host,
  unit,
  component,
});
export const left = (component: string, host: string): Wanted => ({ alertname: 'RedundancyLost', component, host });
export const critical = (alertname: string, more: Wanted = {}): Wanted => ({
  alertname,
  severity: 'critical',
  ...more,
});
/** A command that sets a metric of a file to the time so many hours ago. */
export const older = (metric: string, file: string, hours: number): string =>
  `sed -i "s/^${metric} .*/${metric} $(($(date +%s) - ${hours} * 3600))/" ${file}`;
/** A command that opens connections to a port and keeps them for so many seconds, again and again, in a unit of its own. */
export const holds = (unit: string, count: number, address: string, seconds: number): string =>
  `systemd-run -q --unit=${unit} bash -c 'while :; do (for i in $(seq ${count}); do exec {fd}<>/dev/tcp/${address}/443; done; sleep ${seconds}); sleep 3; done'`;
