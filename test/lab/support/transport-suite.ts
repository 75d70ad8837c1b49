import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectSocket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createOpensshTransport } from '../../../src/transport/openssh/openssh-transport.ts';
import { createSshTransport } from '../../../src/transport/ssh/ssh-transport.ts';
import { describeLab } from './describe-lab.ts';
import { lab, sshOrThrow } from './lab.ts';
import { useHost } from './use-host.ts';
import type { Suite } from './use-host.ts';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { ConnectionTarget, HostSession } from '../../../src/transport/session.ts';
import type { SshTransportOptions } from '../../../src/transport/ssh/ssh-transport.ts';
import { until } from '../../support/until.ts';

const ROOT = { method: 'sudo', user: 'root' } as const;
const HOLDER = { who: 'ann@desk', runId: 'run-1', since: '2026-01-02T03:04:05Z' };
const PASSWORD = 'correct horse';

/** What every way to reach a host over SSH has to do: by the library, or by the machine's own ssh(1). */
export const defineTransportSuite = (kind: 'ssh' | 'openssh', jumpRelease: Suite): void =>
  describeLab(`the ${kind} transport`, () => {
    const host = useHost();
    const jump = useHost(jumpRelease);
    let directory: string;
    let configFile: string;
    let sessions: HostSession[] = [];

    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), 'transport-lab-'));
      configFile = join(directory, 'ssh_config');
      writeFileSync(configFile, await lab('ssh-config'));
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'open sesame', '-f', join(directory, 'locked')]);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(directory, 'stranger')]);
      const key = readFileSync(join(directory, 'locked.pub'), 'utf8').trim();
      await sshOrThrow(
        host().name,
        `sudo sh -c '
        apt-get update -q && apt-get install -y -q --no-install-recommends tcsh fish
        for user in pat:/bin/bash csh:/bin/tcsh fish:/usr/bin/fish noisy:/bin/bash; do
          name=\${user%:*}
          useradd -m -s "\${user#*:}" "$name"
          echo "$name:${PASSWORD}" | chpasswd
          mkdir -p "/home/$name/.ssh"
          { echo "${key}"; cat /home/vagrant/.ssh/authorized_keys; } >"/home/$name/.ssh/authorized_keys"
          chown -R "$name:" "/home/$name/.ssh"
        done
        echo "pat ALL=(ALL) ALL" >/etc/sudoers.d/pat
        echo "echo welcome to this host; echo noise >&2" >/home/noisy/.bashrc
        echo "noisy ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/noisy
        printf "PasswordAuthentication yes\\nKbdInteractiveAuthentication no\\n" >/etc/ssh/sshd_config.d/00-test.conf
        ssh-keygen -A
        systemctl restart ssh'`,
      );
    }, 300_000);
    afterEach(async () => {
      await Promise.all(sessions.map((session) => session.close()));
      sessions = [];
    });
    afterAll(() => rmSync(directory, { recursive: true, force: true }));

    const knownHosts = () => / *UserKnownHostsFile (.*)/.exec(readFileSync(configFile, 'utf8'))?.[1] ?? '';
    const vagrantKey = () => / *IdentityFile (.*)/.exec(readFileSync(configFile, 'utf8'))?.[1] ?? '';

    /** By the lab's ssh_config. */
    async function connect(target: Partial<ConnectionTarget> = {}, options: SshTransportOptions = {}) {
      const transport = kind === 'ssh' ? createSshTransport(options) : createOpensshTransport(options.session);
      const session = await transport.connect({
        host: host().name,
        address: host().name,
        sshArguments: `-F ${configFile}`,
        acceptNewHostKey: false,
        connectTimeoutMs: 10_000,
        connectRetries: 2,
        become: ROOT,
        ...target,
      });
      sessions.push(session);
      return session;
    }

    /** Without any ssh_config, agent or default key. */
    function connectBare(target: Partial<ConnectionTarget>, options: SshTransportOptions = {}) {
      const { sshArguments = `-o UserKnownHostsFile=${knownHosts()}`, ...more } = target;
      const bare = {
        address: host().address,
        become: undefined,
        sshArguments:
          kind === 'ssh'
            ? sshArguments
            : `-F none -o IdentityAgent=${options.environment?.agentSocket ?? 'none'} ${sshArguments}`,
        ...more,
      };
      return connect(bare, { environment: { home: directory, configFiles: [], agentSocket: undefined }, ...options });
    }

    describe('a session', () => {
      test('has a root shell through sudo, and the facts with its start', async () => {
        const session = await connect({ bootstrap: 'id -un; hostname' });
        expect(session.greeting.toString()).toBe(`root\n${host().name}\n`);
        const trips = kind === 'ssh' ? 8 : 9;
        expect([session.loginUser, session.shellUser, session.roundTrips]).toEqual(['vagrant', 'root', trips]);
      });

      test('carries a megabyte of any bytes', async () => {
        const session = await connect();
        await session.observe('head -c 1000003 /dev/urandom >/run/bytes');
        await session.download('/run/bytes', join(directory, 'bytes'));
        const bytes = readFileSync(join(directory, 'bytes'));
        expect(bytes.length).toBe(1_000_003);
        const { path: copy } = await session.upload(join(directory, 'bytes'), { as: 'pat' });
        expect(
          (await session.observe(`cmp /run/bytes ${copy} && stat -c '%U %a' ${copy}; rm /run/bytes`)).stdout.toString(),
        ).toBe('pat 600\n');
        expect((await session.observe(`su pat -c 'wc -c <${copy}'`)).stdout.toString()).toBe('1000003\n');
      });

      test('keeps sudo’s log short', async () => {
        const session = await connect();
        const log = await session.observe(
          'journalctl -q -t sudo -n 1 -o cat _COMM=sudo | wc -c; journalctl -q -t sudo -o cat | grep -c "COMMAND=/bin/sh -c"',
        );
        const [length = 0, count = 0] = log.stdout.toString().split('\n').map(Number);
        expect(length).toBeLessThan(400);
        expect(count).toBeGreaterThan(0);
      });

      test('changes nothing on a host that is only observed', async () => {
        await sshOrThrow(host().name, 'sudo rm -rf /var/lib/provision');
        const session = await connect();
        await session.observe('id');
        await session.close();
        expect(await sshOrThrow(host().name, 'sudo ls /var/lib | grep provision || echo none')).toBe('none\n');
      });

      test('works where the server allows one channel', async () => {
        await sshOrThrow(
          host().name,
          `sudo sh -c 'echo MaxSessions 1 >/etc/ssh/sshd_config.d/10-one.conf; systemctl reload ssh'`,
        );
        try {
          const session = await connect();
          await session.lock(HOLDER);
          expect((await session.apply({ id: 'one', script: 'echo ok' })).stdout.toString()).toBe('ok\n');
          await session.upload(configFile, {});
          await expect(session.observe('sleep 9', { timeoutMs: 200 })).rejects.toMatchObject({ kind: 'timeout' });
          expect((await session.observe('echo on')).stdout.toString()).toBe('on\n');
        } finally {
          await sshOrThrow(host().name, 'sudo sh -c "rm /etc/ssh/sshd_config.d/10-one.conf; systemctl reload ssh"');
        }
      });

      test('works with bash as /bin/sh', async () => {
        await sshOrThrow(jump().name, 'sudo ln -sf bash /bin/sh');
        const session = await connect({ host: jump().name, address: jump().name });
        await session.lock(HOLDER);
        const output = await session.apply({ id: 'bash', script: 'echo "$BASH_VERSION"; echo err >&2; exit 5' });
        expect(output.stdout.toString()).toMatch(/^\d+\.\d+/);
        expect([output.stderr.toString(), output.exitStatus]).toEqual(['err\n', 5]);
        expect((await session.observe('printf é; exit 3')).exitStatus).toBe(3);
        await session.unlock();
        await session.close();
        await sshOrThrow(jump().name, 'sudo ln -sf dash /bin/sh');
      });
    });

    describe('a login', () => {
      const locked = () => join(directory, 'locked');

      test.each([['csh'], ['fish'], ['noisy']])('works for the user %s and that shell', async (user) => {
        const session = await connectBare({ user, privateKeyFile: vagrantKey() });
        const output = await session.observe(`echo "it's $HOME"; echo err >&2`);
        expect([output.stdout.toString(), output.stderr.toString()]).toEqual([`it's /home/${user}\n`, 'err\n']);
        expect((await session.observe('id -un')).stdout.toString()).toBe(`${user}\n`);
      });

      // ssh(1) is given none: it would ask for them
      const withPassword = kind === 'ssh' ? test : test.skip;
      withPassword('works with a password', async () => {
        const session = await connectBare({ user: 'pat', password: PASSWORD });
        expect((await session.observe('id -un')).stdout.toString()).toBe('pat\n');
      });

      withPassword('works by keyboard-interactive', async () => {
        await sshOrThrow(
          host().name,
          `sudo sh -c 'printf "KbdInteractiveAuthentication yes\\nPasswordAuthentication no\\n" >/etc/ssh/sshd_config.d/00-test.conf; systemctl reload ssh'`,
        );
        try {
          const session = await connectBare({ user: 'pat', password: PASSWORD });
          expect((await session.observe('id -un')).stdout.toString()).toBe('pat\n');
        } finally {
          await sshOrThrow(
            host().name,
            `sudo sh -c 'echo PasswordAuthentication yes >/etc/ssh/sshd_config.d/00-test.conf; systemctl reload ssh'`,
          );
        }
      });

      withPassword('works with a key whose passphrase is asked for', async () => {
        const asked: string[] = [];
        const askPassphrase = (file: string) => Promise.resolve((asked.push(file), 'open sesame'));
        const session = await connectBare({ user: 'pat', privateKeyFile: locked() }, { askPassphrase });
        expect((await session.observe('id -un')).stdout.toString()).toBe('pat\n');
        expect(asked).toEqual([locked()]);
      });

      test('works through the agent, among many other keys', async () => {
        const socket = join(directory, 'agent');
        const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'pipe' });
        try {
          await new Promise((resolve) => agent.stdout.once('data', resolve));
          const env = {
            ...process.env,
            SSH_AUTH_SOCK: socket,
            SSH_ASKPASS: join(directory, 'askpass'),
            SSH_ASKPASS_REQUIRE: 'force',
            DISPLAY: ':0',
          };
          writeFileSync(env.SSH_ASKPASS, '#!/bin/sh\necho "open sesame"\n', { mode: 0o700 });
          for (let other = 0; other < 8; other++) {
            execFileSync('ssh-keygen', [
              '-q',
              '-t',
              'ed25519',
              '-N',
              '',
              '-f',
              join(directory, `other${String(other)}`),
            ]);
            execFileSync('ssh-add', ['-q', join(directory, `other${String(other)}`)], { env });
          }
          execFileSync('ssh-add', ['-q', locked()], { env });
          const environment = { home: directory, configFiles: [], agentSocket: socket };
          const session = await connectBare({ user: 'pat', privateKeyFile: locked() }, { environment });
          expect((await session.observe('id -un')).stdout.toString()).toBe('pat\n');
          await expect(connectBare({ user: 'pat' }, { environment })).rejects.toMatchObject({ kind: 'authentication' });
        } finally {
          agent.kill();
        }
      });

      test.each([
        ['a key that is not let in', () => ({ privateKeyFile: join(directory, 'stranger') })],
        ...(kind === 'ssh' ? [['a wrong password', () => ({ password: 'wrong' })] as const] : []),
        ['nothing to show', () => ({})],
      ])('with %s is refused, and not tried again', async (_, target) => {
        const start = performance.now();
        const login = connectBare({ user: 'pat', connectRetries: 5, ...target() });
        await expect(login).rejects.toMatchObject({
          kind: 'authentication',
          message: expect.stringContaining('pat@') as unknown,
        });
        expect(performance.now() - start).toBeLessThan(20_000);
      });

      test('that never gets to its shell ends in time', async () => {
        await sshOrThrow(
          host().name,
          `echo 'sleep 20' | sudo tee /home/noisy/.bash_stuck && sudo sh -c 'echo ". ~/.bash_stuck" >>/home/noisy/.bashrc'`,
        );
        const login = connectBare(
          { user: 'noisy', privateKeyFile: vagrantKey() },
          { session: { startTimeoutMs: 1000 } },
        );
        await expect(login).rejects.toMatchObject({
          kind: 'protocol',
          hint: expect.stringContaining('.bashrc') as unknown,
        });
        await sshOrThrow(host().name, 'sudo rm /home/noisy/.bash_stuck');
      });

      test('that has no shell is explained', async () => {
        await sshOrThrow(host().name, 'sudo usermod -s /usr/sbin/nologin csh');
        const login = connectBare({ user: 'csh', privateKeyFile: vagrantKey() });
        await expect(login).rejects.toMatchObject({
          kind: 'protocol',
          hint: expect.stringContaining('/bin/sh') as unknown,
        });
      });
    });

    describe('become', () => {
      const pat = () => ({ user: 'pat', privateKeyFile: vagrantKey() });

      test.each([
        ['with the password that sudo asks for', 'pat', { ...ROOT, password: PASSWORD }, 'root'],
        ['with a password that sudo does not ask for', 'noisy', { ...ROOT, password: 'unused' }, 'root'],
        ['to another user than root', 'pat', { method: 'sudo', user: 'fish', password: PASSWORD }, 'fish'],
        ['through su', 'pat', { method: 'su', user: 'noisy', password: PASSWORD }, 'noisy'],
      ])('works %s', async (_, user, become, shellUser) => {
        const session = await connectBare({ user, privateKeyFile: vagrantKey(), become });
        const output = await session.observe('id -un; cd; pwd; grep -c correct /proc/$$/environ');
        expect(output.stdout.toString()).toBe(
          `${shellUser}\n${shellUser === 'root' ? '/root' : `/home/${shellUser}`}\n0\n`,
        );
        await session.lock(HOLDER);
        expect((await session.apply({ id: 'who', script: 'id -un' })).stdout.toString()).toBe(`${shellUser}\n`);
      });

      test.each([
        ['a wrong password', { ...ROOT, password: 'wrong' }, 'the become password is wrong'],
        ['no password where one is needed', ROOT, 'a become password is needed'],
        ['a wrong password for su', { method: 'su', user: 'root', password: 'wrong' }, 'the become password is wrong'],
        ['no such user', { method: 'sudo', user: 'nobody-here', password: PASSWORD }, 'there is no such become user'],
      ])('with %s is refused in words', async (_, become, words) => {
        const login = connectBare({ ...pat(), become });
        await expect(login).rejects.toMatchObject({
          kind: 'become',
          message: expect.stringContaining(words) as unknown,
        });
      });

      test('tries a wrong password once, since hosts count', async () => {
        const before = Number(
          await sshOrThrow(host().name, `sudo journalctl -q -t sudo -o cat | grep -c 'authentication failure' || :`),
        );
        await connectBare({ ...pat(), become: { ...ROOT, password: 'wrong' } }).catch(() => undefined);
        const after = Number(
          await sshOrThrow(host().name, `sudo journalctl -q -t sudo -o cat | grep -c 'authentication failure' || :`),
        );
        expect(after - before).toBe(1);
      });
    });

    describe('a host key', () => {
      const scan = async () =>
        (await sshOrThrow(host().name, 'cat /etc/ssh/ssh_host_rsa_key.pub')).split(' ').slice(0, 2).join(' ');
      const file = (text: string) => {
        const path = join(directory, `known-${String(Math.random()).slice(2)}`);
        writeFileSync(path, text);
        return path;
      };
      const connectKnowing = (path: string, target: Partial<ConnectionTarget> = {}) =>
        connectBare({
          user: 'vagrant',
          privateKeyFile: vagrantKey(),
          sshArguments: `-o UserKnownHostsFile=${path}`,
          ...target,
        });

      test('of a type that is known, if not the server’s first choice, is trusted', async () => {
        await expect(connectKnowing(file(`${host().address} ${await scan()}\n`))).resolves.toBeDefined();
      });

      test('that has changed is refused with file and line, even when new ones are accepted', async () => {
        const other = readFileSync(join(directory, 'stranger.pub'), 'utf8');
        const path = file(`# comment\n${host().address} ${other}`);
        await expect(connectKnowing(path, { acceptNewHostKey: true })).rejects.toMatchObject({
          kind: 'host-key',
          message: expect.stringContaining(`has changed`) as unknown,
          hint: expect.stringContaining('ssh-keygen') as unknown,
        });
        await expect(connectKnowing(path)).rejects.toThrow(`${path}:2`);
      });

      test('that is new is refused, or accepted and recorded when asked', async () => {
        // the library's part: a last line without an end
        const path = file(`other.example ssh-ed25519 AAAA${kind === 'ssh' ? '' : '\n'}`);
        await expect(connectKnowing(path)).rejects.toMatchObject({
          kind: 'host-key',
          hint: expect.stringContaining('--accept-new-host-keys') as unknown,
        });
        await connectKnowing(path, { acceptNewHostKey: true });
        expect(execFileSync('ssh-keygen', ['-F', host().address, '-f', path], { encoding: 'utf8' })).toContain(
          host().address,
        );
        await connectKnowing(path);
      });

      test('is recorded hashed with HashKnownHosts', async () => {
        const path = file('');
        await connectKnowing(path, {
          sshArguments: `-o UserKnownHostsFile=${path} -o HashKnownHosts=yes -o StrictHostKeyChecking=accept-new`,
        });
        expect(readFileSync(path, 'utf8')).toMatch(/^\|1\|/);
        expect(execFileSync('ssh-keygen', ['-F', host().address, '-f', path], { encoding: 'utf8' })).toContain('found');
        await connectKnowing(path);
      });

      test('that is revoked is refused', async () => {
        // each way in chooses among the kinds of keys in its own order
        const keys = (await sshOrThrow(host().name, 'cat /etc/ssh/ssh_host_*_key.pub')).trim().split('\n');
        const revoked = keys.map((key) => `@revoked * ${key}\n`).join('');
        const path = file(`${revoked}${host().address} ${await scan()}\n`);
        await expect(connectKnowing(path)).rejects.toMatchObject({
          message: expect.stringContaining('revoked') as unknown,
        });
      });
    });

    describe('a way there', () => {
      test('leads through a jump host', async () => {
        const session = await connect({ sshArguments: `-F ${configFile} -o ProxyJump=${jump().name}` });
        const from = (
          await session.observe('echo "${SSH_CONNECTION%% *}"; ss -Htn state established "( sport = :22 )"')
        ).stdout.toString();
        expect(from).toContain(jump().address);
      });

      test('leads through a ProxyCommand', async () => {
        const session = await connect({ sshArguments: `-F ${configFile} -o 'ProxyCommand=socat - TCP:%h:%p'` });
        expect((await session.observe('id -un')).stdout.toString()).toBe('root\n');
      });

      test.each([
        ['a port where nothing listens', { port: 2 }, 'connection refused'],
        ['a name that is none', { address: 'no-such-host.invalid' }, 'name'],
      ])('to %s is an error with a reason', async (_, target, reason) => {
        await expect(connect(target)).rejects.toMatchObject({
          kind: 'unreachable',
          message: expect.stringMatching(new RegExp(reason, 'i')) as unknown,
        });
      });

      test('to a host that does not answer ends in time', async () => {
        const start = performance.now();
        const silent = connect({ address: '10.77.0.250', connectTimeoutMs: 1000 });
        await expect(silent).rejects.toMatchObject({ kind: 'unreachable' });
        expect(performance.now() - start).toBeLessThan(20_000);
      });

      test('is tried again while the connection is refused', async () => {
        const proxy = await startProxy(host().address, 0);
        const { port } = proxy;
        proxy.close();
        const login = connectBare({
          user: 'vagrant',
          privateKeyFile: vagrantKey(),
          address: '127.0.0.1',
          port,
          connectRetries: 4,
          sshArguments: `-o UserKnownHostsFile=${knownHosts()} -o HostKeyAlias=${host().address}`,
        });
        login.catch(() => undefined);
        setTimeout(() => void startProxy(host().address, port).then((later) => (closeLater = later.close)), 900);
        await expect(login).resolves.toBeDefined();
        closeLater();
      });
      let closeLater: () => void = () => undefined;
    });

    describe('a batch', () => {
      test('survives its connection, each step once', async () => {
        const proxy = await startProxy(host().address, 0);
        const session = await connectBare({
          user: 'vagrant',
          privateKeyFile: vagrantKey(),
          address: '127.0.0.1',
          port: proxy.port,
          become: ROOT,
          sshArguments: `-o UserKnownHostsFile=${knownHosts()} -o HostKeyAlias=${host().address}`,
        });
        await session.lock(HOLDER);
        let seen = '';
        const running = session.apply({
          id: 'cut',
          script: 'for step in 1 2 3 4 5; do echo "$step" | tee -a /run/steps; sleep 0.3; done; exit 6',
          onOutput: (chunk) => {
            if (!seen.includes('2')) setTimeout(() => proxy.cut(), 0);
            seen += chunk.toString();
          },
        });
        const output = await running;
        expect([output.stdout.toString(), output.exitStatus, seen]).toEqual(['1\n2\n3\n4\n5\n', 6, '1\n2\n3\n4\n5\n']);
        expect((await session.observe('cat /run/steps; rm /run/steps')).stdout.toString()).toBe('1\n2\n3\n4\n5\n');
        proxy.close();
      });

      test('keeps the host locked after its runner died, then the watchdog frees it', async () => {
        const rival = await connect();
        const session = await connect({}, { session: { watchdogSeconds: 4, heartbeatMs: 60_000 } });
        await session.lock(HOLDER);
        await expect(rival.lock({ ...HOLDER, runId: 'run-2' })).rejects.toThrow('is locked by ann@desk (run run-1');
        const takes = (): Promise<boolean> =>
          rival.lock({ ...HOLDER, runId: 'run-2' }).then(
            () => true,
            () => false,
          );
        await until('the lock is free', takes);
      });

      test('survives a restart of sshd that it does itself', async () => {
        const session = await connect();
        await session.lock(HOLDER);
        const script = 'systemctl restart ssh; sleep 0.5; echo done';
        expect((await session.apply({ id: 'restart', script })).stdout.toString()).toBe('done\n');
      });
    });
  });

/** Passes TCP connections on, until they are cut. */
async function startProxy(address: string, port: number) {
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connectSocket(22, address);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const cut = () => sockets.forEach((socket) => socket.destroy());
  const close = () => {
    server.close();
    cut();
  };
  return { port: (server.address() as AddressInfo).port, cut, close };
}
