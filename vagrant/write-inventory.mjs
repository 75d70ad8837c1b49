// node write-inventory.mjs SSH_CONFIG KNOWN_HOSTS OUT [PROXY_COMMAND] : writes the inventory of the running machines, in the format of `ansible-inventory
// --list`, from the output of `vagrant ssh-config`; topology.json adds each host's group and its address in the site's own network.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

const [sshConfigFile, knownHostsFile, outFile, proxyCommand] = process.argv.slice(2);
const topology = JSON.parse(readFileSync(new URL('topology.json', import.meta.url), 'utf8'));

const inventory = { _meta: { hostvars: {} }, all: { children: [] }, db: { children: ['db_primary', 'db_replica'] } };
for (const [host, ssh] of Object.entries(parseSshConfig(readFileSync(sshConfigFile, 'utf8')))) {
  const { group, address } = topology[host];
  inventory._meta.hostvars[host] = {
    ansible_host: ssh.HostName,
    ansible_port: Number(ssh.Port),
    ansible_user: ssh.User,
    ansible_ssh_private_key_file: ssh.IdentityFile,
    ansible_ssh_common_args: `-o UserKnownHostsFile=${knownHostsFile}${proxyCommand === undefined ? '' : ` -o ProxyCommand="${proxyCommand}"`}`,
    site_address: address,
    ...timeLimits(process.env.LAB_TIME_LIMITS),
  };
  (inventory[group] ??= { hosts: [] }).hosts.push(host);
}
const children = new Set(['db_primary', 'db_replica']);
inventory.all.children = Object.keys(inventory).filter(
  (name) => !['_meta', 'all'].includes(name) && !children.has(name),
);

writeFileSync(`${outFile}.new`, `${JSON.stringify(inventory, null, 2)}\n`);
renameSync(`${outFile}.new`, outFile);

/** Variables for slow machines, from lines of `name: number`. */
function timeLimits(lines = '') {
  return Object.fromEntries([...lines.matchAll(/^(\w+): (\d+)$/gm)].map(([, name, value]) => [name, Number(value)]));
}

function parseSshConfig(text) {
  const hosts = {};
  let current;
  for (const line of text.split('\n')) {
    const [, keyword, value] = /^\s*(\w+)\s+"?(.*?)"?\s*$/.exec(line) ?? [];
    if (keyword === 'Host') current = hosts[value] = {};
    else if (keyword) current[keyword] = value;
  }
  return hosts;
}
