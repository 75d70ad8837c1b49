import { lab, ssh, sshOrThrow } from '../../lab/support/lab.ts';
import { until } from '../../support/until.ts';
import { patience } from './patience.ts';

const bootId = (host: string): Promise<string> => sshOrThrow(host, 'cat /proc/sys/kernel/random/boot_id');

/** As by the reset button: nothing is stopped, nothing is written. Resolves when all have booted again. */
export async function resetAtOnce(...hosts: string[]): Promise<void> {
  const before = await Promise.all(hosts.map(bootId));
  await Promise.all(hosts.map((host) => lab('virsh', 'reset', `vagrant_${host}`)));
  await Promise.all(hosts.map((host, i) => hasBooted(host, before[i])));
}

/** Restarts them all at the same time, in order, and resolves when all have booted again. */
export async function restart(...hosts: string[]): Promise<void> {
  const before = await Promise.all(hosts.map(bootId));
  // the connection may be cut before the command has answered
  await Promise.all(hosts.map((host) => ssh(host, 'sudo systemctl reboot')));
  await Promise.all(hosts.map((host, i) => hasBooted(host, before[i])));
}

async function hasBooted(host: string, before: string | undefined): Promise<void> {
  const command = 'cat /proc/sys/kernel/random/boot_id; systemctl is-system-running --wait';
  const timeoutMs = await patience(30_000);
  const state = await until(
    `${host} booted again`,
    async () => {
      const { stdout } = await ssh(host, command, { timeoutMs });
      const [id, answer] = stdout.split('\n');
      return answer !== undefined && answer !== '' && `${id ?? ''}\n` !== before ? answer : undefined;
    },
    { timeoutMs, everyMs: 3000 },
  );
  if (state === 'running') return;
  throw new Error(`${host} is ${state}: ${await sshOrThrow(host, FAILED_UNITS)}`);
}

/** With the last lines that each has logged. */
const FAILED_UNITS =
  'systemctl --failed --no-legend --plain | while read -r unit rest; do echo "$unit $rest"; sudo journalctl -b -n 20 --no-pager -o cat -u "$unit"; done';
