import { beforeAll, expect, test } from '@jest/globals';
import { haproxy } from '../../../src/modules/haproxy/haproxy.ts';
import { runModule } from '../../support/run-module.ts';
import { describeLab } from '../support/describe-lab.ts';
import { rootShell } from '../support/host-shell.ts';
import { ssh, sshOrThrow } from '../support/lab.ts';
import { useHost } from '../support/use-host.ts';
import { expectConverged, expectConverges } from './converges.ts';
import { until } from '../../support/until.ts';

const CONFIG = `global
  stats socket /run/haproxy/admin.sock mode 660 level admin
defaults
  mode tcp
  timeout connect 1s
  timeout client 60s
  timeout server 60s
frontend front
  bind 127.0.0.1:8000
  default_backend web
backend web
  server self 127.0.0.1:22 check inter 200ms
  server dead 127.0.0.1:9 check inter 200ms weight 40
backend early
  server tracking 127.0.0.1:22 track late/tracking
backend late
  server tracking 127.0.0.1:22 check inter 200ms
backend other
  server self 127.0.0.1:22
`;

describeLab('haproxy', () => {
  const host = useHost('bookworm');
  const on = () => rootShell(host().name);
  const converges = (params: Record<string, unknown>) => expectConverges(on(), 'haproxy', params);

  beforeAll(async () => {
    await sshOrThrow(
      host().name,
      "sudo sh -c 'apt-get update -q && apt-get install -qy --no-install-recommends haproxy'",
    );
    await sshOrThrow(
      host().name,
      `printf '%s' '${CONFIG}' | sudo tee /etc/haproxy/haproxy.cfg && sudo systemctl restart haproxy`,
    );
  });

  test('takes a server out of every backend, and brings it back', async () => {
    await converges({ host: 'self', state: 'disabled' });
    await expectConverged(on(), 'haproxy', { host: 'self', backend: 'web', state: 'disabled' });
    await converges({ host: 'self', state: 'enabled', wait: true, wait_interval: 1 });
    await expectConverged(on(), 'haproxy', { host: 'self', state: 'enabled', wait: true });
  });

  test('brings back a server that is up only where another is, which comes after it', async () => {
    await converges({ host: 'tracking', state: 'drain' });
    await converges({ host: 'tracking', state: 'enabled', wait: true, wait_interval: 1, wait_retries: 3 });
  });

  test('waits for sessions to end', async () => {
    await sshOrThrow(host().name, 'nohup bash -c "exec 3<>/dev/tcp/127.0.0.1/8000; sleep 20" >/dev/null 2>&1 &');
    const connected = `ss -Htn state established '( dport = :8000 )' | grep -q .`;
    await until('a session', async () => (await ssh(host().name, connected)).exitCode === 0);
    const { planned, outputs } = await converges({
      host: 'self',
      backend: 'web',
      state: 'drain',
      wait: true,
      wait_interval: 1,
    });
    expect(JSON.stringify(planned)).toContain('sessions of web/self');
    expect(outputs[0]?.elapsedMs).toBeGreaterThan(500);
    await converges({ host: 'self', backend: 'web', state: 'enabled' });
  });

  test('sets weights, in numbers and in percents', async () => {
    await converges({ host: 'dead', weight: 7 });
    await converges({ host: 'dead', weight: '50%' });
    await expectConverged(on(), 'haproxy', { host: 'dead', weight: 20 });
  });

  test('fails where a server does not come up in time, and where there is none', async () => {
    const params = { host: 'dead', state: 'enabled', wait: true, wait_interval: 1, wait_retries: 1 };
    const { outputs } = await runModule(haproxy, params, { on: on() });
    expect(outputs[0]).toMatchObject({
      exitStatus: expect.any(Number),
      stderr: expect.stringContaining('it is not up'),
    });
    const none = { host: 'nope', state: 'enabled', fail_on_not_found: true };
    expect((await runModule(haproxy, none, { on: on() })).planned).toMatchObject({
      status: 'failed',
      message: 'HAProxy has no server */nope',
    });
    await expectConverged(on(), 'haproxy', { host: 'nope', state: 'enabled' });
  });
});
