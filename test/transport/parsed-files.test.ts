import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadHostKeyCheck } from '../../src/transport/ssh/host-key-check.ts';
import { ParsedFiles } from '../../src/transport/ssh/parsed-files.ts';
import { resolveSshSettings } from '../../src/transport/ssh/ssh-settings.ts';

const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'provision-files-')), 'file');

test('a file is read once for any number of connections, and again when it has become another', () => {
  const file = newFile();
  let reads = 0;
  const files = new ParsedFiles((text) => `${++reads}: ${text}`);
  const get = (): string | undefined => files.get(file);
  expect(get()).toBeUndefined();
  writeFileSync(file, 'one');
  expect([get(), get(), get()]).toEqual(['1: one', '1: one', '1: one']);
  writeFileSync(file, 'more');
  expect(get()).toBe('2: more');
  writeFileSync(`${file}.new`, 'mere');
  renameSync(`${file}.new`, file);
  expect(get()).toBe('3: mere');
  rmSync(file);
  expect(get()).toBeUndefined();
});

test('a host key that was recorded is known to the next connection', async () => {
  const file = newFile();
  const environment = { home: '/nowhere', configFiles: [], agentSocket: undefined };
  const asked = { host: 'web1', address: '192.0.2.1', port: 22, user: 'root', connectTimeoutMs: 1 };
  const settings = {
    ...resolveSshSettings(asked, environment),
    userKnownHostsFiles: [file],
    globalKnownHostsFiles: [],
  };
  const key = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from('key')]);
  await expect(loadHostKeyCheck('web1', settings, { acceptNewHostKey: false }).verify(key)).rejects.toThrow(
    'the host key is not known',
  );
  await loadHostKeyCheck('web1', settings, { acceptNewHostKey: true }).verify(key);
  await loadHostKeyCheck('web1', settings, { acceptNewHostKey: false }).verify(key);
  await expect(
    loadHostKeyCheck('web1', settings, { acceptNewHostKey: true }).verify(Buffer.concat([key, key])),
  ).rejects.toThrow('the host key has changed');
});

test('a pipe in the place of a file is an error, not a wait for a writer', () => {
  const file = newFile();
  execFileSync('mkfifo', [file]);
  expect(() => new ParsedFiles(String).get(file)).toThrow(`${file} is a pipe or a socket`);
});
