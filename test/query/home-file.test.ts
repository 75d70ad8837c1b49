import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Unknown } from '../../src/values/unknown.ts';
import type { Query } from '../../src/query/query.ts';
import { queryId } from '../../src/query/query.ts';
import { homeFile } from '../../src/query/files/home-file.ts';
import { passwd } from '../../src/query/accounts/passwd.ts';
import { observeHere } from './observe-here.ts';

const { username: user, homedir: home } = userInfo();
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "home's-"));
  writeFileSync(join(root, 'keys'), 'a\0b\n\n');
  symlinkSync('keys', join(root, 'link'));
});

describe('homeFile', () => {
  test('is found from the home of its user', () => {
    const [found] = observeHere(homeFile({ user, path: '.no/such' }));
    expect(found).toMatchObject({
      path: `${home}/.no/such`,
      directory: { exists: false },
      self: { exists: false },
      text: null,
    });
  });

  test('returns the whole content and the directory', () => {
    expect(
      observeHere(homeFile({ user, path: join(root, 'keys') }), homeFile({ user, path: join(root, 'link') })),
    ).toEqual([
      expect.objectContaining({
        directory: expect.objectContaining({ type: 'directory', mode: '0700', owner: user }) as unknown,
        self: expect.objectContaining({ type: 'file', size: 5, owner: user }) as unknown,
        text: Buffer.from('a\0b\n\n'),
      }),
      expect.objectContaining({ self: expect.objectContaining({ type: 'link', target: 'keys' }) as unknown }),
    ]);
  });

  test('returns no path for an unknown user', () => {
    expect(
      observeHere(
        homeFile({ user: 'no-such-user', path: 'x' }),
        homeFile({ user: '-x', path: 'x' }),
        homeFile({ user, path: root }),
      ),
    ).toEqual([null, null, expect.objectContaining({ path: root, text: null })]);
  });

  test('follows from a planned user', () => {
    const query = homeFile({ user: 'new', path: '.ssh/x' });
    expect(derive(query, passwd('new'), { home: '/srv/new', group: 'users' })).toMatchObject({
      path: '/srv/new/.ssh/x',
      group: 'users',
    });
    expect(derive(query, passwd('new'), null)).toBeNull();
    expect(derive(query, passwd('old'), null)).toBeInstanceOf(Unknown);
  });
});

const derive = (query: Query, known: Query, answer: unknown): unknown =>
  query.kind.derive?.(
    query.args,
    null,
    ((asked: Query) => (queryId(asked) === queryId(known) ? answer : undefined)) as never,
    [],
  );
