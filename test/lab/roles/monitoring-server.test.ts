import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MONITORING_CASES } from '../scenarios/alerts/monitoring-cases.ts';
import { renderRuleTests } from '../scenarios/alerts/rule-case.ts';
import { AlertReceiver } from '../support/alert-receiver.ts';
import { describeLab } from '../support/describe-lab.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { makeAuthority } from '../support/make-authority.ts';
import { countOf, expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';

const PLAYBOOK = `- hosts: all
  become: true
  roles:
    - tls
    - monitoring-agent
    - { role: monitoring-server, hosts: mon }
`;

describeLab('the role monitoring-server', () => {
  const app = useHost();
  const mon = useHost();
  const project = useProject('roles');
  let people: AlertReceiver;
  let variables: Record<string, unknown>;

  const declare = (more: Record<string, unknown> = {}): void =>
    project().write('inventories/test/group_vars/all.yml', JSON.stringify({ ...variables, ...more }));

  beforeAll(async () => {
    people = await AlertReceiver.listen();
    const { certificate, key } = makeAuthority('one');
    variables = {
      tls_domain: 'site.test',
      tls_ca_certificate: certificate,
      tls_ca_key: key,
      monitoring_agent_password: 'correct-horse-battery',
      monitoring_server_receivers: [{ name: 'someone', config: { webhook_configs: [{ url: people.url }] } }],
      monitoring_server_scrape_interval: '1s',
      monitoring_server_down_after: '3s',
      monitoring_server_group_wait: '1s',
      monitoring_server_group_interval: '1s',
    };
    await project().writeInventory(app().name, mon().name);
    project().write('inventories/test/groups.yml', `{mon: {hosts: {${mon().name}: }}}\n`);
    project().write('playbooks/site.yml', PLAYBOOK);
    declare();
  });
  afterAll(() => people.close());

  test('converges as the dry run predicted, and sees every target', async () => {
    await expectLawfulConvergence(project(), 40);
    await runSite(project(), 'verify');
  }, 300_000);

  test('monitoring reports its own problems', async () => {
    const rules = (await sshOrThrow(mon().name, 'ls /etc/prometheus/rules/*.yml')).trim().split('\n');
    await ssh(mon().name, 'cat >/tmp/rules.test.yml', { stdin: renderRuleTests(rules, MONITORING_CASES) });
    expect(await sshOrThrow(mon().name, 'promtool test rules /tmp/rules.test.yml 2>&1')).toContain('SUCCESS');
  });

  test('an exporter that is down triggers an alert', async () => {
    await sshOrThrow(app().name, 'sudo systemctl stop prometheus-node-exporter');
    const alert = await people.firing({ alertname: 'HostDown', host: app().name });
    expect(await project().provision(['verify', '-i', 'test', '--roles', 'monitoring-server'])).toMatchObject({ exitCode: 1 });
    expect(countOf(await runSite(project()), 'changed')).toBe(1);
    await people.ended(alert);
    await runSite(project(), 'verify');
  }, 180_000);

  test('receivers get the severities that are theirs, and warnings wait in quiet hours', async () => {
    declare({
      monitoring_server_receivers: [
        { name: 'chat', config: { slack_configs: [{ api_url: 'https://chat.site.test/hook', channel: '#site' }] } },
        { name: 'on call', severities: ['critical'], config: { email_configs: [{ to: 'oncall@site.test' }] } },
      ],
      monitoring_server_smtp: { smarthost: 'mail.site.test:587', from: 'mon@site.test', username: 'm', password: 'p' },
      monitoring_server_quiet_hours: [{ times: [{ start_time: '20:00', end_time: '24:00' }] }],
      monitoring_server_heartbeat: people.url,
    });
    await runSite(project());
    const receivers = async (labels: string): Promise<string> => {
      const command = `sudo amtool config routes test --config.file=/etc/prometheus/alertmanager.yml ${labels}`;
      return (await sshOrThrow(mon().name, command)).trim();
    };
    expect(await receivers('severity=critical')).toBe('chat,on call');
    expect(await receivers('severity=warning')).toBe('chat');
    expect(await receivers('alertname=Heartbeat')).toBe('heartbeat');
    const routes = await sshOrThrow(mon().name, 'sudo grep -B 4 -A 1 mute_time_intervals /etc/prometheus/alertmanager.yml');
    expect(routes).toContain('severity: warning');
    expect(routes).not.toContain('severity: critical');
    await people.firing({ alertname: 'Heartbeat' });
    const refused = await project().provision(['-i', 'test', '-e', '{"monitoring_server_smtp": {}}']);
    expect(refused.stdout).toContain('email_configs require smarthost and from');
    declare();
    await runSite(project());
  }, 180_000);

  test('an invalid rule is refused, and the running configuration stays', async () => {
    declare({ monitoring_server_rules: [{ alert: 'Odd', expr: 'up ==' }] });
    expect(await project().provision(['-i', 'test'])).toMatchObject({ exitCode: 1 });
    expect(await sshOrThrow(mon().name, 'cat /etc/prometheus/rules/site.yml')).not.toContain('Odd');
    declare();
    // a failed run leaves its reload to the next one
    await runSite(project());
    expect(countOf(await runSite(project()), 'changed')).toBe(0);
  }, 60_000);

  test('there is no Alertmanager without receivers', async () => {
    declare({ monitoring_server_receivers: [] });
    await runSite(project());
    expect(await sshOrThrow(mon().name, 'pgrep -a alertmanager || true')).toBe('');
    await runSite(project(), 'verify');
    expect(countOf(await runSite(project()), 'changed')).toBe(0);
  }, 90_000);
});
