import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { way } from '../../src/query/files/way.ts';
import { observeHere } from './observe-here.ts';

test('way follows links on the way to a path and at its end, as the kernel does', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'way-')));
  const at = (name: string): string => join(root, name);
  mkdirSync(at('deep/down'), { recursive: true });
  symlinkSync('deep/down', at('in'));
  symlinkSync('../up', at('deep/down/out'));
  symlinkSync(at('in/out'), at('all'));
  symlinkSync('b', at('a'));
  symlinkSync('a', at('b'));
  symlinkSync("it's\nodd\n", at('$(odd)\n'));
  const ways = observeHere(
    ...['deep/none', 'in/x/../y', 'all', 'a/x', '$(odd)\n'].map((name) => way(`${root}/${name}`)),
  );
  expect(ways).toEqual([
    { links: [], end: at('deep/none') },
    { links: [{ path: at('in'), target: 'deep/down' }], end: at('deep/down/y') },
    {
      links: [
        { path: at('all'), target: at('in/out') },
        { path: at('in'), target: 'deep/down' },
        { path: at('deep/down/out'), target: '../up' },
      ],
      end: at('deep/up'),
    },
    expect.objectContaining({ end: null }),
    { links: [{ path: at('$(odd)\n'), target: "it's\nodd\n" }], end: at("it's\nodd\n") },
  ]);
});
