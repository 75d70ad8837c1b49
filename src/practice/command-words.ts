/** By a command's first words, the module that does the same. */
const MODULES: readonly (readonly [pattern: RegExp, module: string])[] = [
  [/^(apt-get|apt|aptitude) (-\S+ )*(install|remove|purge|update|upgrade)\b/, 'apt'],
  [/^(dnf|yum) (-\S+ )*(install|remove|update)\b/, 'dnf'],
  [/^(systemctl|service) \S+/, 'systemd'],
  [/^(mkdir|rmdir|touch|chown|chmod|chgrp|ln|rm) /, 'file'],
  [/^(useradd|usermod|userdel) /, 'user'],
  [/^(groupadd|groupmod|groupdel) /, 'group'],
  [/^git clone\b/, 'git'],
  [/^(curl|wget) .*(-o|-O|--output)\b/, 'get_url'],
  [/^(tar|unzip) /, 'unarchive'],
  [/^sed -i/, 'lineinfile'],
  [/^sysctl (-w|--write)/, 'sysctl'],
  [/^hostnamectl (set-)?hostname/, 'hostname'],
  [/^mount /, 'mount'],
  [/^modprobe /, 'modprobe'],
  [/^ufw /, 'ufw'],
  [/^pip3? install/, 'pip'],
  [/^npm (install|ci)\b/, 'npm'],
  [/^timedatectl set-timezone/, 'timezone'],
];

/** Words of systemctl that only ask. */
const ASKS = /^(systemctl|service) (-\S+ )*(is-\w+|status|show|list-\S+|cat|--version)\b|^service \S+ status\b/;

/** The module that does what a command does; undefined where there is none. */
export function replacingModule(command: string): string | undefined {
  const text = command.trim().replace(/^sudo (-\S+ )*/, '');
  return ASKS.test(text) ? undefined : MODULES.find(([pattern]) => pattern.test(text))?.[1];
}

/** Whether a command's first word is one that only reads. */
export const isReadOnlyCommand = (command: string): boolean =>
  /^(cat|grep|ls|id|uname|hostname|stat|test|which|getent|df|free|uptime|ss|ip a|head|tail|wc|find|systemctl (is-|status|show))\b/.test(
    command.trim(),
  );
