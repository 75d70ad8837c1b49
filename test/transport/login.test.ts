import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuthContext } from 'ssh2';
import { useFakeSshd } from './support/fake-sshd.ts';

const connect = useFakeSshd();
const refuse = (login: AuthContext): void => login.reject(['publickey', 'password']);
const acceptPassword = (login: AuthContext): void =>
  login.method === 'password' ? login.accept() : login.reject(['publickey', 'password']);

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'login-'));
  const keygen = (...args: string[]): unknown => execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', ...args]);
  keygen('-N', '', '-f', join(directory, 'plain'));
  keygen('-N', 'open sesame', '-f', join(directory, 'locked'));
  keygen('-N', '', '-f', join(directory, 'ca'));
  keygen('-N', '', '-f', join(directory, 'certified'));
  execFileSync('ssh-keygen', [
    '-q',
    '-s',
    join(directory, 'ca'),
    '-I',
    'x',
    '-n',
    'ann',
    join(directory, 'certified.pub'),
  ]);
  writeFileSync(join(directory, 'garbage'), 'not a key\n');
  rmSync(join(directory, 'locked.pub'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const messageOf = async (opening: Promise<unknown>): Promise<string> =>
  opening.then(
    () => 'logged in',
    (error: unknown) => (error as Error).message.replaceAll(directory, 'DIR'),
  );

describe('a login that is refused names', () => {
  test.each([
    ['none', 'DIR/none does not exist'],
    ['locked', 'DIR/locked is encrypted: load it into the agent with ssh-add DIR/locked'],
    ['garbage', "DIR/garbage is no private key in OpenSSH's or PEM format"],
    ['plain.pub', 'DIR/plain.pub is a public key: name the private one'],
    ['.', "DIR/. can't be read: it is a directory"],
    ['certified', 'the certificate DIR/certified-cert.pub is not used'],
  ])('the key %s, and what is wrong with it', async (name, expected) => {
    const privateKeyFile = `${directory}/${name}`;
    const opening = connect({ onLogin: refuse }, { privateKeyFile, password: undefined });
    expect(await messageOf(opening)).toContain(expected);
  });

  test('what was tried, and what could not be', async () => {
    const opening = connect({ onLogin: refuse }, { privateKeyFile: join(directory, 'plain') });
    expect(await messageOf(opening)).toMatch(/refused the login: tried DIR\/plain, password$/);
  });

  test('nothing, where there is nothing', async () => {
    expect(await messageOf(connect({ onLogin: refuse }, { password: undefined }))).toContain(
      'there was nothing to try',
    );
  });
});

describe('an agent', () => {
  const agent = (name: string): string => join(directory, name);

  test.each([
    ['that is not there', 'dead', `the agent at DIR/dead can't be asked`],
    ['that never answers', 'silent', 'the agent at DIR/silent does not answer'],
  ])(
    '%s is named where the login is refused',
    async (_, name, expected) => {
      const asked: Socket[] = [];
      const server = createServer((socket) => asked.push(socket));
      if (name === 'silent') await new Promise<void>((resolve) => server.listen(agent(name), resolve));
      const opening = connect(
        { onLogin: refuse },
        { connectTimeoutMs: 8000 },
        { environment: { agentSocket: agent(name) } },
      );
      expect(await messageOf(opening)).toContain(expected);
      for (const socket of asked) socket.destroy();
      server.close();
    },
    15_000,
  );

  test('that is not there does not hold up other ways to log in', async () => {
    const opening = connect(
      { onLogin: acceptPassword, onExec: (channel) => channel.close() },
      { privateKeyFile: join(directory, 'none') },
      { environment: { agentSocket: agent('dead') } },
    );
    expect(await messageOf(opening)).toContain('the shell ended before it could be used');
  });
});

test('a failing jump host is named', async () => {
  const sshArguments = '-J 127.0.0.1:1 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null';
  expect(await messageOf(connect({}, { sshArguments }))).toBe(
    "web1: the jump host 127.0.0.1:1 can't be used: no connection to 127.0.0.1 port 1: connection refused",
  );
});

test.each(['true', 'sleep 0.3'])(
  'a ProxyCommand that ends well before it should, such as %s, is a lost connection',
  async (command) => {
    const sshArguments = `-o ProxyCommand="${command}"`;
    expect(await messageOf(connect({}, { sshArguments }))).toMatch(/^web1: /);
  },
);

test('a Match exec section, which never applies, is told where the connection fails', async () => {
  const config = join(directory, 'config');
  writeFileSync(config, 'Match host web1 exec "true"\n  Port 22\n');
  chmodSync(config, 0o600);
  const error = await connect({ onLogin: refuse }, {}, { environment: { configFiles: [config] } }).catch(
    (failure: unknown) => failure,
  );
  expect(error).toMatchObject({ hint: expect.stringContaining('Match exec is not supported') as unknown });
});
