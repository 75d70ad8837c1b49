import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { renderSafeWays } from '../../src/modules/lib/safe-way.ts';

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

let root: string;
const at = (path: string): string => `${root}/${path}`;

beforeEach(() => {
  root = mkdtempSync(`${tmpdir()}/it's a way-`);
});

const look = (...paths: string[]) => {
  const script = `${renderSafeWays(paths.map(at))}\necho safe`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
};

const made = (path: string, mode = 0o755, owner?: number): void => {
  mkdirSync(at(path));
  chmodSync(at(path), mode);
  if (owner !== undefined) chownSync(at(path), owner, owner);
};

describe('the way to a directory', () => {
  test('is safe through directories that no other user may write to, through links to them, and at its end', () => {
    made('a');
    made('a/b');
    symlinkSync('../a/./b', at('a/link'));
    symlinkSync(at('a/link'), at('twice'));
    expect(look('a/b', 'a/link/none/none', 'twice')).toEqual({ status: 0, said: 'safe\n' });
  });

  test('is safe in a directory to which others may only add', () => {
    made('sticky', 0o1777);
    made('sticky/mine');
    expect(look('sticky/mine', 'sticky/none').status).toBe(0);
  });

  test.each([0o757, 0o775, 0o2775])('is not safe in a directory of mode %o', (mode) => {
    made('open', mode);
    if (isRoot) chownSync(at('open'), 0, NOBODY);
    const { status, said } = look('open/none');
    // the group of who runs this is that user's own
    expect(status).toBe(isRoot || mode === 0o757 ? 1 : 0);
    if (status === 1) expect(said).toContain(`another user may change ${at('open')}, `);
  });

  test('is not safe on its way back out of such a directory', () => {
    made('open', 0o777);
    made('open/x');
    symlinkSync(at('open/x'), at('through'));
    made('kept');
    symlinkSync('../kept', at('open/back'));
    expect(look('through/../back').status).toBe(1);
  });

  test('is not safe where it never ends', () => {
    symlinkSync('loop', at('loop'));
    expect(look('loop/x')).toMatchObject({ status: 1, said: expect.stringContaining('too many links') as unknown });
  });

  (isRoot ? describe : describe.skip)('of another user', () => {
    test.each(['theirs', 'theirs/none', 'theirs/kept'])('is not safe for root: %s', (path) => {
      made('theirs', 0o700, NOBODY);
      made('theirs/kept');
      expect(look(path).status).toBe(1);
    });

    test('is not safe through a link in a world-writable directory, even if root owns the target', () => {
      made('sticky', 0o1777);
      made('kept');
      symlinkSync(at('kept'), at('sticky/link'));
      expect(look('sticky/link').status).toBe(0);
      spawnSync('chown', ['-h', String(NOBODY), at('sticky/link')]);
      expect(look('sticky/link').status).toBe(1);
    });
  });
});
