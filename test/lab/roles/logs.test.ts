import { beforeAll, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { makeAuthority } from '../support/make-authority.ts';
import { expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { until } from '../../support/until.ts';
import { useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';

const PLAYBOOK = `- hosts: all
  become: true
  roles:
    - tls
    - { role: nginx, hosts: web }
    - logs
`;

describeLab('the role logs', () => {
  const web = useHost();
  const mon = useHost();
  const project = useProject('roles', 'playbooks');
  const search = (...args: string[]) => ssh(mon().name, `sudo site-logs ${args.join(' ')}`);
  // sudo logs each search: a pattern must not match itself
  const isFound = async (text: string): Promise<boolean> =>
    (await search(`'${text.replace(/.$/, '[$&]')}'`)).exitCode === 0;

  beforeAll(async () => {
    const { certificate, key } = makeAuthority('logs');
    await project().writeInventory(web().name, mon().name);
    project().write('inventories/test/groups.yml', `{web: {hosts: {${web().name}: }}}\n`);
    project().write('playbooks/site.yml', PLAYBOOK);
    project().write(
      'inventories/test/group_vars/all.yml',
      JSON.stringify({
        tls_domain: 'site.test',
        tls_ca_certificate: certificate,
        tls_ca_key: key,
        nginx_tls: false,
        nginx_vhosts: [{ name: 'shop', server_names: ['shop.test'], root: '/var/www/html' }],
        logs_host: mon().name,
        logs_megabytes: 8,
      }),
    );
  });

  test('converges as the dry run predicted, and the logs of each host are found', async () => {
    await expectLawfulConvergence(project(), 30);
    await runSite(project(), 'verify');
  }, 300_000);

  test('a request is found by its name, with one command', async () => {
    const answer = await sshOrThrow(web().name, 'curl -sI -H "Host: shop.test" http://127.0.0.1/index.nginx-debian.html');
    const id = /^X-Request-ID: (\w{32})/im.exec(answer)?.[1] ?? 'none';
    await until('the line arrives', () => isFound(id));
    const found = await project().provisionOrThrow(['--playbook', 'logs', '-i', 'test', '-e', `find=${id}`]);
    expect(found).toMatch(new RegExp(`${web().name} nginx-access:.* "HEAD /index.nginx-debian.html .* id=${id}`));
    const nothing = await project().provisionOrThrow(['--playbook', 'logs', '-i', 'test', '-e', 'find=no-such-thing-1']);
    expect(nothing).toContain('nothing matches no-such-thing-1');
    await sshOrThrow(web().name, 'curl -s -A haproxy -H "Host: shop.test" http://127.0.0.1/left-out; logger after-it');
    await until('the line after it arrives', () => isFound('after-it'));
    expect(await isFound('left-out')).toBe(false);
  }, 120_000);

  test('messages that cannot be sent arrive later', async () => {
    await sshOrThrow(mon().name, 'sudo systemctl stop rsyslog syslog.socket');
    await sshOrThrow(web().name, 'for i in $(seq 50); do logger "meanwhile-$i-"; done; sudo systemctl restart rsyslog');
    await sshOrThrow(mon().name, 'sudo systemctl start rsyslog');
    await until('all of it arrives', () => isFound('meanwhile-50-'), { timeoutMs: 90_000 });
    const { stdout } = await search("'meanwhil[e]-'");
    expect(new Set(stdout.match(/meanwhile-\d+-/g)).size).toBe(50);
  }, 180_000);

  test('clients without a certificate of the site are rejected', async () => {
    const line = `(echo '<13>1 - intruder x - - - from-an-intruder'; sleep 1)`;
    await ssh(web().name, `${line} | timeout 10 openssl s_client -quiet -connect ${mon().address}:6514`);
    await sshOrThrow(web().name, 'logger after-the-intruder');
    await until('the line after it arrives', () => isFound('after-the-intruder'));
    expect(await isFound('from-an-intruder')).toBe(false);
  }, 90_000);

  test('they are kept as long and as large as asked', async () => {
    const days = ['2 days', '3 days', '40 days'];
    const make = days.map((age, i) => `head -c 5M /dev/urandom >/var/log/site/old/${i}.log; touch -d "${age} ago" /var/log/site/old/${i}.log`);
    await sshOrThrow(mon().name, `sudo sh -c 'mkdir -p /var/log/site/old; ${make.join('; ')}; systemctl start site-logs-trim'`);
    expect((await sshOrThrow(mon().name, 'sudo ls /var/log/site/old')).trim()).toBe('0.log.gz');
    expect(await isFound('after-the-intruder')).toBe(true);
  }, 60_000);
});
