import { describe, expect, test } from '@jest/globals';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { connectionOf } from '../../src/inventory/connection.ts';
import type { HostConnection } from '../../src/inventory/connection.ts';

const range = { source: { path: 'h', text: '' }, start: 0, end: 0 };

function connect(variables: Readonly<Record<string, unknown>>): { connection: HostConnection; problems: string[] } {
  const diagnostics = new DiagnosticList();
  const rendered = new Map(Object.entries(variables).map(([name, value]) => [name, { value, range }]));
  const connection = connectionOf('web1', rendered, diagnostics);
  return { connection, problems: diagnostics.items.map(({ summary }) => summary) };
}

describe('connectionOf', () => {
  test('without variables the name is the address, and all else is left to ssh', () => {
    const { connection } = connect({});
    expect(Object.entries(connection).filter(([, value]) => value !== undefined)).toEqual([
      ['host', 'web1'],
      ['address', 'web1'],
    ]);
  });

  test.each<[string, Record<string, unknown>, Partial<HostConnection>]>([
    ['address and port', { ansible_host: '192.0.2.1', ansible_port: '2222' }, { address: '192.0.2.1', port: 2222 }],
    [
      'user and key',
      { ansible_user: 'ops', ansible_ssh_private_key_file: '~/.ssh/k' },
      { user: 'ops', privateKeyFile: '~/.ssh/k' },
    ],
    ['a password that looks like a number', { ansible_password: 1234 }, { password: '1234' }],
    ['the older name of the password', { ansible_ssh_pass: 'p' }, { password: 'p' }],
    [
      'become',
      { ansible_become: 'yes', ansible_become_user: 'root', ansible_become_pass: 's', ansible_become_method: 'su' },
      { becomes: true, becomeUser: 'root', becomePassword: 's', becomeMethod: 'su' },
    ],
    [
      'ssh arguments together',
      { ansible_ssh_common_args: '-J b', ansible_ssh_extra_args: '-v' },
      { sshArguments: '-J b -v' },
    ],
    ['local', { ansible_connection: 'local' }, { kind: 'local' }],
    ['host keys, as Ansible says it', { ansible_host_key_checking: false }, { acceptNewHostKey: true }],
    [
      'host keys, as said here',
      { accept_new_host_keys: true, ansible_host_key_checking: true },
      { acceptNewHostKey: true },
    ],
    ['seconds become milliseconds', { ansible_timeout: 3 }, { connectTimeoutMs: 3000 }],
    ['an empty value is none', { ansible_host: '', ansible_user: null }, { address: 'web1', user: undefined }],
  ])('%s', (_name, variables, expected) => {
    const { connection, problems } = connect(variables);
    expect(problems).toEqual([]);
    expect(connection).toMatchObject(expected);
  });

  test.each<[string, unknown, string]>([
    ['ansible_port', 'ssh', 'ansible_port must be a port, 1 to 65535'],
    ['ansible_port', 70000, 'ansible_port must be a port, 1 to 65535'],
    ['ansible_become', 'maybe', 'ansible_become must be true or false'],
    ['ansible_host', ['a'], 'ansible_host must be a name or an address'],
    ['ansible_connection', 'docker', 'ansible_connection must be one of ssh, openssh, auto, local, smart, paramiko'],
  ])('%s: %j is refused', (name, value, problem) => {
    expect(connect({ [name]: value }).problems).toEqual([problem]);
  });
});
