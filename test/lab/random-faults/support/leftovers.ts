import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultyHosts } from './faulty-hosts.ts';

/** What the watchdog on a host ends takes a minute, and a moment. */
const WATCHDOG_S = 90;
/** Words of a run's processes on a host. */
const OURS = /provision|p_word|sleep 0\.1|sleep 987|sleep 600|head -c 30000000|yes$|sudo|sshd: vagrant/;

/** Processes of runs on the hosts; `lingers`: only those that have had the time to end. Waits a moment for those that are ending. */
export async function leftOnHosts(hosts: FaultyHosts, lingers: boolean): Promise<string[]> {
  const oldest = lingers ? WATCHDOG_S : 0;
  for (let tries = 0; ; tries++) {
    const found = await look(hosts, oldest);
    if (found.length === 0 || tries >= 20) return found;
    await sleep(250);
  }
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
