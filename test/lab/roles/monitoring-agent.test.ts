import { beforeAll, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { makeAuthority } from '../support/make-authority.ts';
import { countOf, expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';

// nginx as the host's own service, whose numbers are exported too
const PLAYBOOK = `- hosts: all
  become: true
  roles:
    - tls
    - { role: nginx, hosts: web }
    - monitoring-agent
`;
const PASSWORD = 'correct-horse-battery';

describeLab('the role monitoring-agent', () => {
  const web = useHost();
  const mon = useHost();
  const project = useProject('roles');

  const declare = (more: Record<string, unknown> = {}): void =>
    project().write('inventories/test/group_vars/all.yml', JSON.stringify({ ...variables(), ...more }));
  const variables = memoize(() => {
    const { certificate, key } = makeAuthority('one');
    return { tls_domain: 'site.test', tls_ca_certificate: certificate, tls_ca_key: key, monitoring_agent_password: PASSWORD };
  });
  const scrape = async (port: number, password = PASSWORD): Promise<string> => {
    const curl = `curl -s --cacert /etc/ssl/site/ca.crt -u prometheus:${password} -w '\\n%{http_code}\\n'`;
    return (await ssh(mon().name, `${curl} https://${web().address}:${port}/metrics`)).stdout;
  };

  beforeAll(async () => {
    await project().writeInventory(web().name, mon().name);
    project().write('inventories/test/groups.yml', `{web: {hosts: {${web().name}: }}, mon: {hosts: {${mon().name}: }}}\n`);
    project().write('playbooks/site.yml', PLAYBOOK);
    declare();
  });

  test('converges as the dry run predicted, and is verified from the host that scrapes it', async () => {
    await expectLawfulConvergence(project(), 30);
    await runSite(project(), 'verify');
  }, 300_000);

  test('answers over TLS to one user alone, with how the last run ended among the metrics', async () => {
    const metrics = await scrape(9100);
    expect(metrics).toMatch(/^provision_run_success 1$/m);
    expect(metrics).toMatch(/^node_systemd_unit_state\{name="nginx.service".*state="active".*\} 1$/m);
    expect(await scrape(9113)).toMatch(/^nginx_up 1$/m);
    expect(await scrape(9100, 'guessed')).toMatch(/\n401\n$/);
    const plain = await ssh(mon().name, `curl -s http://${web().address}:9100/metrics`);
    expect(plain.stdout).not.toContain('node_');
    expect((await ssh(web().name, 'curl -sk https://127.0.0.1:9100/metrics')).exitCode).toBe(7);
  }, 60_000);

  test('its password is on the host as a hash alone, and is never shown', async () => {
    const found = await sshOrThrow(web().name, `sudo grep -rl ${PASSWORD} /etc /var/lib/provision || true`);
    expect(found).toBe('');
    declare({ monitoring_agent_password: 'another-horse' });
    const result = await project().provision(['-i', 'test', '--diff']);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stdout + result.stderr).not.toContain('another-horse');
    expect(await scrape(9100)).toMatch(/\n401\n$/);
    expect(await scrape(9100, 'another-horse')).toMatch(/\n200\n$/);
    declare();
    await runSite(project());
  }, 60_000);

  test('verify notices an exporter that is down, and one run brings it back, and nothing else', async () => {
    await sshOrThrow(web().name, 'sudo systemctl stop prometheus-node-exporter');
    expect(await project().provision(['verify', '-i', 'test'])).toMatchObject({ exitCode: 1 });
    expect(countOf(await runSite(project()), 'changed')).toBe(1);
    await runSite(project(), 'verify');
  }, 60_000);

  test("nginx's metrics are no longer exported once they are not requested", async () => {
    declare({ monitoring_agent_nginx: false });
    await runSite(project());
    expect(await scrape(9113)).not.toContain('nginx_up');
    expect((await ssh(web().name, 'ls /etc/nginx/conf.d/exporter.conf; pgrep -f nginx-exporter')).stdout).toBe('');
    await runSite(project(), 'verify');
    expect(countOf(await runSite(project()), 'changed')).toBe(0);
  }, 60_000);
});

function memoize<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
