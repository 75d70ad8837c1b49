import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseSshArguments, splitWords } from '../../src/transport/ssh/ssh-arguments.ts';
import { isNamedByConfig } from '../../src/transport/ssh/is-named-by-config.ts';
import { resolveSshSettings } from '../../src/transport/ssh/ssh-settings.ts';
import type { SshSettings } from '../../src/transport/ssh/ssh-settings.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ssh-'));
  mkdirSync(join(home, 'more'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function resolveWith(config: string, asked: Partial<Parameters<typeof resolveSshSettings>[0]> = {}): SshSettings {
  writeFileSync(join(home, 'config'), config);
  const environment = { home, configFiles: [join(home, 'config'), join(home, 'system')], agentSocket: '/agent' };
  return resolveSshSettings({ host: 'web1', address: 'web1', connectTimeoutMs: 5000, ...asked }, environment);
}

describe('ssh settings', () => {
  test('are OpenSSH’s defaults without any configuration', () => {
    expect(resolveWith('', { user: 'ann' })).toMatchObject({
      hostName: 'web1',
      port: 22,
      user: 'ann',
      identityFiles: ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => `${home}/.ssh/${name}`),
      identitiesNamed: false,
      agentSocket: '/agent',
      proxyJump: [],
      userKnownHostsFiles: [`${home}/.ssh/known_hosts`, `${home}/.ssh/known_hosts2`],
      connectTimeoutMs: 5000,
    });
  });

  const config = `
Host web*
  HostName %h.example.org
  User deploy
  Port 2222
  IdentityFile ~/keys/%r@%h
  ProxyJump ops@gate:2200,inner
  ConnectTimeout 3
Host *
  User other
  IdentityFile "/with space/key"
  UserKnownHostsFile /dev/null
`;

  test('take the first value of each option, and every identity', () => {
    expect(resolveWith(config)).toMatchObject({
      hostName: 'web1.example.org',
      user: 'deploy',
      port: 2222,
      identityFiles: [`${home}/keys/deploy@web1.example.org`, '/with space/key'],
      proxyJump: ['ops@gate:2200', 'inner'],
      userKnownHostsFiles: ['/dev/null'],
      connectTimeoutMs: 3000,
    });
  });

  test('let the inventory win over ssh arguments, and those over ssh_config', () => {
    const sshArguments = '-o User=words -o Port=99 -o ProxyJump=none -o "UserKnownHostsFile /a /b"';
    expect(resolveWith(config, { user: 'inventory', sshArguments, privateKeyFile: '/key' })).toMatchObject({
      user: 'inventory',
      port: 99,
      proxyJump: [],
      userKnownHostsFiles: ['/a', '/b'],
      identityFiles: ['/key', `${home}/keys/inventory@web1.example.org`, '/with space/key'],
    });
  });

  test('read included files, which end with the section that includes them', () => {
    writeFileSync(join(home, 'more', 'one.conf'), 'Host db1\n  Port 1\nHost web1\n  Port 2\n');
    expect(resolveWith(`Include ${home}/more/*.conf\nUser late\n`)).toMatchObject({ port: 2, user: 'late' });
    expect(resolveWith(`Host db1\n  Include ${home}/more/none.conf\n  User no\n`).user).not.toBe('no');
  });

  test('read the system’s file last, whatever section the user’s ends with', () => {
    writeFileSync(join(home, 'system'), 'Port 4\nUser system\n');
    expect(resolveWith('Host db1\n  Port 3\n')).toMatchObject({ port: 4, user: 'system' });
  });

  test('refuse arguments that are not understood', () => {
    expect(() => resolveWith('', { sshArguments: '-o Port=1 --wat' })).toThrow('unsupported ssh arguments: --wat');
  });
});

test.each([
  ['-o A=1 -oB=2', { a: ['1'], b: ['2'] }],
  ['-J gate -p 22 -l ann -i /k', { proxyjump: ['gate'], port: ['22'], user: ['ann'], identityfile: ['/k'] }],
  [`-o 'ProxyCommand=nc "%h" %p' -C -4 -vv`, { proxycommand: ['nc "%h" %p'] }],
])('the words %s', (text, options) => {
  const parsed = parseSshArguments(text);
  expect(Object.fromEntries(parsed.options)).toEqual(options);
  expect(parsed.unknown).toEqual([]);
});

test('words are split as a shell does', () => {
  expect(splitWords(`a "b c"'d e' f\\ g "h \\"i\\""`)).toEqual(['a', 'b cd e', 'f g', 'h "i"']);
});

describe('a name that no inventory has', () => {
  const config =
    'Host build db\n  User ci\nHost *.lab\n  HostName 192.0.2.9\nHost *.far\n  ProxyJump gate\nHost *\n  Port 22\n';
  test.each([
    ['build', true],
    ['DB', true],
    ['web1.lab', true],
    ['web1.far', true],
    ['web1', false],
    ['web1.near', false],
  ])('%s is known to ssh_config: %s', (name, isKnown) => {
    writeFileSync(join(home, 'config'), config);
    const environment = { home, configFiles: [join(home, 'config')], agentSocket: undefined };
    expect(isNamedByConfig({ host: name, address: name, sshArguments: undefined }, environment)).toBe(isKnown);
    const without = { ...environment, configFiles: [] };
    expect(isNamedByConfig({ host: name, address: name, sshArguments: undefined }, without)).toBe(false);
    const sshArguments = `-F ${join(home, 'config')}`;
    expect(isNamedByConfig({ host: name, address: name, sshArguments }, without)).toBe(isKnown);
  });

  test('behind a jump host for all is known by its full name alone', () => {
    writeFileSync(join(home, 'config'), 'Host *\n  ProxyJump gate\n');
    const environment = { home, configFiles: [join(home, 'config')], agentSocket: undefined };
    const isKnown = (name: string) => isNamedByConfig({ host: name, address: name, sshArguments: '' }, environment);
    expect([isKnown('web1'), isKnown('web1.example')]).toEqual([false, true]);
  });
});

test('ssh_config is read once for all hosts of an environment, and applied to each', () => {
  const file = join(home, 'config');
  const environment = { home, configFiles: [file], agentSocket: undefined };
  const portOf = (address: string): number =>
    resolveSshSettings({ host: address, address, connectTimeoutMs: 1 }, environment).port;
  writeFileSync(file, 'Host web1\n  Port 2201\nHost *\n  Port 2200\n');
  expect([portOf('web1'), portOf('web2')]).toEqual([2201, 2200]);
  rmSync(file);
  expect([portOf('web1'), portOf('web3')]).toEqual([2201, 2200]);
});

test.each([
  ['Host *\n  User all', ['all', 'all']],
  ['Host=web1\n  User one\nHost *\n  User all', ['one', 'all']],
  ['Match host web1\n  User one\nMatch all\n  User all', ['one', 'all']],
  ['Host * !web1\n  User all\nHost *\n  User last', ['last', 'all']],
])('the section %j applies to the hosts that it names', (config, users) => {
  const file = join(home, 'config');
  writeFileSync(file, `${config}\n`);
  const environment = { home, configFiles: [file], agentSocket: undefined };
  const userOf = (address: string): string =>
    resolveSshSettings({ host: address, address, connectTimeoutMs: 1 }, environment).user;
  expect(['web1', 'web2'].map(userOf)).toEqual(users);
});
