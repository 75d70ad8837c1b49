import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { sshOrThrow } from '../support/lab.ts';
import { makeAuthority } from '../support/make-authority.ts';
import { countOf, expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';
import { until } from '../support/until.ts';

const PLAYBOOK = `- hosts: all
  become: true
  roles:
    - tls
    - monitoring-agent
    - { role: monitoring-server, hosts: mon }
`;

interface Notification {
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

describeLab('the role monitoring-server', () => {
  const app = useHost();
  const mon = useHost();
  const project = useProject('roles');
  const told: Notification[] = [];
  let someone: Server;
  let variables: Record<string, unknown>;

  const declare = (more: Record<string, unknown> = {}): void =>
    project().write('inventories/test/group_vars/all.yml', JSON.stringify({ ...variables, ...more }));

  beforeAll(async () => {
    someone = await listen(told);
    const { port } = someone.address() as AddressInfo;
    const { certificate, key } = makeAuthority('one');
    variables = {
      tls_domain: 'site.test',
      tls_ca_certificate: certificate,
      tls_ca_key: key,
      monitoring_agent_password: 'correct-horse-battery',
      monitoring_server_receiver: { webhook_configs: [{ url: `http://10.77.0.1:${port}/` }] },
      monitoring_server_scrape_interval: '1s',
      monitoring_server_down_after: '3s',
      monitoring_server_group_wait: '1s',
    };
    await project().writeInventory(app().name, mon().name);
    project().write('inventories/test/groups.yml', `{mon: {hosts: {${mon().name}: }}}\n`);
    project().write('playbooks/site.yml', PLAYBOOK);
    declare();
  });
  afterAll(() => void someone.close());

  test('converges as the dry run told, and sees every target', async () => {
    await expectLawfulConvergence(project(), 40);
    await runSite(project(), 'verify');
  }, 300_000);

  test('someone is told of an exporter that is down', async () => {
    await sshOrThrow(app().name, 'sudo systemctl stop prometheus-node-exporter');
    const alert = await until(
      'an alert',
      () => told.flatMap(({ alerts }) => alerts).find(({ labels }) => labels['alertname'] === 'TargetDown'),
      { timeoutMs: 90_000 },
    );
    expect(alert).toMatchObject({ status: 'firing', labels: { host: app().name, job: 'node' } });
    expect(await project().provision(['verify', '-i', 'test', '--roles', 'monitoring-server'])).toMatchObject({ exitCode: 1 });
    expect(countOf(await runSite(project()), 'changed')).toBe(1);
    await runSite(project(), 'verify');
  }, 180_000);

  test('a rule that is none is refused, and what runs goes on', async () => {
    declare({ monitoring_server_rules: [{ alert: 'Odd', expr: 'up ==' }] });
    expect(await project().provision(['-i', 'test'])).toMatchObject({ exitCode: 1 });
    expect(await sshOrThrow(mon().name, 'cat /etc/prometheus/rules/site.yml')).not.toContain('Odd');
    declare();
    // a failed run leaves its reload to the next one
    await runSite(project());
    expect(countOf(await runSite(project()), 'changed')).toBe(0);
  }, 60_000);

  test('where nobody is to be told there is no Alertmanager', async () => {
    declare({ monitoring_server_receiver: {} });
    await runSite(project());
    expect(await sshOrThrow(mon().name, 'pgrep -a alertmanager || true')).toBe('');
    await runSite(project(), 'verify');
    expect(countOf(await runSite(project()), 'changed')).toBe(0);
  }, 90_000);
});

/** A receiver of Alertmanager's webhooks. */
function listen(told: Notification[]): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      told.push(JSON.parse(body) as Notification);
      response.end();
    });
  });
  return new Promise((resolve) => server.listen(0, '10.77.0.1', () => resolve(server)));
}
