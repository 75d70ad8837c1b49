import { beforeAll, expect, test } from '@jest/globals';
import { redis } from '../../../src/modules/redis/redis.ts';
import { runModule } from '../../support/run-module.ts';
import { describeLab } from '../support/describe-lab.ts';
import { rootShell } from '../support/host-shell.ts';
import { sshOrThrow } from '../support/lab.ts';
import { useHost } from '../support/use-host.ts';
import { expectConverged, expectConverges } from './converges.ts';

const PASSWORD = 's3 "cr\\et';
const LOGIN = { login_password: PASSWORD };

/** In this order: each stands on those before it. */
const CASES: readonly Record<string, unknown>[] = [
  { command: 'config', name: 'maxmemory', value: '64MB' },
  { command: 'config', name: 'notify-keyspace-events', value: 'KEx' },
  { command: 'config', name: 'save', value: '' },
  { command: 'replica', master_host: '127.0.0.1', master_port: 6399 },
  { command: 'replica', replica_mode: 'master' },
  { command: 'config', name: 'requirepass', value: PASSWORD },
  { command: 'config', name: 'maxmemory', value: '3m', ...LOGIN },
];

describeLab('redis', () => {
  const host = useHost('bookworm');
  const on = () => rootShell(host().name);
  const sh = (script: string): Promise<string> => sshOrThrow(host().name, `sudo sh -c '${script}'`);

  beforeAll(() => sh('apt-get update -qq && apt-get install -qqy redis-server >/dev/null'), 240_000);

  test.each(CASES.map((params, i) => ({ i, params, name: params['name'] ?? params['command'] })))(
    '$i: $name is applied once',
    async ({ params }) => {
      await expectConverges(on(), 'redis', params);
      await expectConverged(on(), 'redis', params);
    },
  );

  test('removes the keys of one database', async () => {
    const client = `REDISCLI_AUTH="s3 \\"cr\\\\et" redis-cli`;
    await sh(`${client} -n 3 set a 1; ${client} set b 1`);
    await expectConverges(on(), 'redis', { command: 'flush', flush_mode: 'db', db: 3, ...LOGIN });
    expect(await sh(`${client} -n 3 dbsize; ${client} dbsize`)).toMatch(/0\n.*1\n/);
  });

  test('errors of the server are reported, and so is an unreachable server', async () => {
    const refused = (params: Record<string, unknown>) => runModule(redis, params, { on: on() });
    expect((await refused({ command: 'flush' })).planned).toMatchObject({
      message: expect.stringContaining('refuses the login'),
    });
    expect((await refused({ command: 'flush', login_port: 6399 })).planned).toMatchObject({
      message: expect.stringContaining('Connection refused'),
    });
    const { outputs } = await refused({ command: 'config', name: 'maxmemory', value: 'much', ...LOGIN });
    expect(outputs[0]).toMatchObject({ exitStatus: 1, stderr: expect.stringContaining('must be a memory value') });
  });
});
