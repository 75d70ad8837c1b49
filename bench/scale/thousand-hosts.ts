import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hostsDown, hostsUp, labLogin } from '../lab.ts';
import type { Host, Login } from '../on-hosts.ts';
import { runOnHosts } from '../on-hosts.ts';
import { OWN_DIRECTORIES } from './twenty-tasks.ts';

const NAME = 'scale';
/** Does not overlap with the network of the lab's hosts, 10.77.0.0/24. */
const NETWORK = '10.78.0.0/22';
const STATE = '/var/lib/provision';
const LIMIT = 1000;
const run = promisify(execFile);
const OWN = [...OWN_DIRECTORIES, STATE];

export interface ThousandHosts {
  readonly hosts: readonly Host[];
  readonly login: Login;
  /** The contents of a known_hosts file for all of them. */
  readonly knownHosts: string;
  /** Copies the state of the first host to all others. */
  readonly spread: () => Promise<void>;
}

/**
 * One lab host that answers at a thousand addresses. Each address has its own directories where the work writes, and where `provision`
 * stores its lock and records, so that the "hosts" are separate; everything else (accounts, packages, units) is shared.
 */
export async function thousandHostsUp(scratch: string): Promise<ThousandHosts> {
  await thousandHostsDown();
  const [host] = await hostsUp([NAME]);
  if (!host) throw new Error('no host');
  const login = await labLogin(host);
  const hosts = addresses().map((address, index) => ({ name: `host${index + 1}`, address }));
  // of the type that is common now; the lab's own key is RSA, which is thirty times slower
  const privateKeyFile = join(scratch, 'key');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', privateKeyFile]);
  const publicKey = readFileSync(`${privateKeyFile}.pub`, 'utf8').trim();
  const prepared = await runOnHosts([host], login, () => renderPrepareScript(hosts, publicKey));
  const [type = '', key = ''] = (prepared.get(host.name) ?? '').trim().split('\n').at(-1)?.split(' ') ?? [];
  // through one neighbour: a thousand would overflow the kernel's table
  await run('ip', ['route', 'replace', NETWORK, 'via', host.address]);
  return {
    hosts,
    login: { user: 'root', privateKeyFile },
    knownHosts: hosts.map(({ address }) => `${address} ${type} ${key}\n`).join(''),
    spread: async () => {
      await runOnHosts([host], login, () => renderSpreadScript(hosts));
    },
  };
}

/** Removes the host, and thereby the route to it. */
export async function thousandHostsDown(): Promise<void> {
  await hostsDown([NAME]);
  await run('ip', ['route', 'flush', NETWORK]);
}

const addresses = (): string[] =>
  Array.from({ length: LIMIT }, (_, index) => `10.78.${Math.floor(index / 250)}.${(index % 250) + 1}`);

/** Sets up the mounts of a connection before its command runs, in a mount namespace that ends with it. */
const AS_HOST = `#!/bin/sh
# as-host : runs what the client asks for as the host whose address it has connected to
set -- $SSH_CONNECTION
exec unshare --mount sh -c '
  for directory in ${OWN.join(' ')}; do mount --bind "/srv/hosts/$1$directory" "$directory" || exit 1; done
  eval "$SSH_ORIGINAL_COMMAND"
' as-host "$3"
`;

const renderPrepareScript = (hosts: readonly Host[], publicKey: string): string => `set -eu
cat >/usr/local/sbin/as-host <<'END'
${AS_HOST}END
chmod 755 /usr/local/sbin/as-host
cat >/etc/ssh/sshd_config.d/scale.conf <<'END'
MaxStartups 2000
LoginGraceTime 600
UsePAM no
Match LocalAddress ${NETWORK}
  ForceCommand /usr/local/sbin/as-host
END
mkdir -p ${OWN.join(' ')}
echo '${publicKey}' >/root/.ssh/authorized_keys
for address in ${hosts.map(({ address }) => address).join(' ')}; do
  for directory in ${OWN.join(' ')}; do echo "/srv/hosts/$address$directory"; done
done | xargs mkdir -p
ip route replace local ${NETWORK} dev lo
systemctl set-property --runtime ssh.service TasksMax=infinity
systemctl daemon-reload
systemctl restart ssh
cat /etc/ssh/ssh_host_ed25519_key.pub
`;

/** Copies the files of the first host with the other host's name, which is much faster than converging each host. */
const renderSpreadScript = (hosts: readonly Host[]): string => {
  const [first, ...others] = hosts.map(({ address }) => `/srv/hosts/${address}`);
  return `set -eu
number=1
for host in ${others.join(' ')}; do
  number=$((number + 1))
  rm -rf "$host"
  cp -a ${first ?? ''} "$host"
  sed -i "s/\\\\bhost1\\\\b/host$number/; s/:1$/:$number/" "$host"/etc/scale/*
done
`;
};
