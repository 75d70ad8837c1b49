import { expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { checkout, lab, ssh, sshOrThrow } from './support/lab.ts';
import { runOrThrow } from './support/run-command.ts';
import { snapshot, snapshotDifference } from './support/snapshot.ts';
import { useHost } from './support/use-host.ts';

const site = ['lb1', 'lb2', 'web1', 'web2', 'app1', 'app2', 'db1', 'db2', 'mon1'];

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
  test('has every machine with the address, user and key that it answers to, in its group', async () => {
    const inventory = JSON.parse(await runOrThrow(`${checkout}inventories/vagrant/hosts`, ['--list'])) as Record<
      string,
      unknown
    >;
    expect(inventory).toMatchObject({
      lb: { hosts: ['lb1', 'lb2'] },
      db: { children: ['db_primary', 'db_replica'] },
      db_replica: { hosts: ['db2'] },
    });
    const { hostvars } = inventory['_meta'] as { hostvars: Record<string, Record<string, string>> };
    expect(Object.keys(hostvars)).toEqual(site);
    const vars = hostvars['db2'] ?? {};
    const args = [
      '-i',
      vars['ansible_ssh_private_key_file'] ?? '',
      ...(vars['ansible_ssh_common_args'] ?? '').split(' '),
    ];
    const login = `${vars['ansible_user'] ?? ''}@${vars['ansible_host'] ?? ''}`;
    expect(
      await runOrThrow('ssh', [
        ...args,
        '-o',
        'BatchMode=yes',
        '-p',
        String(vars['ansible_port']),
        login,
        'hostname; ip -4 -br addr',
      ]),
    ).toMatch(new RegExp(`^db2\\n[^]*${vars['site_address'] ?? 'no site_address'}/24`));
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
