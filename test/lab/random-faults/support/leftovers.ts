import { settled } from '../../../support/until.ts';
import type { FaultyHosts } from './faulty-hosts.ts';

/** What the watchdog on a host ends takes a minute, and a moment. */
const WATCHDOG_S = 90;
/** So long the watchdog of a shell that was killed sleeps before it ends too. */
const NAP_S = 20;
/** Words of a run's processes on a host. */
const OURS = /provision|p_word|sleep 0\.1|sleep 987|sleep 600|head -c 30000000|yes$|sudo|sshd: vagrant/;

/** Processes of runs on the hosts that are older than they may be. `lingers`: it may take the watchdog to end them. */
export function leftOnHosts(hosts: FaultyHosts, lingers: boolean): Promise<string[]> {
  return settled(
    () => look(hosts, lingers ? WATCHDOG_S : NAP_S),
    (found) => found.length === 0,
    { timeoutMs: NAP_S * 1000, everyMs: 1000 },
  );
}

async function look(hosts: FaultyHosts, oldest: number): Promise<string[]> {
  const lists = await Promise.all(
    hosts.all.map(async (host) => {
      const lines = (await hosts.on(host, 'ps -eo etimes=,pid=,ppid=,stat=,args=')).split('\n');
      return lines
        .filter((line) => OURS.test(line) && Number.parseInt(line, 10) >= oldest)
        .map((line) => `${host}: ${line.trim().slice(0, 160)}`);
    }),
  );
  return lists.flat();
}
