import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { gitCheckout } from '../../src/query/git/git-checkout.ts';
import { gitRemote } from '../../src/query/git/git-remote.ts';
import { observeHere } from './observe-here.ts';

let root: string;
let first: string;
const at = (name: string): string => join(root, name);
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', at("it's"), ...args], { encoding: 'utf8' }).trim();

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'git-'));
  for (const name of ["it's", 'empty', 'full/x', 'fresh']) mkdirSync(at(name), { recursive: true });
  git('init', '-q', '-b', 'main');
  git('config', 'user.email', 'a@b');
  git('config', 'user.name', 'a');
  git('remote', 'add', 'origin', 'ssh://git@example.org/a b.git');
  writeFileSync(at("it's/f"), '1');
  git('add', 'f');
  git('commit', '-qm', 'first');
  first = git('rev-parse', 'HEAD');
  git('tag', '-a', 'v1', '-m', 'v1');
  execFileSync('git', ['-C', at('fresh'), 'init', '-q', '-b', 'main']);
});

describe('gitCheckout', () => {
  test('reports the checked-out commit', () => {
    expect(observeHere(gitCheckout(at("it's")))).toEqual([
      {
        head: first,
        branch: 'main',
        remotes: { origin: 'ssh://git@example.org/a b.git' },
        isDirty: false,
        isBare: false,
      },
    ]);
  });

  test('distinguishes an empty directory, other content, and a repository without commits', () => {
    const paths = ['empty', 'none', 'full', 'full/x', 'fresh'];
    expect(observeHere(...paths.map((path) => gitCheckout(at(path))))).toEqual([
      null,
      null,
      'occupied',
      null,
      { head: '', branch: 'main', remotes: {}, isDirty: false, isBare: false },
    ]);
  });

  test('sees changes of tracked files', () => {
    writeFileSync(at("it's/f"), '2');
    expect(observeHere(gitCheckout(at("it's")))).toMatchObject([{ isDirty: true }]);
  });
});

describe('gitRemote', () => {
  test('gives the commit of a branch, of a tag, and of the default branch', () => {
    const ask = (version: string) => gitRemote({ repo: at("it's"), version });
    expect(observeHere(ask('main'), ask('v1'), ask('HEAD'), ask('nope'))).toEqual([
      { commit: first, branch: 'main' },
      { commit: first, branch: undefined },
      { commit: first, branch: 'main' },
      { commit: undefined, branch: undefined },
    ]);
  });

  test('returns why a repository cannot be read', () => {
    expect(observeHere(gitRemote({ repo: at('none'), version: 'HEAD' }))).toMatchObject([
      { failure: expect.stringContaining('does not appear to be a git repository') as unknown },
    ]);
  });
});
