const INSTEAD: Readonly<Record<string, string>> = {
  at: 'Run at in a command with a guard, or use cron.',
  composer: 'Run composer in a command with creates.',
  docker_compose: 'Use docker_compose_v2, with the plugin compose of docker.',
  flatpak: 'Run flatpak in a command with a guard.',
  gem: 'Run gem in a command with a guard.',
  nmcli:
    'Write the connection to /etc/NetworkManager/system-connections with template, and have a handler run nmcli connection reload.',
  snap: 'Run snap in a command with a guard.',
  synchronize:
    'rsync would log in a second time, past the connection, the lock and the dry run of provision: copy brings files and directories; config_tree and release also remove what is no longer in a tree. Of what is on the host itself, run rsync in a command.',
};

const BY_PYTHON =
  'With `ansible_modules: true` in provision.yml, modules of an Ansible that is installed on this machine are run by Python on the hosts.';

const noModule = (name: string): string =>
  `\`provision docs\` lists the modules; for anything else, use \`command: ${name} ...\`. ${BY_PYTHON}`;

/** What to use instead of a module that provision lacks. A part of synchronize runs inside of Ansible. */
export function insteadOfModule(name: string): string {
  const instead = Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined;
  if (instead === undefined || name === 'synchronize') return instead ?? noModule(name);
  return `${instead} ${BY_PYTHON}`;
}
