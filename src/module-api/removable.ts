import { posix } from 'node:path';

/** The names of the system's directories, by the directory above. */
const DIRECTORIES: Readonly<Record<string, string>> = {
  '': 'bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var',
  usr: 'bin lib libexec local sbin share local/bin local/lib local/sbin share/keyrings',
  lib: 'modules systemd systemd/system udev',
  'usr/lib': 'modules systemd systemd/system udev',
  var: 'backups cache lib lib/apt lib/dpkg local log mail opt spool tmp',
  etc: 'apt cron.d default init.d logrotate.d modprobe.d pam.d profile.d security skel ssh ssl ssl/certs sudoers.d sysctl.d systemd systemd/system tmpfiles.d udev',
  'etc/apt': 'apt.conf.d keyrings preferences.d sources.list.d',
};

/** What a path with a variable that is empty by mistake leads to: `/opt/{{ app }}`. */
const SYSTEM = new Set(
  Object.entries(DIRECTORIES).flatMap(([above, names]) => names.split(' ').map((name) => posix.join('/', above, name))),
);

/** Whether a path may be removed with all that is in it: it names something, and that is not a directory of the system itself. */
export function isRemovable(path: string): boolean {
  const bare = posix.normalize(path).replace(/\/+$/, '');
  return bare !== '' && !SYSTEM.has(bare) && !/(^|\/)\.\.(\/\.?)*$/.test(path);
}

export const NOT_REMOVABLE =
  'must name what is to be removed: not by .. at its end, and not a directory of the system itself';
