import { expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { expectLawfulConvergence } from '../support/run-role.ts';
import { useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';

const SITES = {
  shop: '- { name: shop, server_names: [shop.test], root: /var/www/html, check: { path: /index.nginx-debian.html, status: 200, content: nginx } }',
  old: '- { name: old, server_names: [old.test], redirect: "http://shop.test$request_uri", check: { status: 308 } }',
  app: '- { name: app, server_names: [app.test], upstream: app, health: /health }',
  broken: '- { name: broken, server_names: [broken.test], extra: "no_such_directive on;" }',
};

const APPLICATION = `my $l = IO::Socket::INET->new(LocalAddr => "127.0.0.1:9000", Listen => 9, ReuseAddr => 1);
  while (my $c = $l->accept) { sysread $c, my $r, 4096; print $c "HTTP/1.0 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"; close $c }`;

describeLab('the nginx role', () => {
  const host = useHost('bookworm');
  const asker = useHost('bookworm');
  const project = useProject('roles');

  let port = 9000;
  const declare = (...sites: (keyof typeof SITES)[]): void => {
    project().write(
      'playbooks/site.yml',
      [
        `- hosts: ${host().name}`,
        '  become: true',
        '  vars:',
        '    nginx_tls: false',
        `    nginx_verify_from: ${asker().name}`,
        `    nginx_upstreams: [{ name: app, tls: false, servers: [{ address: 127.0.0.1, port: ${port} }] }]`,
        '    nginx_vhosts:',
        ...sites.map((site) => `      ${SITES[site]}`),
        '  roles: [nginx]',
        '',
      ].join('\n'),
    );
  };
  const run = (...args: string[]) => project().provision([...args, '-i', 'test', '--output', 'json']);
  const get = (name: string, path = '/') =>
    sshOrThrow(asker().name, `curl -s -o /dev/null -w '%{http_code}' -H 'Host: ${name}' http://${host().address}${path}`);

  test('converges a fresh host, foreseen by the dry run, and then has nothing to do', async () => {
    await project().writeInventory(host().name, asker().name);
    declare('shop', 'old');
    await sshOrThrow(asker().name, 'sudo apt-get update -q && sudo apt-get install -y -q curl');
    await expectLawfulConvergence(project(), 6);
  }, 300_000);

  test('is proved from another host, and disproved once it is broken', async () => {
    expect((await run('verify')).exitCode).toBe(0);
    await sshOrThrow(host().name, 'sudo systemctl stop nginx');
    expect((await run('verify')).exitCode).toBe(1);
    expect((await run()).exitCode).toBe(0);
    expect((await run('verify')).exitCode).toBe(0);
  }, 120_000);

  test('leaves what works as it is where the configuration does not hold', async () => {
    declare('shop', 'old', 'broken');
    expect((await run()).exitCode).toBe(1);
    expect((await ssh(host().name, 'ls /etc/nginx/sites-enabled; sudo ls -a /etc')).stdout).not.toMatch(/broken|\.nginx\./);
    expect(await get('old.test')).toBe('308');
  }, 60_000);

  test('puts the previous configuration back where nginx does not take over the new one', async () => {
    declare('shop');
    await sshOrThrow(host().name, 'sudo sh -c "systemctl stop nginx; mkdir -p /etc/systemd/system/nginx.service.d; printf \'[Service]\\nExecReload=\\nExecReload=/bin/true\\n\' > /etc/systemd/system/nginx.service.d/deaf.conf; systemctl daemon-reload; systemctl start nginx"');
    expect((await run()).exitCode).toBe(1);
    expect((await ssh(host().name, 'ls /etc/nginx/sites-enabled')).stdout).toContain('old.conf');
    await sshOrThrow(host().name, 'sudo rm -r /etc/systemd/system/nginx.service.d && sudo systemctl daemon-reload');
  }, 120_000);

  test('does not take over a configuration with which a site would no longer be served', async () => {
    await sshOrThrow(host().name, `sudo systemd-run perl -MIO::Socket -e '${APPLICATION}'`);
    declare('shop', 'app');
    expect((await run()).exitCode).toBe(0);
    expect(await get('app.test', '/health')).toBe('200');
    port = 9001;
    declare('shop', 'app');
    const workers = () => sshOrThrow(host().name, 'pgrep -P $(systemctl show -p MainPID --value nginx)');
    const before = await workers();
    const refused = await run();
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('nginx no longer answers these URLs with 200');
    expect(refused.stdout).toContain('http://app.test:80/health');
    expect([await workers(), await get('app.test', '/health')]).toEqual([before, '200']);
    expect(await sshOrThrow(host().name, 'cat /etc/nginx/upstreams/app.conf; ls /tmp')).not.toMatch(/9001|tmp\./);
    // one that does not work may be replaced by another that doesn't
    await sshOrThrow(host().name, 'sudo pkill -f IO::Socket');
    expect((await run()).exitCode).toBe(0);
    port = 9000;
    declare('shop');
  }, 240_000);

  test('removes a site that is no longer declared', async () => {
    expect((await run()).exitCode).toBe(0);
    expect((await ssh(host().name, 'ls /etc/nginx/sites-enabled')).stdout).not.toContain('old.conf');
    // closed without an answer, or reset
    const refused = await ssh(asker().name, `curl -s -H 'Host: old.test' http://${host().address}/`);
    expect([52, 56]).toContain(refused.exitCode);
  }, 60_000);
});
