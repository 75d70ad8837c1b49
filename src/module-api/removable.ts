import { posix } from 'node:path';

/** What a path that comes out of a variable that is empty by mistake leads to: `/opt/{{ app }}`. */
const SYSTEM = new Set(
  [
    ...['bin', 'boot', 'dev', 'etc', 'home', 'lib', 'lib32', 'lib64', 'libx32', 'media', 'mnt', 'opt', 'proc', 'root'],
    ...['run', 'sbin', 'srv', 'sys', 'tmp', 'usr', 'var'],
    ...['bin', 'lib', 'libexec', 'local', 'sbin', 'share', 'local/bin', 'local/lib', 'local/sbin'].map(
      (at) => `usr/${at}`,
    ),
    ...['backups', 'cache', 'lib', 'local', 'log', 'mail', 'opt', 'spool', 'tmp', 'lib/dpkg', 'lib/apt'].map(
      (at) => `var/${at}`,
    ),
    ...['apt', 'cron.d', 'default', 'init.d', 'ssh', 'ssl', 'sudoers.d', 'systemd', 'systemd/system'].map(
      (at) => `etc/${at}`,
    ),
  ].map((at) => `/${at}`),
);

/** Whether a path may be removed with all that is in it: it names something, and that is not a directory of the system itself. */
export function isRemovable(path: string): boolean {
  const bare = posix.normalize(path).replace(/\/+$/, '');
  return bare !== '' && !SYSTEM.has(bare) && !/(^|\/)\.\.(\/\.?)*$/.test(path);
}

export const NOT_REMOVABLE =
  'must name what is to be removed: not by .. at its end, and not a directory of the system itself';
