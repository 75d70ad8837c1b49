import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { pause } from '../../../support/pause.ts';
import { until } from '../../../support/until.ts';
import { type Alert, AlertReceiver, type Wanted } from '../../support/alert-receiver.ts';
import { sshOrThrow } from '../../support/lab.ts';
import { type ScaledUpSite, useScaledUpSite } from '../../support/use-scaled-up-site.ts';
import type { Accident, Commands } from './accident.ts';

/** An accident whose parts are no shell commands. */
export interface Trouble extends Pick<Accident, 'what' | 'tells' | 'tellsNot' | 'settleMs' | 'endMs' | 'endsLate'> {
  readonly breaks: () => Promise<unknown>;
  readonly mends: () => Promise<unknown>;
}

export interface WatchedSite {
  readonly site: ScaledUpSite;
  readonly people: () => AlertReceiver;
  readonly heartbeat: () => AlertReceiver;
  /** Sets variables of the monitoring server. */
  readonly vary: (variables: Record<string, unknown>) => Promise<unknown>;
  /** Breaks the site, and expects that people are told of it, and of its end once it is mended. */
  readonly expectTold: (trouble: Trouble) => Promise<void>;
  readonly expectAccidentTold: (accident: Accident) => Promise<void>;
  /** Expects the ends that were left for later. */
  readonly expectLateEnds: () => Promise<void>;
}

/** An alert whose end is awaited, since when, and what raised it. */
interface Told {
  readonly alert: Alert;
  readonly what: string;
  readonly seconds: number;
  readonly mendedMs: number;
  readonly endMs: number;
}

// how long it may take is short, so that all this takes an hour and not a day
const QUICK = {
  monitoring_server_scrape_interval: '2s',
  monitoring_server_down_after: '8s',
  monitoring_server_trouble_after: '8s',
  monitoring_server_unsent_after: '8s',
  monitoring_server_lag_seconds: 5,
  monitoring_server_group_wait: '1s',
  monitoring_server_group_interval: '2s',
};
const DEFAULTS = {
  monitoring_server_backup_hours: 26,
  monitoring_server_rehearsal_days: 35,
  monitoring_server_slow_seconds: 1,
};
const REPOSITORY = { name: 'store', host: 'mon1', password: 'opens-the-repository' };

/** The site scaled up, whose alerts reach a receiver within seconds, for the tests of the surrounding `describe`. */
export function useWatchedSite(): WatchedSite {
  const site = useScaledUpSite();
  const late: Told[] = [];
  let people: AlertReceiver;
  let heartbeat: AlertReceiver;

  const vary = (variables: Record<string, unknown>): Promise<unknown> =>
    site.run(variables, '--limit', 'mon1', '--tags', 'monitoring');

  const quiet = (timeoutMs: number): Promise<unknown> =>
    until(
      'all alerts have ended',
      async () => {
        const firing = await firingAlerts();
        return firing.every((name) => late.some(({ alert }) => alert.labels['alertname'] === name));
      },
      { timeoutMs, everyMs: 1000 },
    );

  beforeAll(async () => {
    people = await AlertReceiver.listen();
    heartbeat = await AlertReceiver.listen();
    await site.run({
      ...QUICK,
      ...DEFAULTS,
      monitoring_server_receivers: [{ name: 'people', config: { webhook_configs: [{ url: people.url }] } }],
      monitoring_server_heartbeat: heartbeat.url,
      mysql_backup_repositories: [REPOSITORY],
      logs_host: 'mon1',
    });
    await sshOrThrow('db2', 'sudo systemctl start mysql-backup');
    // runs that change the monitoring server are no drift: this one does not
    await vary({});
    await quiet(180_000);
  }, 1_800_000);
  afterAll(() => {
    people.close();
    heartbeat.close();
  });

  const expectEnd = async ({ alert, what, seconds, mendedMs, endMs }: Told): Promise<void> => {
    const { atMs } = await people.ended(alert, endMs);
    record({ rule: alert.labels['alertname'] ?? '', what, seconds, ended: secondsSince(mendedMs, atMs) });
  };

  const expectTold = async (trouble: Trouble): Promise<void> => {
    const { what, breaks, mends, tells, tellsNot = [], settleMs = 10_000, endMs = 120_000, endsLate } = trouble;
    const since = people.received.length;
    const told: Pick<Told, 'alert' | 'seconds'>[] = [];
    try {
      await breaks();
      const brokenMs = performance.now();
      const expectAlert = async (wanted: Wanted): Promise<void> => {
        const alert = await people.firing(wanted, since, 240_000);
        const seconds = secondsSince(brokenMs, alert.atMs);
        record({ rule: wanted['alertname'] ?? '', what, seconds, ended: null });
        told.push({ alert, seconds });
      };
      await Promise.all(tells.map(expectAlert));
      // what is not to be told would be by now
      await pause(tellsNot.length > 0 ? settleMs : 0);
      expect(people.names(since).filter((name) => tellsNot.includes(name))).toEqual([]);
    } finally {
      // what fails does not leave the next test a site that is broken
      await mends();
    }
    const mendedMs = performance.now();
    const ends = told.map((one) => ({ ...one, what, mendedMs, endMs }));
    if (endsLate) late.push(...ends);
    else await Promise.all(ends.map(expectEnd));
    // alerts that were suppressed meanwhile look back for minutes
    await quiet(Math.max(endMs, 300_000));
  };

  const expectAccidentTold = async (accident: Accident): Promise<void> => {
    const { variables, breaks, mends, ...trouble } = accident;
    if (variables) await vary({ ...variables });
    const mend = async (): Promise<void> => {
      await runAll(mends);
      if (variables) await vary(DEFAULTS);
    };
    await expectTold({ ...trouble, breaks: () => runAll(breaks), mends: mend });
  };

  const expectLateEnds = async (): Promise<void> => {
    await Promise.all(late.splice(0).map(expectEnd));
    await quiet(120_000);
  };

  return {
    site,
    people: () => people,
    heartbeat: () => heartbeat,
    vary,
    expectTold,
    expectAccidentTold,
    expectLateEnds,
  };
}

/** Runs them as root, one after the other. */
export async function runAll(commands: Commands): Promise<void> {
  for (const [host, command] of commands) await sshOrThrow(host, `sudo sh -c '${command.replaceAll("'", "'\\''")}'`);
}

async function firingAlerts(): Promise<string[]> {
  const answer = await sshOrThrow('mon1', 'curl -sS http://127.0.0.1:9090/api/v1/alerts');
  const { data } = JSON.parse(answer) as { data: { alerts: { state: string; labels: Wanted }[] } };
  const names = data.alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels['alertname'] ?? '');
  // the processors of the lab's machine are what they are, and so is its memory
  return names.filter((name) => !['Heartbeat', 'CpuBusy', 'OutOfMemory'].includes(name));
}

const secondsSince = (fromMs: number, atMs: number): number => Math.max(0, Math.round((atMs - fromMs) / 1000));

/** Adds a line for scripts/alert-table.mjs; of the lines about one alert the last counts. */
function record(row: { rule: string; what: string; seconds: number; ended: number | null }): void {
  const file = process.env['PROVISION_ALERT_ROWS'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}
