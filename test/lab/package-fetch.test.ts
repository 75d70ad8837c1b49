import type { ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { useFailingProxy } from './support/failing-proxy.ts';
import { ssh, sshOrThrow } from './support/lab.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const SECURITY = /debian-security.*InRelease$/;

describeLab("a host's apt, when one answer goes wrong", () => {
  const host = useHost();
  const proxy = useFailingProxy();
  const project = useProject();
  const update = () =>
    ssh(
      host().name,
      `sudo rm -rf /var/lib/apt/lists && sudo timeout 100 apt-get update -q -o Acquire::http::Proxy=${proxy.url()}`,
    );

  test.each([
    ['an error with a page', (answer) => answer.writeHead(503, { 'Content-Length': 5 }).end('busy\n')],
    ['a connection that is closed', (answer) => answer.destroy()],
    ['no answer at all', () => undefined],
  ] as const satisfies readonly (readonly [string, (answer: ServerResponse) => unknown])[])('%s', async (_, spoil) => {
    proxy.failOnce({ path: SECURITY, spoil });
    const result = await update();
    expect(result.stdout + result.stderr).toContain('bookworm-security/main');
    expect(result.exitCode).toBe(0);
  });

  test("the apt module gets by with Debian's own settings", async () => {
    const settings = [`Acquire::http::Proxy "${proxy.url()}";`, 'Acquire::Retries::Delay "true";'].join('\n');
    await sshOrThrow(
      host().name,
      `echo '${settings}' | sudo tee /etc/apt/apt.conf.d/99zz-test && sudo rm -rf /var/lib/apt/lists`,
    );
    proxy.failOnce({ path: SECURITY, spoil: (answer) => answer.writeHead(503, { 'Content-Length': 5 }).end('busy\n') });
    await project().writeInventory(host().name);
    project().write('playbooks/site.yml', '- { hosts: all, become: true, tasks: [{ apt: { update_cache: true } }] }\n');
    const startMs = performance.now();
    await project().provisionOrThrow(['apply', '--inventory', 'test']);
    expect(performance.now() - startMs).toBeLessThan(60_000);
  });
});
