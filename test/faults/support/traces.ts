import { existsSync, readdirSync } from 'node:fs';
import { runCommand } from '../../lab/support/run-command.ts';
import type { Scene } from './scene.ts';

/** What a run may leave on a host: a line for each process, file, job or lock that is not there on a host at rest. */
const LOOK = `
for stat in /proc/[0-9]*/stat; do
  pid=\${stat#/proc/}; pid=\${pid%/stat}
  command=$(tr '\\0\\n' '  ' 2>/dev/null <"/proc/$pid/cmdline" | cut -c 1-120)
  case $command in
    *lxc-attach* | 'sh -c'*'case $command'*) ;;
    *provision* | *p_word* | *p_boot* | *'fx '* | *apt-get* | *dpkg* | *flock* | 'tail -c'*) echo "process $command" ;;
  esac
done
find /tmp /var/tmp /run/fx -mindepth 1 ! -path '*/systemd-private-*' ! -name 'begun.*' ! -type d
find /srv/fx /etc/systemd/system -name '.*' ! -name '.provision-unarchive-*'
find /usr/sbin /home /root /etc -name '.provision*' -o -name '*.provision'
find /var/lib/provision/spool /var/lib/provision/uploads /var/lib/provision/handlers /var/lib/provision/jobs -mindepth 1
systemctl list-jobs --no-legend --plain | sed 's/^/job /'
systemctl --failed --no-legend --plain | sed 's/^/failed /'
dpkg --audit | sed 's/^/dpkg /'
ls /var/lib/dpkg/updates | sed 's/^/dpkg update /'
[ ! -e /var/lib/provision/lock ] || flock -n /var/lib/provision/lock true || echo 'the lock is held'
`;

/** What was not there before. Looks again for a moment: what a run ends with may still be ending. */
export async function findNewTraces(scene: Scene, before: readonly string[]): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const found = (await findTraces(scene)).filter((line) => !before.includes(line));
    if (found.length === 0 || tries >= 10) return found;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

export async function findTraces(scene: Scene): Promise<string[]> {
  const onHosts = await Promise.all(
    [scene.target, scene.other].map(async (host) => {
      const lines = await scene.on(host, `{ ${LOOK}\n} 2>/dev/null || :`);
      return split(lines).map((line) => `${host === scene.target ? 'target' : 'other host'}: ${line}`);
    }),
  );
  return [...onHosts.flat(), ...(await onController(scene))];
}

async function onController({ temporary, project }: Scene): Promise<string[]> {
  const { stdout } = await runCommand('pgrep', ['-af', project.directory]);
  const processes = split(stdout).map((line) => `controller: process ${line}`);
  return [...processes, ...(existsSync(temporary) ? readdirSync(temporary) : []).map((name) => `controller: ${name}`)];
}

const split = (text: string): string[] => text.split('\n').filter((line) => line !== '');
