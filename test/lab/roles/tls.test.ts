import { beforeAll, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { lab, ssh, sshOrThrow } from '../support/lab.ts';
import { makeAuthority, type Authority } from '../support/make-authority.ts';
import { expectLawfulConvergence, runSite } from '../support/run-role.ts';
import { useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';

// a service that holds the certificate, as far as this role goes
const PLAYBOOK = `- hosts: all
  become: true
  roles: [tls]
  handlers:
    - name: reload the service
      listen: tls certificate changed
      shell: echo reload >>/root/reloads
`;

describeLab('the role tls', () => {
  const host = useHost();
  const project = useProject('roles');
  let authority: Authority;
  const next = makeAuthority('two');

  const variables = (of: Authority, more: Record<string, unknown> = {}): void =>
    project().write(
      'inventories/test/group_vars/all.yml',
      JSON.stringify({ tls_domain: 'site.test', tls_ca_certificate: of.certificate, tls_ca_key: of.key, ...more }),
    );
  const reloads = async (): Promise<number> =>
    Number(await sshOrThrow(host().name, 'sudo sh -c "wc -l </root/reloads"'));

  beforeAll(async () => {
    authority = makeAuthority('one');
    project().write('inventories/test/hosts.yml', await lab('inventory', host().name));
    project().write('playbooks/site.yml', PLAYBOOK);
    variables(authority);
  });

  test('converges as the dry run predicted; the trusted authorities verify the certificate', async () => {
    await expectLawfulConvergence(project(), 2);
    await runSite(project(), 'verify');
    await sshOrThrow(
      host().name,
      `openssl verify -x509_strict -verify_hostname ${host().name}.site.test -CApath /etc/ssl/certs /etc/ssl/site/host.crt`,
    );
    expect(await reloads()).toBe(1);
  }, 180_000);

  test('a new name is a new certificate and a reload, of the same key', async () => {
    const key = await sshOrThrow(host().name, 'sudo sha256sum /etc/ssl/site/host.key');
    variables(authority, { tls_extra_names: ['www.site.test'] });
    await runSite(project());
    await sshOrThrow(
      host().name,
      'openssl verify -verify_hostname www.site.test -CAfile /etc/ssl/site/ca.crt /etc/ssl/site/host.crt',
    );
    expect(await reloads()).toBe(2);
    expect(await sshOrThrow(host().name, 'sudo sha256sum /etc/ssl/site/host.key')).toBe(key);
  }, 60_000);

  test('a certificate that ends soon is renewed', async () => {
    const end = 'openssl x509 -noout -enddate -in /etc/ssl/site/host.crt';
    const before = await sshOrThrow(host().name, end);
    variables(authority, { tls_extra_names: ['www.site.test'], tls_days: 200, tls_renew_days: 100 });
    await runSite(project());
    expect(await sshOrThrow(host().name, end)).not.toBe(before);
    expect(await reloads()).toBe(3);
  }, 60_000);

  test('while the authority is replaced both are trusted, then only the new one', async () => {
    const trusts = async (): Promise<string[]> => {
      const bundle = await sshOrThrow(host().name, 'cat /etc/ssl/certs/ca-certificates.crt');
      return [authority, next].map(({ certificate }) => (bundle.includes(certificate.trim()) ? 'yes' : 'no'));
    };
    variables(authority, { tls_trusted: { next: next.certificate } });
    await runSite(project());
    expect(await trusts()).toEqual(['yes', 'yes']);
    variables(next, { tls_trusted: { old: authority.certificate } });
    await runSite(project());
    await sshOrThrow(host().name, 'openssl verify -CAfile /etc/ssl/site/ca.crt /etc/ssl/site/host.crt');
    variables(next);
    await runSite(project());
    expect(await trusts()).toEqual(['no', 'yes']);
    await sshOrThrow(host().name, 'openssl verify -CApath /etc/ssl/certs /etc/ssl/site/host.crt');
  }, 120_000);

  test('a certificate from elsewhere comes with its key, is tested against it, and goes', async () => {
    const [given, other] = [makeAuthority('www.example.com', 'example.com'), makeAuthority('other')];
    const brought = async (): Promise<string> =>
      (await sshOrThrow(host().name, 'cd /etc/ssl/site; sudo stat -c "%n %a %G" *www*')).trim();
    const before = await reloads();
    variables(next, { tls_certificates: [{ name: 'www', certificate: given.certificate, key: other.key }] });
    const refused = await project().provision(['-i', 'test']);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stdout).toContain('wrong: www');
    variables(next, { tls_certificates: [{ name: 'www', certificate: given.certificate, key: given.key }] });
    await expectLawfulConvergence(project(), 0);
    expect(await brought()).toBe('www.crt 644 root\nwww.key 640 ssl-cert');
    expect(await reloads()).toBe(before + 1);
    await runSite(project(), 'verify');
    await sshOrThrow(host().name, `sudo tee /etc/ssl/site/www.crt <<'E'\n${other.certificate}\nE`);
    expect((await project().provision(['verify', '-i', 'test'])).stdout).toContain('www.crt does not match its key');
    variables(next);
    await runSite(project());
    expect((await ssh(host().name, 'ls /etc/ssl/site')).stdout).not.toContain('www');
  }, 120_000);

  test('verify notices a key that others may read', async () => {
    await ssh(host().name, 'sudo chmod 0644 /etc/ssl/site/host.key');
    const result = await project().provision(['verify', '-i', 'test']);
    expect(result).toMatchObject({ exitCode: 1 });
    expect(result.stdout).toContain('can be read by others');
  }, 60_000);

  test('the key of the authority is never shown', async () => {
    variables({ ...authority, key: makeAuthority('three').key });
    const result = await project().provision(['-i', 'test', '--diff', '-e', '{"tls_days": 300}']);
    expect(result).toMatchObject({ exitCode: 1 });
    expect(result.stdout + result.stderr).not.toContain('PRIVATE KEY');
  }, 60_000);
});
