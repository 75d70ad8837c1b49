import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuthContext } from 'ssh2';
import { describeWith } from '../support/describe-with.ts';
import { useFakeSshd } from './support/fake-sshd.ts';

const connect = useFakeSshd();
const refuse = (login: AuthContext): void => login.reject(['publickey', 'password']);
const acceptPassword = (login: AuthContext): void =>
  login.method === 'password' ? login.accept() : login.reject(['publickey', 'password']);

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'login-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function writeKeys(): void {
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
  writeFileSync(join(directory, 'token'), securityKey());
  rmSync(join(directory, 'locked.pub'));
}

/** The file of a key whose secret is in a security token, as ssh-keygen -t ed25519-sk writes it. */
function securityKey(): string {
  const text = (value: string | Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value.length);
    return Buffer.concat([length, Buffer.from(value)]);
  };
  const number = (value: number): Buffer => Buffer.from([0, 0, 0, value]);
  const publicPart = [text('sk-ssh-ed25519@openssh.com'), text(Buffer.alloc(32, 7)), text('ssh:')];
  const secretPart = [number(9), number(9), ...publicPart, Buffer.from([1]), text('handle'), text(''), text('token')];
  const padded = Buffer.concat(secretPart);
  const padding = Buffer.from(Array.from({ length: (8 - (padded.length % 8)) % 8 }, (_, index) => index + 1));
  const blob = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    text('none'),
    text('none'),
    text(''),
    number(1),
    text(Buffer.concat(publicPart)),
    text(Buffer.concat([padded, padding])),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${blob.toString('base64').replace(/.{70}/g, '$&\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

const messageOf = async (opening: Promise<unknown>): Promise<string> =>
  opening.then(
    () => 'logged in',
    (error: unknown) => (error as Error).message.replaceAll(directory, 'DIR'),
  );

describeWith('ssh-keygen', 'keys', () => {
  beforeAll(writeKeys);

  describe('a login that is refused names', () => {
    test.each([
      ['none', 'DIR/none does not exist'],
      ['locked', 'DIR/locked is encrypted: load it into the agent with ssh-add DIR/locked'],
      ['garbage', 'DIR/garbage is not a private key in OpenSSH or PEM format'],
      ['plain.pub', 'DIR/plain.pub is a public key: name the private one'],
      ['.', "DIR/. can't be read: it is a directory"],
      ['certified', 'the certificate DIR/certified-cert.pub is not used'],
      ['token', 'DIR/token is a key of a security token (FIDO), which the library can'],
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

  describe('what only ssh(1) can do', () => {
    test.each([
      ['token', true],
      ['certified', true],
      ['plain', false],
    ])('is told from what it could not do either: %s', async (name, needsOpenssh) => {
      const opening = connect({ onLogin: refuse }, { privateKeyFile: join(directory, name), password: undefined });
      await expect(opening).rejects.toMatchObject({ kind: 'authentication', needsOpenssh });
    });

    test('is a certificate that is named, too', async () => {
      const sshArguments = `-o CertificateFile=${join(directory, 'certified-cert.pub')} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null`;
      const opening = connect({ onLogin: refuse }, { sshArguments, password: undefined });
      await expect(opening).rejects.toMatchObject({ needsOpenssh: true });
    });
  });
});

describe('an agent', () => {
  const agent = (name: string): string => join(directory, name);

  test.each([
    ['that is not there', 'dead', `the agent at DIR/dead can't be queried`],
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

test('a Match exec section, which never applies, is named if the connection fails', async () => {
  const config = join(directory, 'config');
  writeFileSync(config, 'Match host web1 exec "true"\n  Port 22\n');
  chmodSync(config, 0o600);
  const error = await connect({ onLogin: refuse }, {}, { environment: { configFiles: [config] } }).catch(
    (failure: unknown) => failure,
  );
  expect(error).toMatchObject({ hint: expect.stringContaining('Match exec is not supported') as unknown });
});
