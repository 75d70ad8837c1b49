import {
  DIRECTORIES,
  GROUPS,
  LINED_FILES,
  LINES,
  LINKS,
  PACKAGES,
  renderOn,
  TEMPLATES,
  TEMPLATE_SOURCES,
  UNITS,
  USERS,
} from './hundred-tasks.ts';

const paths = [...DIRECTORIES, ...TEMPLATES.map(({ path }) => path), ...LINKS.map(({ path }) => path), ...LINED_FILES];
const files = TEMPLATES.map(({ path }) => path);

/** The floor: a hand-written script that reads the state that the hundred tasks manage, in six processes. */
export const READ_SCRIPT = `
stat -c '%n %F %a %U %G %N' ${paths.join(' ')} 2>&1
sha256sum ${files.join(' ')} 2>&1
cat /etc/passwd /etc/group /etc/shadow ${LINED_FILES.join(' ')}
dpkg-query -W -f '\${Package} \${Version} \${db:Status-Abbrev}\\n' ${PACKAGES.join(' ')}
systemctl show -p Id -p LoadState -p ActiveState -p UnitFileState ${UNITS.join(' ')}
`;

/** The converge from nothing, as a hand-written script for one host. */
export function renderConvergeScript(host: string): string {
  return `set -eu
umask 022
mkdir -p -m 0750 ${DIRECTORIES.join(' ')}
${TEMPLATES.map(({ source, path }) => `cat >${path} <<'END'\n${renderOn(host, TEMPLATE_SOURCES.get(source) ?? '')}END\n`).join('')}
chmod 0640 ${files.join(' ')}
${GROUPS.map((name) => `groupadd ${name}`).join('\n')}
${USERS.map((name) => `useradd -M -s /bin/bash ${name}`).join('\n')}
${LINES.map(({ path, line }) => `grep -qxF '${line}' ${path} || echo '${line}' >>${path}`).join('\n')}
dpkg-query -W ${PACKAGES.join(' ')} >/dev/null
systemctl start ${UNITS.join(' ')}
${LINKS.map(({ path, target }) => `ln -sfn ${target} ${path}`).join('\n')}
`;
}

/**
 * Fetches the package that Ansible's apt module needs, on one host for all: a package cache that received the same
 * request from eight hosts at once has blocked one of them forever. Prints the packages as a tar archive in base64.
 */
export const FETCH_SCRIPT = `set -eu
apt='apt-get -qq -o Acquire::http::Timeout=20 -o Acquire::Retries=3'
$apt update
$apt -y --download-only install python3-apt >/dev/null
tar -C /var/cache/apt/archives -cf - --exclude=partial --exclude=lock . | base64 -w 0
`;

/** The one-time setup of a host for all measurements: those packages, root's login for scp, and copies of edited files for WIPE_SCRIPT. */
export const renderPrepareScript = (packages: string): string => `set -eu
mkdir -p /root/bench-kept /root/bench-packages /root/.ssh
base64 -d <<'END' | tar -xf - -C /root/bench-packages
${packages.trim()}
END
dpkg --force-unsafe-io -i /root/bench-packages/*.deb >/dev/null 2>&1
cp -p ${LINED_FILES.join(' ')} /root/bench-kept/
cp ~vagrant/.ssh/authorized_keys /root/.ssh/authorized_keys
`;

/** Resets a host to its state before the first contender. */
export const WIPE_SCRIPT = `set -u
rm -rf /opt/bench-* /opt/many /etc/bench-*.conf /var/lib/provision
for user in ${USERS.join(' ')}; do userdel "$user" 2>/dev/null; done
for group in ${GROUPS.join(' ')} ${USERS.join(' ')}; do groupdel "$group" 2>/dev/null; done
for file in ${LINED_FILES.join(' ')}; do cp -p "/root/bench-kept/\${file##*/}" "$file"; done
sync
true
`;

/** The state that all contenders must produce, one item per line. IDs of users and groups may differ. */
export const STATE_SCRIPT = `
{
  find /opt /etc/bench-*.conf -printf '%p %y %m %u %g %l\\n' 2>/dev/null
  find /opt /etc/bench-*.conf ${LINED_FILES.join(' ')} -type f -exec sha256sum {} + 2>/dev/null
  getent passwd | awk -F: '/^buser/ {print $1, $6, $7}'
  for user in ${USERS.join(' ')}; do echo "$user: $(id -nG "$user" 2>/dev/null)"; done
  getent group | awk -F: '/^bgroup/ {print $1, $4}'
  dpkg-query -W
  systemctl is-active ${UNITS.join(' ')}
} | LC_ALL=C sort
`;
