import { createServer, type Server } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { connect as connectTcp, type AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { issueCertificate } from '../support/issue-certificate.ts';
import { sshOrThrow } from '../support/lab.ts';
import { makeAuthority } from '../support/make-authority.ts';
import { runSite } from '../support/run-role.ts';
import { useHost } from '../support/use-host.ts';
import { useProject } from '../support/use-project.ts';
import { until } from '../../support/until.ts';

/** An application server of this process: it names itself, tells what it was asked, and may drop what it is asked. */
interface Backend {
  readonly server: Server;
  readonly requests: string[];
  connections: number;
  breaks: boolean;
}

describeLab('nginx in front of application servers', () => {
  const web = useHost('bookworm');
  const asker = useHost('bookworm');
  const project = useProject('roles');
  const authority = makeAuthority('site');
  const backends: Backend[] = [];
  let controller = '';

  const variables = (more: Record<string, unknown> = {}): void => {
    const servers = backends.map(({ server }) => ({
      address: controller,
      port: (server.address() as AddressInfo).port,
    }));
    project().write(
      'inventories/test/group_vars/all.yml',
      JSON.stringify({
        tls_domain: 'site.test',
        tls_extra_names: ['www.site.test'],
        tls_ca_certificate: authority.certificate,
        tls_ca_key: authority.key,
        nginx_upstreams: [
          { name: 'app', tls_name: 'app.site.test', servers },
          { name: 'other', tls_name: 'other.site.test', servers },
        ],
        nginx_vhosts: [
          { name: 'www', server_names: ['www.site.test'], root: '/var/www/html', upstream: 'app' },
          { name: 'other', server_names: ['other.site.test'], upstream: 'other' },
        ],
        ...more,
      }),
    );
  };

  /** Asks from another host with curl; resolves to headers and body. */
  const ask = (path: string, options = '', name = 'www.site.test'): Promise<string> =>
    sshOrThrow(
      asker().name,
      `curl -sik ${options} --resolve ${name}:443:${web().address} --resolve ${name}:80:${web().address} ${path.startsWith('http') ? path : `https://${name}${path}`}`,
    );

  beforeAll(async () => {
    const { cert, key } = issueCertificate(authority, 'app.site.test');
    for (const name of ['one', 'two']) {
      const backend: Backend = { server: createServer({ cert, key }), requests: [], connections: 0, breaks: false };
      backend.server.on('secureConnection', () => (backend.connections += 1));
      backend.server.on('request', (request: IncomingMessage, response) => {
        backend.requests.push(request.method ?? '');
        request.on('data', () => undefined);
        request.on('end', () => {
          if (backend.breaks) return request.socket.destroy();
          response.setHeader('X-Powered-By', 'node');
          return response.end(JSON.stringify({ name, ...request.headers }));
        });
      });
      await new Promise<void>((resolve) => backend.server.listen(0, resolve));
      backends.push(backend);
    }
    controller = (await sshOrThrow(web().name, 'echo $SSH_CLIENT')).split(' ')[0] ?? '';
    await sshOrThrow(asker().name, 'sudo apt-get update -q && sudo apt-get install -y -q curl');
    await project().writeInventory(web().name);
    project().write('playbooks/site.yml', '- { hosts: all, become: true, roles: [tls, nginx] }\n');
    variables();
    await runSite(project());
  }, 300_000);
  afterAll(() => {
    for (const { server } of backends) {
      server.closeAllConnections();
      server.close();
    }
  });

  test('serves files itself, and passes on the rest, with the client’s address and not what it says of itself', async () => {
    expect(await ask('/index.nginx-debian.html')).toContain('Welcome to nginx');
    expect(backends.flatMap(({ requests }) => requests)).toEqual([]);
    const answer = await ask('/hello', "-H 'X-Forwarded-For: 192.0.2.1' -H 'X-Real-IP: 192.0.2.1'");
    expect(answer).toContain(`"x-forwarded-for":"${asker().address}"`);
    expect(answer).toContain(`"x-real-ip":"${asker().address}"`);
    expect(answer.toLowerCase()).not.toMatch(/x-powered-by|server: nginx\//);
  }, 60_000);

  test('keeps connections to application servers', async () => {
    for (let i = 0; i < 8; i += 1) await ask('/hello');
    const asked = backends.reduce((sum, { requests }) => sum + requests.length, 0);
    const connections = backends.reduce((sum, backend) => sum + backend.connections, 0);
    expect(asked).toBeGreaterThanOrEqual(9);
    // each worker of nginx keeps its own
    expect(connections).toBeLessThan(asked);
  }, 60_000);

  test('asks another server where one breaks off, and never for what may have been begun', async () => {
    const [broken, good] = backends as [Backend, Backend];
    broken.breaks = true;
    broken.requests.length = good.requests.length = 0;
    const posts = await Promise.all([1, 2, 3, 4].map((i) => ask('/order', `-d n=${i}`)));
    expect(broken.requests.length).toBeGreaterThan(0);
    expect([...broken.requests, ...good.requests]).toEqual(['POST', 'POST', 'POST', 'POST']);
    expect(posts.filter((answer) => answer.includes(' 502')).length).toBe(broken.requests.length);
    // taken out after three failures: none may be left from the posts
    const workers = "pgrep -f 'nginx: worker proces[s]' | sort";
    const before = await sshOrThrow(web().name, workers);
    await sshOrThrow(web().name, 'sudo systemctl reload nginx');
    await until('new workers alone', async () => {
      const now = (await sshOrThrow(web().name, workers)).split('\n').filter((pid) => pid !== '');
      return now.length > 0 && now.every((pid) => !before.split('\n').includes(pid));
    });
    broken.requests.length = good.requests.length = 0;
    for (let i = 0; i < 4; i += 1) expect(await ask('/list')).toContain('"name":"two"');
    expect(broken.requests.length).toBeGreaterThan(0);
    broken.breaks = false;
  }, 60_000);

  test('trusts no application server whose certificate is for another name', async () => {
    const before = backends.flatMap(({ requests }) => requests).length;
    expect(await ask('/hello', '', 'other.site.test')).toContain(' 502');
    expect(backends.flatMap(({ requests }) => requests).length).toBe(before);
  }, 60_000);

  test('asks browsers to stay with HTTPS, where it is told to, and over HTTPS alone', async () => {
    expect((await ask('/hello')).toLowerCase()).not.toContain('strict-transport-security');
    variables({ nginx_hsts_seconds: 86400, nginx_hsts_subdomains: true });
    await runSite(project());
    expect((await ask('/hello')).toLowerCase()).toContain(
      'strict-transport-security: max-age=86400; includesubdomains',
    );
    const plain = await ask('http://www.site.test/hello');
    expect(plain).toContain(' 308');
    expect(plain.toLowerCase()).not.toContain('strict-transport-security');
  }, 60_000);

  test('believes balancers, and nobody else, where a client comes from', async () => {
    variables({ nginx_proxy_protocol_from: [controller] });
    await runSite(project());
    expect(await askThroughProxy(web().address, 'PROXY TCP4 192.0.2.77 192.0.2.78 40000 443\r\n')).toContain(
      '"x-real-ip":"192.0.2.77"',
    );
    await expect(askThroughProxy(web().address, '')).rejects.toThrow();
    // another host claims to be a balancer: its own address is what counts
    const claimed = await ask('/hello', '--haproxy-protocol');
    expect(claimed).toContain(`"x-real-ip":"${asker().address}"`);
  }, 60_000);
});

/** Asks as a balancer does: a header of the PROXY protocol, and TLS after it. */
function askThroughProxy(address: string, header: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const tcp = connectTcp(443, address, () => {
      tcp.write(header);
      const tls = connectTls({ socket: tcp, servername: 'www.site.test', rejectUnauthorized: false }, () =>
        tls.write('GET /hello HTTP/1.1\r\nHost: www.site.test\r\nConnection: close\r\n\r\n'),
      );
      let text = '';
      tls.on('data', (chunk: Buffer) => (text += chunk.toString()));
      tls.on('error', reject);
      tls.on('close', () => (text === '' ? reject(new Error('closed without an answer')) : resolve(text)));
    });
    tcp.on('error', reject);
  });
}
