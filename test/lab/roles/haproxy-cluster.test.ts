import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { cutOff, reconnect } from '../support/cut-off.ts';
import { describeLab } from '../support/describe-lab.ts';
import { lab, ssh, sshOrThrow } from '../support/lab.ts';
import { makeAuthority } from '../support/make-authority.ts';
import { countOf, expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { lostSeconds, startClient } from '../support/load-client.ts';
import { useHost, type LabHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';
import { until } from '../../support/until.ts';
import { pause } from '../../support/pause.ts';

// The rest takes a minute more: by night.
const testLong = process.env['PROVISION_LONG'] === undefined ? test.skip : test;

const PLAYBOOK = `- hosts: all
  become: true
  roles:
    - tls
    - { role: nginx, hosts: web }
    - { role: haproxy-cluster, hosts: lb }
`;

describeLab('the role haproxy-cluster', () => {
  const balancers = [useHost('bookworm'), useHost('trixie')] as const;
  const webs = [useHost('bookworm'), useHost('bookworm')] as const;
  const project = useProject('roles', 'playbooks');
  const authority = makeAuthority('site');

  /** Addresses of hosts end with 150 to 199, so that these are nobody's. */
  const floating = ({ address }: LabHost): string => address.replace(/\d+$/, (last) => String(Number(last) + 50));
  const vip = (): string => floating(balancers[0]());
  const site = { name: 'www.site.test', path: () => '/who', ca: authority.certificate };

  const variables = (more: Record<string, unknown> = {}): void =>
    project().write(
      'inventories/test/group_vars/all.yml',
      JSON.stringify({
        tls_domain: 'site.test',
        tls_extra_names: ['www.site.test'],
        tls_ca_certificate: authority.certificate,
        tls_ca_key: authority.key,
        nginx_proxy_protocol_from: '<%= groups.lb.map((host) => hostvars[host].site_address) %>',
        nginx_vhosts: [
          {
            name: 'site',
            default: true,
            root: '/var/www/html',
            extra: 'location = /who { return 200 "$hostname $remote_addr $proxy_protocol_addr"; }',
          },
        ],
        haproxy_cluster_name: 'www.site.test',
        haproxy_cluster_check_path: '/who',
        haproxy_cluster_addresses: [{ address: vip() }],
        haproxy_cluster_password: 'sesame12',
        haproxy_cluster_verify_from: webs[0]().name,
        ...more,
      }),
    );

  const patient = { ...site, perSecond: 10, timeoutMs: 10_000 };

  /** What a client with 10 requests a second gets while this happens. */
  async function answersDuring(event: () => Promise<unknown>) {
    const client = startClient({ ...patient, address: vip() });
    try {
      await event();
    } finally {
      await client.stop();
    }
    return client.stop();
  }

  /** Runs with these further sections of haproxy.cfg, which must fail and leave what is there. */
  async function expectRefused(extra: string): Promise<void> {
    variables({ haproxy_cluster_extra: extra });
    expect(await project().provision(['-i', 'test'])).toMatchObject({ exitCode: 1 });
    expect((await ssh(balancers[0]().name, `sudo grep -E "nonsense|:22" /etc/haproxy/haproxy.cfg`)).exitCode).toBe(1);
  }
  const ask = async (address = vip()): Promise<string[]> => {
    const client = startClient({ ...patient, address });
    await until('ten answers', () => client.answered() >= 10);
    return (await client.stop()).map(({ body, error }) => error ?? body);
  };

  /** The balancers need some checks, and an election, before all is well. */
  const untilVerified = () =>
    until('verify passes', async () => (await project().provision(['verify', '-i', 'test'])).exitCode === 0);

  beforeAll(async () => {
    const [lbs, web] = [balancers, webs].map((hosts) => hosts.map((host) => `${host().name}: {}`).join(', '));
    const inventory = await lab('inventory', ...[...balancers, ...webs].map((host) => host().name));
    project().write(
      'inventories/test/hosts.yml',
      `${inventory}  children:\n    lb: { hosts: { ${lbs ?? ''} } }\n    web: { hosts: { ${web ?? ''} } }\n`,
    );
    project().write('playbooks/site.yml', PLAYBOOK);
    const rolling = readFileSync(join(project().directory, 'playbooks/rolling-web.yml'), 'utf8');
    project().write('playbooks/rolling-web.yml', rolling.replace(/roles: .*/, 'roles: [tls, nginx]'));
    variables();
  });

  test('converges as the dry run predicted, and is verified from another host', async () => {
    await expectLawfulConvergence(project(), 12);
    await runSite(project(), 'verify');
    const mode = await sshOrThrow(balancers[0]().name, 'stat -c %a /etc/keepalived/keepalived.conf');
    expect(mode.trim()).toBe('640');
  }, 400_000);

  test('takes servers in turn, which hear the address of the client', async () => {
    const answers = await ask();
    const client = (await sshOrThrow(webs[0]().name, 'echo $SSH_CLIENT')).split(' ')[0] ?? '';
    const names = answers.map((answer) => answer.split(' ')[0]);
    expect(answers.every((answer) => answer.endsWith(` ${client} ${client}`))).toBe(true);
    expect(new Set(names)).toEqual(new Set(webs.map((host) => host().name)));
    expect(names.every((name, i) => i === 0 || name !== names[i - 1])).toBe(true);
  }, 60_000);

  test('drops no request where a server goes and comes back', async () => {
    const answers = await answersDuring(async () => {
      variables({ haproxy_cluster_servers: [{ name: webs[0]().name, address: webs[0]().address }] });
      await runSite(project());
      expect(new Set((await ask()).map((answer) => answer.split(' ')[0]))).toEqual(new Set([webs[0]().name]));
      variables();
      await runSite(project());
    });
    expect(lostSeconds(answers)).toBe(0);
  }, 120_000);

  test('verify notices a web server that is down', async () => {
    await sshOrThrow(webs[1]().name, 'sudo systemctl stop nginx');
    const result = await until('verify fails', async () => {
      const verified = await project().provision(['verify', '-i', 'test']);
      return verified.exitCode === 1 && verified;
    });
    expect(result.stdout).toContain(`${webs[1]().name} is not up`);
    await sshOrThrow(webs[1]().name, 'sudo systemctl start nginx');
  }, 60_000);

  test('valid settings with which no server passes its checks are not taken over, and no request fails', async () => {
    const answers = await answersDuring(async () => {
      for (const wrong of [{ haproxy_cluster_name: 'www2.site.test' }, { haproxy_cluster_check_path: '/nowhere' }]) {
        variables(wrong);
        const result = await project().provision(['-i', 'test']);
        expect(result).toMatchObject({ exitCode: 1 });
        expect(result.stdout).toContain('No web server passes the health checks with the new configuration, but some pass with the current one');
        expect(result.stdout).toContain('The previous configuration has been restored.');
      }
      variables();
      await runSite(project());
    });
    expect(lostSeconds(answers)).toBe(0);
  }, 120_000);

  test('a web server that is cut off costs next to no request, each on a connection of its own', async () => {
    const answers = await answersDuring(async () => {
      await cutOff(webs[1]().name);
      await pause(10_000);
      await reconnect(webs[1]().name);
    });
    expect(answers.filter(({ error, status }) => error !== undefined || status !== 200).length).toBeLessThanOrEqual(1);
    await untilVerified();
  }, 120_000);

  test('leaves what works as it is where the configuration is wrong', async () => {
    const answers = await answersDuring(() => expectRefused('nonsense'));
    expect(lostSeconds(answers)).toBe(0);
    variables();
    await runSite(project());
  }, 120_000);

  test('repairs what is broken already', async () => {
    await sshOrThrow(
      balancers[0]().name,
      'sudo sh -c "echo nonsense >>/etc/haproxy/haproxy.cfg; systemctl stop haproxy; systemctl start haproxy || :"',
    );
    const events = await runSite(project());
    expect(countOf(events, 'changed')).toBeGreaterThan(0);
    await untilVerified();
  }, 120_000);

  test('rolls over the web servers without a request that fails', async () => {
    const before = await pids();
    const answers = await answersDuring(() => runSite(project(), '--playbook', 'rolling-web'));
    expect(answers.length).toBeGreaterThan(100);
    expect(lostSeconds(answers)).toBe(0);
    expect(await pids()).not.toEqual(before);
    async function pids(): Promise<string[]> {
      return Promise.all(webs.map((host) => sshOrThrow(host().name, 'pgrep -f "worker proces[s]" | sort')));
    }
  }, 180_000);

  test('refuses what can’t be before it connects', async () => {
    variables({ haproxy_cluster_mode: 'passthru' });
    const result = await project().provision(['-i', 'test']);
    expect(result).toMatchObject({ exitCode: 3 });
    expect(result.stdout + result.stderr).toContain('no host was touched');
  });

  testLong('a server that is drained stays so over a reload', async () => {
    const drain = async (state: string): Promise<void> => {
      project().write(
        'playbooks/drain.yml',
        `- { hosts: lb, become: true, tasks: [{ haproxy: { host: ${webs[1]().name}, state: ${state}, wait: yes, wait_interval: 1 } }] }\n`,
      );
      await runSite(project(), '--playbook', 'drain');
    };
    await drain('drain');
    variables({ haproxy_cluster_check_seconds: 1 });
    await runSite(project());
    expect(new Set((await ask()).map((answer) => answer.split(' ')[0]))).toEqual(new Set([webs[0]().name]));
    await drain('enabled');
  }, 120_000);

  testLong('puts the previous configuration back where HAProxy does not take over the new one', async () => {
    // a port that is taken: HAProxy stops listening for a moment while it tries to get it
    const answers = await answersDuring(() => expectRefused('listen ssh\n    mode tcp\n    bind :22'));
    expect(lostSeconds(answers)).toBeLessThan(6);
    variables();
    await runSite(project());
  }, 120_000);

  testLong('reencrypts, and floats two addresses, where that is asked for', async () => {
    const other = floating(balancers[1]());
    variables({
      haproxy_cluster_mode: 'reencrypt',
      haproxy_cluster_metrics_password: 'open sesame',
      haproxy_cluster_addresses: [{ address: vip() }, { address: other }],
    });
    await runSite(project());
    await untilVerified();
    const client = (await sshOrThrow(webs[0]().name, 'echo $SSH_CLIENT')).split(' ')[0] ?? '';
    expect((await ask(other)).every((answer) => answer.endsWith(` ${client} ${client}`))).toBe(true);
    const holders = balancers.map((host) => sshOrThrow(host().name, 'ip -br addr show eth0'));
    const [first, second] = await Promise.all(holders);
    expect([first?.includes(vip()), first?.includes(other), second?.includes(other)]).toEqual([true, false, true]);
  }, 180_000);
});
