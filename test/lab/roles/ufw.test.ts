import { beforeAll, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { lab, ssh, sshOrThrow } from '../support/lab.ts';
import { expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';
import { until } from '../../support/until.ts';

const PLAYBOOK = `- hosts: all
  become: true
  roles: [ufw]
`;

describeLab('the role ufw', () => {
  const web = useHost();
  const app = useHost('trixie');
  const project = useProject('roles');

  const variables = (lines: string): void => project().write('inventories/test/group_vars/all.yml', lines);

  /** Whether a connection to what listens on a port of a host is answered, seen from another. */
  async function answers(from: string, to: { name: string; address: string }, port: number): Promise<boolean> {
    const listen = `perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(LocalPort => ${port}, Listen => 1, ReuseAddr => 1) or die; alarm 30; $s->accept'`;
    const listener = ssh(to.name, `sudo ${listen}`);
    const listens = `ss -Hltn 'sport = :${port}' | grep -q .`;
    await until(`a listener on ${port}`, async () => (await ssh(to.name, listens)).exitCode === 0);
    const probe = `perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(PeerAddr => "${to.address}:${port}", Timeout => 2)'`;
    const { exitCode } = await ssh(from, probe);
    await ssh(to.name, `sudo pkill -f 'LocalPort => ${port},'`);
    await listener;
    return exitCode === 0;
  }

  beforeAll(async () => {
    const inventory = await lab('inventory', web().name, app().name);
    project().write(
      'inventories/test/hosts.yml',
      `${inventory}  children:\n    web: { hosts: { ${web().name}: {} } }\n    app: { hosts: { ${app().name}: {} } }\n`,
    );
    project().write('playbooks/site.yml', PLAYBOOK);
    variables('ufw_verify_from: <%= groups.all.find((host) => host !== inventory_hostname) %>\n');
  });

  test('converges as the dry run predicted, and allows exactly the connections that the groups imply', async () => {
    await expectLawfulConvergence(project(), 8);
    await runSite(project(), 'verify');
    expect(await answers(web().name, app(), 8443)).toBe(true);
    expect(await answers(web().name, app(), 8444)).toBe(false);
    expect(await answers(app().name, web(), 8443)).toBe(false);
    expect(await sshOrThrow(web().name, 'sudo ufw status')).toContain('SSH from the controller');
    expect(await sshOrThrow(web().name, 'sudo ip6tables -S INPUT')).toContain('-P INPUT DROP');
  }, 300_000);

  test('removes a rule that is no longer declared', async () => {
    variables('ufw_rules: [{ to_port: 8444, proto: tcp, comment: a while }]\n');
    await runSite(project());
    expect(await answers(web().name, app(), 8444)).toBe(true);
    variables('ufw_rules: []\n');
    await runSite(project());
    expect(await answers(web().name, app(), 8444)).toBe(false);
  }, 120_000);

  test('verify notices that the firewall is off', async () => {
    await sshOrThrow(web().name, 'sudo ufw disable');
    const result = await project().provision(['verify', '-i', 'test']);
    expect(result).toMatchObject({ exitCode: 1 });
    expect(result.stdout).toContain('ufw is disabled');
    await runSite(project());
  }, 120_000);

  test('a change that locks the runner out is taken back by the host itself', async () => {
    const before = await sshOrThrow(app().name, 'sudo ufw status');
    // sshd answers on 22; the role is told of another port
    variables('ufw_ssh_port: 2222\nufw_undo_seconds: 40\n');
    const result = await project().provision(['-i', 'test', '--limit', app().name]);
    expect(result.exitCode).not.toBe(0);
    expect((await ssh(app().name, 'true', { timeoutMs: 3000 })).exitCode).not.toBe(0);
    const isBack = async (): Promise<boolean> =>
      (await ssh(app().name, 'true', { timeoutMs: 3000 })).exitCode === 0;
    await until('the host lets the runner in again', isBack, { timeoutMs: 60_000 });
    // the host may still be loading the rules; what was opened before anything was closed may stay
    await until('the rules of before hold again', async () => {
      const { exitCode, stdout } = await ssh(app().name, 'sudo ufw status');
      const after = stdout.split('\n');
      return exitCode === 0 && before.split('\n').every((line) => after.includes(line));
    });
  }, 180_000);

  test('refuses rules that are no rules before it connects', async () => {
    variables('ufw_rules: [22]\n');
    const result = await project().provision(['-i', 'test']);
    expect(result).toMatchObject({ exitCode: 3 });
    expect(result.stdout + result.stderr).toContain('no host was touched');
  });
});
