import { beforeAll, expect, test } from '@jest/globals';
import { cutOff, reconnect } from '../support/cut-off.ts';
import { describeLab } from '../support/describe-lab.ts';
import { lab, ssh, sshOrThrow } from '../support/lab.ts';
import { makeAuthority } from '../support/make-authority.ts';
import { runSite } from '../support/run-role.ts';
import { pause } from '../../support/pause.ts';
import { lostSeconds, startClient } from '../support/load-client.ts';
import { settled, until } from '../../support/until.ts';
import { useProject } from '../support/use-project.ts';
import { useSite } from '../support/use-site.ts';

const FLOATING = '10.77.0.10';

// The rest takes a minute more: by night.
const testLong = process.env['PROVISION_LONG'] === undefined ? test.skip : test;

const GROUPS = `  children:
    lb: { hosts: { lb1: {}, lb2: {} } }
    web: { hosts: { web1: {} } }
`;

const PLAYBOOK = `- hosts: all
  become: true
  roles:
    - tls
    - ufw
    - { role: nginx, hosts: web }
    - { role: haproxy-cluster, hosts: lb }
`;

const SITE = {
  tls_domain: 'site.test',
  tls_extra_names: ['www.site.test'],
  nginx_proxy_protocol_from: '<%= groups.lb.map((host) => hostvars[host].site_address) %>',
  nginx_vhosts: [{ name: 'site', default: true, root: '/var/www/html' }],
  haproxy_cluster_name: 'www.site.test',
  haproxy_cluster_check_path: '/index.nginx-debian.html',
  haproxy_cluster_addresses: [{ address: FLOATING }],
  haproxy_cluster_password: 'sesame12',
};

describeLab('a balancer dies', () => {
  useSite('lb1', 'lb2', 'web1');
  const project = useProject('roles');
  let ca = '';

  /**
   * Seconds that a client with 20 requests a second loses while this happens and the floating address finds its holder, among those
   * of the balancers that can be asked.
   */
  async function lossDuring(event: () => Promise<unknown>, holder: string, asked = ['lb1', 'lb2']): Promise<number> {
    const client = startClient({
      name: 'www.site.test',
      path: () => '/index.nginx-debian.html',
      address: FLOATING,
      ca,
    });
    const settled = async (): Promise<void> => {
      await client.answers(10);
      await event();
      // the balancers may take so long to notice
      await pause(1500);
      await expectHolder(holder, asked);
      await until('the site answers', () => client.isServed(), { timeoutMs: 10_000 });
      await client.answers(20);
    };
    const [[outcome], answers] = [await Promise.allSettled([settled()]), await client.stop()];
    if (outcome.status === 'rejected') throw outcome.reason;
    await expectHolder(holder, asked);
    expect(answers[0]).toMatchObject({ status: 200 });
    expect(answers.at(-1)).toMatchObject({ status: 200 });
    const lost = lostSeconds(answers);
    console.log(`${expect.getState().currentTestName ?? ''}: ${answers.length} requests, ${lost.toFixed(2)} s lost`);
    return lost;
  }

  beforeAll(async () => {
    const authority = makeAuthority('site');
    ca = authority.certificate;
    project().write('inventories/test/hosts.yml', (await lab('inventory', 'lb1', 'lb2', 'web1')) + GROUPS);
    project().write('playbooks/site.yml', PLAYBOOK);
    project().write(
      'inventories/test/group_vars/all.yml',
      JSON.stringify({ ...SITE, tls_ca_certificate: authority.certificate, tls_ca_key: authority.key }),
    );
    await runSite(project());
    await expectHolder('lb1');
  }, 300_000);

  const onLb1 = (command: string) => () => sshOrThrow('lb1', `sudo systemctl ${command}`);

  const bridge =
    (...change: string[]) =>
    () =>
      lab('exec', 'ip', 'link', 'set', 'v-lb1', ...change);

  // What docs/guide/balancers.md states, with the seconds that were measured.
  test('its link is cut, and mended', async () => {
    try {
      expect(await lossDuring(() => cutOff('lb1'), 'lb2', ['lb2'])).toBeLessThan(5);
      expect(await lossDuring(() => reconnect('lb1'), 'lb1')).toBeLessThan(2);
    } finally {
      await reconnect('lb1');
    }
  }, 60_000);

  test('HAProxy is killed, and starts again by itself', async () => {
    expect(await lossDuring(onLb1('kill -s KILL haproxy'), 'lb1')).toBeLessThan(3);
  }, 60_000);

  test('HAProxy is stopped for good, and started', async () => {
    expect(await lossDuring(onLb1('stop haproxy'), 'lb2')).toBeLessThan(2);
    expect(await lossDuring(onLb1('start haproxy'), 'lb1')).toBeLessThan(2);
  }, 60_000);

  test('keepalived is stopped, and started', async () => {
    expect(await lossDuring(onLb1('stop keepalived'), 'lb2')).toBeLessThan(2);
    expect(await lossDuring(onLb1('start keepalived'), 'lb1')).toBeLessThan(2);
  }, 60_000);

  testLong(
    'keepalived is killed, and clears up what it left',
    async () => {
      expect(await lossDuring(onLb1('kill -s KILL keepalived'), 'lb1')).toBeLessThan(5);
    },
    60_000,
  );

  testLong(
    'the network falls apart between balancers that both go on, and is one again',
    async () => {
      try {
        expect(await lossDuring(bridge('nomaster'), 'lb2', ['lb2'])).toBeLessThan(5);
        expect(await lossDuring(bridge('master', 'br-lab'), 'lb1')).toBeLessThan(5);
      } finally {
        await bridge('master', 'br-lab')();
      }
    },
    60_000,
  );

  testLong(
    'the address stays where it is, where it is not to return',
    async () => {
      await runSite(project(), '-e', '{"haproxy_cluster_preempt": false}');
      await expectHolder('lb1');
      expect(await lossDuring(onLb1('stop haproxy'), 'lb2')).toBeLessThan(2);
      expect(await lossDuring(onLb1('start haproxy'), 'lb2')).toBe(0);
      await pause(5000);
      await expectHolder('lb2');
      expect(await lossDuring(() => sshOrThrow('lb2', 'sudo systemctl stop keepalived'), 'lb1')).toBeLessThan(2);
    },
    120_000,
  );
});

/** Fails unless just this balancer, of those that are asked, gets to have the floating address, and keeps it. */
async function expectHolder(holder: string, asked = ['lb1', 'lb2']): Promise<void> {
  const holders = async (): Promise<string[]> => {
    const has = await Promise.all(asked.map((host) => ssh(host, `ip -br addr show eth0 | grep -qwF ${FLOATING}`)));
    return asked.filter((_, i) => has[i]?.exitCode === 0);
  };
  await settled(holders, (found) => found.join() === holder, { timeoutMs: 15_000 });
  expect(await holders()).toEqual([holder]);
}
