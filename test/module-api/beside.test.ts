import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  enterDirectory,
  fillLike,
  keepBackup,
  NEW,
  placeNew,
  renderBeside,
  takeOver,
} from '../../src/module-api/beside.ts';

let root: string;
let path: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "it's beside-"));
  path = join(root, 'a file');
});

function run(lines: readonly string[]): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync('sh', ['-c', `${renderBeside(path, lines)}\n`], { encoding: 'utf8' });
  return { status, stderr };
}

const write = (text: string): string => `printf %s '${text}' > ${NEW}`;

describe('a file that is created beside another', () => {
  test('takes its place, and nothing else is left', () => {
    writeFileSync(path, 'old', { mode: 0o640 });
    expect(run([takeOver(path), write('new'), placeNew(path)])).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(root)).toEqual(['a file']);
  });

  test('is filled in place of a file that its owner may only read', () => {
    writeFileSync(path, 'old');
    chmodSync(path, 0o440);
    expect(run([fillLike(path, 'echo new'), placeNew(path)])).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe('new\n');
    expect(statSync(path).mode & 0o777).toBe(0o440);
  });

  test('leaves nothing where a line fails', () => {
    const { status } = run([write('new'), 'false', placeNew(path)]);
    expect(status).toBe(1);
    expect(readdirSync(root)).toEqual([]);
  });

  test('replaces a link, and keeps its target', () => {
    const victim = join(root, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, path);
    expect(run([takeOver(path), write('new'), placeNew(path)]).status).toBe(0);
    expect(lstatSync(path).isFile()).toBe(true);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
  });

  test("cannot be redirected by the directory's owner", () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    // what another user could do at the worst moment
    const attack = `(cd .. && mv -- "$k" away && ln -s -- '${elsewhere}' "$k")`;
    expect(run([attack, write('new'), placeNew(path)]).status).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('is not begun in a directory that was replaced by a link', () => {
    const script = renderBeside(path, [write('new'), placeNew(path)]).replace(
      'cd -P -- "$k"',
      `rmdir -- "$k"; ln -s -- / "$k"; cd -P -- "$k"`,
    );
    const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('somebody else is moving what is made');
    expect(existsSync('/new')).toBe(false);
  });

  const keep = (content: string) => {
    writeFileSync(path, content);
    expect(run([write('new'), keepBackup(path), placeNew(path)])).toMatchObject({ status: 0, stderr: '' });
  };
  const copies = () =>
    readdirSync(root)
      .filter((name) => name.endsWith('~') && lstatSync(join(root, name)).isFile())
      .map((name) => readFileSync(join(root, name), 'utf8'));

  test('keeps the old file under another name, not through a link at that name', () => {
    const victim = join(root, 'victim');
    writeFileSync(victim, 'precious');
    for (let seconds = 0; seconds < 60; seconds++) {
      const time = Date.now() + seconds * 1000 - new Date().getTimezoneOffset() * 60_000;
      const name = `${path}.${new Date(time).toISOString().slice(0, 19)}`;
      symlinkSync(victim, `${name}~`);
      symlinkSync(join(root, 'nothing'), `${name}.2~`);
    }
    writeFileSync(path, 'old', { mode: 0o600 });
    keep('old');
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(existsSync(join(root, 'nothing'))).toBe(false);
    expect(copies()).toEqual(['old']);
    const [name = ''] = readdirSync(root).filter((found) => found.endsWith('.3~'));
    expect(statSync(join(root, name)).mode & 0o777).toBe(0o600);
  });

  test('keeps every one of several that are replaced within a second', () => {
    const contents = Array.from({ length: 12 }, (_, index) => `old ${index}`);
    for (const content of contents) keep(content);
    expect(copies().sort()).toEqual(contents.toSorted());
  });

  test('changes nothing where no backup can be kept', () => {
    writeFileSync(path, 'old');
    const { status, stderr } = run([
      write('new'),
      'mv() { case $1 in -nT) echo full >&2; return 1; esac }',
      keepBackup(path),
    ]);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^full\ncannot keep a backup as .*~\n$/)]);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  test('may be for a file of the root directory', () => {
    expect(renderBeside('/file', [])).toContain('cd -P -- /\n');
  });
});

describe('a directory that is gone into', () => {
  const run = (lines: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', ['set -e', ...lines, 'pwd -P'].join('\n')], {
      encoding: 'utf8',
    });
    return { status, said: stdout + stderr };
  };

  test('may be reached through links of the user who runs it', () => {
    mkdirSync(join(root, 'a'));
    mkdirSync(join(root, 'b'));
    symlinkSync('../b/.', join(root, 'a/link'));
    symlinkSync(join(root, 'a/link'), join(root, 'twice'));
    for (const name of ['b', 'a/link', 'twice'])
      expect(run(enterDirectory(join(root, name)))).toEqual({ status: 0, said: `${join(root, 'b')}\n` });
  });

  test('is refused where it was a link to elsewhere when it was gone into, and is none when it is looked at', () => {
    const place = join(root, 'place');
    mkdirSync(join(root, 'victim'));
    symlinkSync('victim', place);
    const [go = '', ...look] = enterDirectory(place);
    const { status, said } = run([
      go,
      `rm '${place.replaceAll("'", `'\\''`)}'`,
      `mkdir '${place.replaceAll("'", `'\\''`)}'`,
      ...look,
    ]);
    expect({ status, said }).toMatchObject({ status: 1, said: expect.stringContaining('somebody else is moving') });
  });
});
