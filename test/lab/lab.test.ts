import { expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { checkout, lab, ssh, sshOrThrow } from './support/lab.ts';
import { runOrThrow } from './support/run-command.ts';
import { snapshot, snapshotDifference } from './support/snapshot.ts';
import { useHost } from './support/use-host.ts';

const site = ['lb1', 'lb2', 'web1', 'web2', 'app1', 'app2', 'db1', 'db2', 'mon1'];

test('npx finds the program in the checkout', async () => {
  expect(await runOrThrow('npx', ['--no-install', 'provision', '--version'], { cwd: checkout })).toMatch(
    /^\d+\.\d+\.\d+\n$/,
  );
});

describeLab('the site', () => {
  test.each(site)('%s answers over ssh, by its own name, with sudo and systemd', async (host) => {
    const answer = await sshOrThrow(host, 'hostname; sudo -n id -u; sudo cat /proc/1/comm');
    expect(answer.split('\n').slice(0, 3)).toEqual([host, '0', 'systemd']);
  });

  test('the hosts reach one another', async () => {
    expect((await ssh('web1', 'ping -c 1 -W 2 10.77.0.17')).exitCode).toBe(0);
  });
});

describeLab('the inventory', () => {
  test('has every machine in its group, with the address, user and key that it answers to', async () => {
    const inventory = await listInventory({});
    expect(inventory).toMatchObject({
      lb: { hosts: ['lb1', 'lb2'] },
      db: { children: ['db_primary', 'db_replica'] },
      db_replica: { hosts: ['db2'] },
    });
    expect(Object.keys(inventory._meta.hostvars)).toEqual(site);
    const answer = await sshByInventory(inventory, 'db2', 'hostname; ip -4 -br addr');
    expect(answer).toMatch(/^db2\n/);
    expect(answer).toContain(` ${inventory._meta.hostvars['db2']?.['site_address'] ?? 'none'}/24`);
  });

  test('reaches the machines from outside the lab too', async () => {
    const inventory = await listInventory({ PROVISION_LAB: '' });
    expect(inventory._meta.hostvars['db2']?.['ansible_ssh_common_args']).toContain('ProxyCommand');
    expect(await sshByInventory(inventory, 'db2', 'hostname')).toBe('db2\n');
  });
});

describeLab('a host of its own', () => {
  const host = useHost();

  test('has no way out of the lab', async () => {
    const routes = await sshOrThrow(host().name, 'ip -4 route; ip -6 route show default');
    expect(routes).toMatch(/^10\.77\.0\.0\/24 dev eth0 \S.*\n$/);
    // an address of documentation, which nothing may answer for
    expect((await ssh(host().name, 'ping -c 1 -W 1 192.0.2.2')).stderr).toContain('unreachable');
  });

  test('gets packages through the relay', async () => {
    await sshOrThrow(host().name, 'sudo apt-get update -q && sudo apt-get install -y -q --no-install-recommends hello');
    expect(await sshOrThrow(host().name, 'hello')).toContain('Hello, world!');
  });

  test('is as it was made after a reset', async () => {
    await sshOrThrow(host().name, 'sudo touch /etc/mark');
    await lab('reset', host().name);
    expect((await ssh(host().name, 'test -e /etc/mark')).exitCode).toBe(1);
  });
});

describeLab('a snapshot', () => {
  const host = useHost();

  test('is the same twice when only looked at over ssh', async () => {
    const before = await snapshot(host().name);
    await sshOrThrow(host().name, 'sudo cat /etc/shadow; systemctl show ssh.service nothing.service; dpkg-query -W');
    expect(snapshotDifference(before, await snapshot(host().name))).toEqual([]);
  });

  test.each([
    [
      'a file written anew with the same content',
      'sudo cp /etc/hostname /tmp/h && sudo cp /tmp/h /etc/hostname && sudo rm /tmp/h',
      '/etc/hostname',
    ],
    ['a mode', 'sudo chmod 600 /etc/hosts', '/etc/hosts'],
    ['a file removed', 'sudo rm /etc/issue', '/etc/issue\tremoved'],
    ['a unit stopped', 'sudo systemctl stop systemd-logind', 'systemd-logind.service\tloaded\tinactive'],
    ['a process left behind', 'setsid sleep 1234 </dev/null >/dev/null 2>&1 &', 'vagrant sleep 1234'],
  ])('shows %s', async (_, command, shown) => {
    const before = await snapshot(host().name);
    await sshOrThrow(host().name, command);
    expect(snapshotDifference(before, await snapshot(host().name)).join('\n')).toContain(shown);
  });
});

interface Listing {
  readonly _meta: { readonly hostvars: Readonly<Record<string, Readonly<Record<string, string | number>>>> };
}

async function listInventory(env: Record<string, string>): Promise<Listing> {
  return JSON.parse(await runOrThrow(`${checkout}inventories/vagrant/hosts`, ['--list'], { env })) as Listing;
}

/** With OpenSSH, given only what the inventory says. The shell takes the quotes in the arguments as Ansible does. */
function sshByInventory(inventory: Listing, host: string, command: string): Promise<string> {
  const {
    ansible_ssh_common_args: args,
    ansible_ssh_private_key_file: key,
    ansible_port: port,
    ansible_user: user,
    ansible_host: address,
  } = inventory._meta.hostvars[host] ?? {};
  return runOrThrow('sh', [
    '-c',
    `exec ssh -F none ${args ?? ''} -i "$1" -o BatchMode=yes -p "$2" "$3@$4" "$5"`,
    'sh',
    String(key),
    String(port),
    String(user),
    String(address),
    command,
  ]);
}
