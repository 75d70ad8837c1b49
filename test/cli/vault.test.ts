import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { chmod, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { CommandIo } from '../../src/cli/command-io.ts';
import { registerVaultCommand } from '../../src/cli/vault/vault.ts';
import { decryptVault, encryptVault } from '../../src/vault/cipher.ts';
import { OTHER, PASSWORD } from '../vault/fixtures.ts';

const PLAINTEXT = 'db_password: hunter2\n';
const NEW = { label: 'default', password: Buffer.from('new one') };

let folder: string;
let password: string;
let other: string;
let fresh: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-command-'));
  password = await write('.password', PASSWORD.password);
  other = await write('.other', OTHER.password);
  fresh = await write('.new', NEW.password);
});
afterEach(() => rm(folder, { recursive: true }));

describe('encrypt', () => {
  test('encrypts files in place, and keeps their modes', async () => {
    const path = await write('a.yml', PLAINTEXT, 0o640);
    expect(await run(['encrypt', path, '--vault-password-file', password])).toEqual(OK);
    expect(await open(path)).toBe(PLAINTEXT);
    expect(await modeOf(path)).toBe(0o640);
  });

  test('replaces the target of a symbolic link', async () => {
    await write('a.yml', PLAINTEXT);
    const link = join(folder, 'link.yml');
    await symlink('a.yml', link);
    await run(['encrypt', link, '--vault-password-file', password]);
    expect(await readlink(link)).toBe('a.yml');
    expect(await open(join(folder, 'a.yml'))).toBe(PLAINTEXT);
  });

  test('goes from standard input to standard output where no file is named', async () => {
    const { out, code } = await run(['encrypt', '--vault-password-file', password], { stdin: PLAINTEXT });
    expect(code).toBe(0);
    expect(decryptVault(out, [PASSWORD]).toString()).toBe(PLAINTEXT);
  });

  test('makes the output 0600, and leaves the input', async () => {
    const path = await write('a.yml', PLAINTEXT, 0o644);
    const output = join(folder, 'b.yml');
    await run(['encrypt', path, '--vault-password-file', password, '--output', output]);
    expect(await modeOf(output)).toBe(0o600);
    expect(await open(output)).toBe(PLAINTEXT);
    expect(await readFile(path, 'utf8')).toBe(PLAINTEXT);
  });

  test('writes the label, and wants one of several to be chosen', async () => {
    const path = await write('a.yml', PLAINTEXT);
    const ids = ['--vault-id', `prod@${password}`, '--vault-id', `dev@${other}`];
    expect(await run(['encrypt', path, ...ids])).toMatchObject({
      code: 3,
      err: expect.stringMatching(/several vault ids.*prod, dev/),
    });
    expect(await readFile(path, 'utf8')).toBe(PLAINTEXT);
    expect(await run(['encrypt', path, ...ids, '--encrypt-vault-id', 'prod'])).toEqual(OK);
    expect(await readFile(path, 'utf8')).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;prod\n/);
    expect(await open(path)).toBe(PLAINTEXT);
  });

  test('leaves all files as they were where one is a vault already', async () => {
    const plain = await write('a.yml', PLAINTEXT);
    const vault = await write('b.yml', encryptVault(Buffer.from(PLAINTEXT), PASSWORD));
    const result = await run(['encrypt', plain, vault, '--vault-password-file', password]);
    expect(result).toMatchObject({ code: 3, err: expect.stringMatching(/b\.yml: it is already encrypted/) });
    expect(await readFile(plain, 'utf8')).toBe(PLAINTEXT);
    expect(await strayFiles(['a.yml', 'b.yml'])).toEqual([]);
  });

  test('asks twice where no password is given', async () => {
    const path = await write('a.yml', PLAINTEXT);
    const answers = ['correct horse battery staple', 'correct horse battery staple'];
    expect(await run(['encrypt', path], { answers })).toEqual(OK);
    expect(await open(path)).toBe(PLAINTEXT);
  });
});

describe.each([['decrypt'], ['view'], ['edit'], ['rekey']])('%s', (command) => {
  const flags = () => (command === 'rekey' ? ['--new-vault-password-file', fresh] : []);

  test.each([
    ['a wrong password', (text: string) => text, () => other, 'vault-password'],
    ['a damaged file', (text: string) => text.slice(0, -20), () => password, 'vault-damaged'],
    ['a changed file', flipLastDigit, () => password, 'vault-password'],
    ['a file that is no vault', () => PLAINTEXT, () => password, 'vault-format'],
  ])('of %s is exit 3, prints nothing of it and writes nothing', async (_, spoil, passwordFile, code) => {
    const good = encryptVault(Buffer.from(PLAINTEXT), passwordFile() === other ? OTHER : PASSWORD);
    const bad = spoil(encryptVault(Buffer.from(PLAINTEXT), PASSWORD));
    const paths = [await write('a.yml', good), await write('b.yml', bad)];
    const env = { EDITOR: 'echo changed >>' };
    const result = await run([command, ...paths, '--vault-password-file', passwordFile(), ...flags()], { env });
    expect(result).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringMatching(new RegExp(`error\\[${code}\\]: .*b\\.yml`)),
    });
    expect(result.err).not.toContain('hunter2');
    expect(await readFile(join(folder, 'a.yml'), 'utf8')).toBe(good);
    expect(await readFile(join(folder, 'b.yml'), 'utf8')).toBe(bad);
    expect(await strayFiles(['a.yml', 'b.yml'])).toEqual([]);
  });

  test('of a file that does not exist is exit 3', async () => {
    const path = join(folder, 'none.yml');
    const result = await run([command, path, '--vault-password-file', password, ...flags()]);
    expect(result).toMatchObject({
      code: 3,
      err: expect.stringMatching(/vault-file.*none\.yml cannot be read: it does not exist/),
    });
  });

  test('without a password and without a terminal is exit 3', async () => {
    const path = await write('a.yml', encryptVault(Buffer.from(PLAINTEXT), PASSWORD));
    expect(await run([command, path])).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringMatching(/vault-password-source/),
    });
  });
});

test('decrypt gives the plaintext back in place, to a file and to standard output', async () => {
  const text = encryptVault(Buffer.from(PLAINTEXT), PASSWORD);
  const path = await write('a.yml', text);
  const flags = ['--vault-password-file', password];
  expect(await run(['decrypt', path, '--output', '-', ...flags])).toEqual({ ...OK, out: PLAINTEXT });
  expect(await run(['decrypt', '-', ...flags], { stdin: text })).toEqual({ ...OK, out: PLAINTEXT });
  expect(await run(['decrypt', path, '--output', join(folder, 'b.yml'), ...flags])).toEqual(OK);
  expect(await readFile(join(folder, 'b.yml'), 'utf8')).toBe(PLAINTEXT);
  expect(await readFile(path, 'utf8')).toBe(text);
  expect(await run(['decrypt', path, ...flags])).toEqual(OK);
  expect(await readFile(path, 'utf8')).toBe(PLAINTEXT);
});

test('view prints several files, with the password from the environment', async () => {
  const paths = [
    await write('a.yml', encryptVault(Buffer.from('a: 1\n'), PASSWORD)),
    await write('b.yml', encryptVault(Buffer.from('b: 2\n'), PASSWORD, 'prod')),
  ];
  const env = { ANSIBLE_VAULT_PASSWORD_FILE: password };
  expect(await run(['view', ...paths], { env })).toEqual({ ...OK, out: 'a: 1\nb: 2\n' });
});

describe('edit', () => {
  test('encrypts changed content under the same label', async () => {
    const path = await write('a.yml', encryptVault(Buffer.from(PLAINTEXT), PASSWORD, 'prod'), 0o640);
    expect(await edit(path, 'echo "more: 1" >> "$1"')).toEqual(OK);
    expect(await open(path)).toBe(`${PLAINTEXT}more: 1\n`);
    expect(await readFile(path, 'utf8')).toMatch(/;prod\n/);
    expect(await modeOf(path)).toBe(0o640);
  });

  test('does not touch a file whose plaintext stayed the same', async () => {
    const text = encryptVault(Buffer.from(PLAINTEXT), PASSWORD);
    const path = await write('a.yml', text);
    expect(await edit(path, 'cp "$1" "$1.bak"; echo x > "$1"; mv "$1.bak" "$1"')).toEqual(OK);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  test.each([
    ['ends well', 'exit 0', 0],
    ['fails', 'echo changed > "$1"; exit 1', 3],
    ['is killed', 'echo changed > "$1"; kill -9 $$', 3],
  ])('leaves no plaintext where the editor %s', async (_, script, code) => {
    const text = encryptVault(Buffer.from(PLAINTEXT), PASSWORD);
    const path = await write('a.yml', text);
    const seen = join(folder, 'seen');
    const look = `stat -c '%a %n' "$1" "$(dirname "$1")" > ${seen}; cp "$1" "$1~"`;
    expect(await edit(path, `${look}; ${script}`)).toMatchObject({ code, out: '' });
    const [file = '', parent = ''] = (await readFile(seen, 'utf8')).split('\n');
    expect(file).toMatch(/^600 .*\/a\.yml$/);
    expect(parent).toMatch(/^700 /);
    await expect(stat(parent.slice(4))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  async function edit(path: string, script: string): Promise<Result> {
    const editor = await write('editor', `#!/bin/sh\n${script}\n`, 0o700);
    return run(['edit', path, '--vault-id', `prod@${password}`], { env: { EDITOR: editor } });
  }
});

describe('create', () => {
  test('writes the text as a vault with mode 0600', async () => {
    const path = join(folder, 'a.yml');
    const editor = await write('editor', '#!/bin/sh\necho "a: 1" > "$1"\n', 0o700);
    const flags = ['--vault-password-file', password];
    expect(await run(['create', path, ...flags], { env: { VISUAL: editor } })).toEqual(OK);
    expect(await open(path)).toBe('a: 1\n');
    expect(await modeOf(path)).toBe(0o600);
    expect(await run(['create', path, ...flags])).toMatchObject({
      code: 3,
      err: expect.stringMatching(/already exists/),
    });
  });

  test('makes nothing of nothing', async () => {
    const path = join(folder, 'a.yml');
    const env = { EDITOR: 'true' };
    expect(await run(['create', path, '--vault-password-file', password], { env })).toMatchObject({ code: 3 });
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('rekey', () => {
  test('encrypts all files under the new password and label', async () => {
    const paths = [
      await write('a.yml', encryptVault(Buffer.from('a'), PASSWORD)),
      await write('b.yml', encryptVault(Buffer.from('b'), OTHER, 'dev')),
    ];
    const old = ['--vault-password-file', password, '--vault-password-file', other];
    expect(await run(['rekey', ...paths, ...old, '--new-vault-id', `live@${fresh}`])).toEqual(OK);
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    expect(texts.map((text) => decryptVault(text, [NEW]).toString())).toEqual(['a', 'b']);
    expect(texts.every((text) => text.startsWith('$ANSIBLE_VAULT;1.2;AES256;live\n'))).toBe(true);
  });

  test('does not take the new password from the environment', async () => {
    const path = await write('a.yml', encryptVault(Buffer.from('a'), PASSWORD));
    const env = { ANSIBLE_VAULT_PASSWORD_FILE: password };
    expect(await run(['rekey', path], { env, answers: ['new one', 'new one'] })).toEqual(OK);
    expect(decryptVault(await readFile(path, 'utf8'), [NEW]).toString()).toBe('a');
  });
});

describe('encrypt-string', () => {
  test('prints each string under its name, ready for YAML', async () => {
    const args = ['encrypt-string', 'one', 'two', '-', '-n', 'a', '-n', 'no', '--stdin-name', 'c'];
    const { out, code } = await run([...args, '--vault-password-file', password], { stdin: 'three\n' });
    expect(code).toBe(0);
    const blocks = [...out.matchAll(/^(\S+): !vault \|\n((?: {10}\S+\n)+)/gm)];
    expect(blocks.map(([, name, text = '']) => [name, decryptVault(text, [PASSWORD]).toString()])).toEqual([
      ['a', 'one'],
      ['"no"', 'two'],
      ['c', 'three\n'],
    ]);
    expect(out.replaceAll(/^(?:\S+: !vault \|| {10}\S+)\n/gm, '')).toBe('');
  });

  test('asks for the string', async () => {
    const args = ['encrypt-string', '--prompt', '--name', 'a', '--vault-password-file', password];
    const { out } = await run(args, { answers: ['hunter2'] });
    expect(decryptVault(out.replace(/^.*\n/, ''), [PASSWORD]).toString()).toBe('hunter2');
  });

  test.each([
    ['an empty string', ['']],
    ['a name too many', ['x', '-n', 'a', '-n', 'b']],
  ])('refuses %s', async (_, args) => {
    const result = await run(['encrypt-string', ...args, '--vault-password-file', password]);
    expect(result).toMatchObject({ code: 3, out: '', err: expect.stringMatching(/vault-usage/) });
  });
});

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const OK: Result = { code: 0, out: '', err: '' };

interface Surroundings {
  readonly stdin?: string;
  readonly env?: Record<string, string>;
  readonly answers?: string[];
}

async function run(args: string[], { stdin = '', env = {}, answers }: Surroundings = {}): Promise<Result> {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  let code = 0;
  const io: CommandIo = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout,
    stderr,
    env,
    prompt: answers && (() => Promise.resolve(answers.shift() ?? '')),
    setExitCode: (exitCode) => (code = exitCode),
  };
  const program = new Command();
  registerVaultCommand(program, io);
  await program.parseAsync(['vault', ...args], { from: 'user' });
  return { code, out: text(stdout), err: text(stderr) };
}

test("decrypt writes a file with mode 0600, whatever the vault's mode", async () => {
  const path = await write('a.yml', encryptVault(Buffer.from(PLAINTEXT), PASSWORD, undefined), 0o644);
  const output = await write('open.yml', 'old', 0o644);
  await run(['decrypt', path, '--vault-password-file', password, '--output', output]);
  expect([await modeOf(output), await readFile(output, 'utf8')]).toEqual([0o600, PLAINTEXT]);
  await run(['decrypt', path, '--vault-password-file', password]);
  expect([await modeOf(path), await readFile(path, 'utf8')]).toEqual([0o600, PLAINTEXT]);
});

function text(stream: PassThrough): string {
  return (stream.read() as string | null) ?? '';
}

async function write(name: string, content: string | Buffer, mode = 0o600): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

async function open(path: string): Promise<string> {
  return decryptVault(await readFile(path, 'utf8'), [PASSWORD]).toString();
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

async function strayFiles(expected: string[]): Promise<string[]> {
  const known = [...expected, '.password', '.other', '.new'];
  return (await readdir(folder)).filter((name) => !known.includes(name));
}

function flipLastDigit(vaultText: string): string {
  const [body, digit] = [vaultText.trimEnd().slice(0, -2), vaultText.trimEnd().slice(-2)];
  return `${body}${digit === '30' ? '31' : '30'}\n`;
}
