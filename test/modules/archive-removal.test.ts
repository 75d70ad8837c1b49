import { existsSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { play } from '../engine/support/fake-site.ts';
import type { FakeSite } from '../engine/support/fake-site.ts';
import { useFakeSite } from '../engine/support/use-fake-site.ts';

const newSite = useFakeSite();

const pack = (params: string): string => play(`- { name: pack, archive: { ${params}, remove: true } }`);
const PATHS = 'path: "<%= root %>/d", dest: "<%= root %>/d.tgz"';

const members = (site: FakeSite, archive: string): string[] =>
  execFileSync('tar', ['-tf', site.path('web1', archive)], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
    .sort();

describe('archive with remove', () => {
  test('removes packed files, and keeps excluded ones', async () => {
    const site = newSite();
    for (const name of ['d/a', 'd/s/b', 'd/cache/x', 'd/cache/y/z']) site.give(name, name);
    const playbook = pack(`${PATHS}, exclude_path: ["<%= root %>/d/cache"]`);
    expect((await site.apply(playbook)).ends).toEqual(['pack: changed']);
    expect(members(site, 'd.tgz')).toEqual(['d/', 'd/a', 'd/s/', 'd/s/b']);
    expect(site.list('d')).toEqual(['cache']);
    expect(site.read('d/cache/y/z')).toBe('d/cache/y/z');
    expect((await site.apply(playbook)).ends).toEqual(['pack: ok']);
  });

  test('removes nothing that an older archive of other paths does not have', async () => {
    const site = newSite();
    site.give('other', 'other');
    site.give('d/a', 'a');
    await site.apply(play('- archive: { path: "<%= root %>/other", dest: "<%= root %>/d.tgz", force_archive: true }'));
    expect((await site.apply(pack(PATHS))).ends).toEqual(['pack: changed']);
    expect(members(site, 'd.tgz')).toEqual(['d/', 'd/a']);
    expect(existsSync(site.path('web1', 'd'))).toBe(false);
  });

  test.each(['force_archive: false', 'format: bz2', 'format: tar'])(
    'does the same for a single file: %s',
    async (how) => {
      const site = newSite();
      site.give('other', 'other');
      site.give('d', 'a');
      await site.apply(play(`- archive: { path: "<%= root %>/other", dest: "<%= root %>/d.tgz", ${how} }`));
      const check = await site.check(pack(`${PATHS}, ${how}`), { withDiff: true });
      expect(check.named('pack')[0]?.changes.map(({ attribute }) => attribute)).toEqual(['content', 'sources']);
      expect((await site.apply(pack(`${PATHS}, ${how}`))).ends).toEqual(['pack: changed']);
      expect((await site.apply(pack(`${PATHS}, ${how}`))).ends).toEqual(['pack: ok']);
    },
  );

  test('finishes a removal that was interrupted, and keeps the archive', async () => {
    const site = newSite();
    for (const name of ['d/a', 'd/b']) site.give(name, name);
    await site.apply(play(`- archive: { ${PATHS} }`));
    rmSync(site.path('web1', 'd/a'));
    expect((await site.apply(pack(PATHS))).ends).toEqual(['pack: changed']);
    expect(members(site, 'd.tgz')).toEqual(['d/', 'd/a', 'd/b']);
    expect(existsSync(site.path('web1', 'd'))).toBe(false);
  });

  test('keeps the archive of files that were removed before', async () => {
    const site = newSite();
    site.give('d/a', 'a');
    await site.apply(pack(PATHS));
    site.give('d/b', 'b');
    await site.apply(pack(PATHS));
    const [kept = '', ...others] = site.list().filter((name) => name.endsWith('~'));
    expect(others).toEqual([]);
    expect([members(site, kept), members(site, 'd.tgz')]).toEqual([
      ['d/', 'd/a'],
      ['d/', 'd/b'],
    ]);
  });

  test('never removes the archive, even if a link leads it into the packed tree', async () => {
    const site = newSite();
    site.give('d/a', 'a');
    mkdirSync(site.path('web1', 'd/out'));
    symlinkSync('d/out', site.path('web1', 'out'));
    const run = await site.apply(pack('path: "<%= root %>/d", dest: "<%= root %>/out/d.tgz"'));
    expect(run.ends).toEqual(['pack: failed']);
    expect(run.named('pack')[0]?.failure?.message).toMatch(/out\/d\.tgz is within .*\/d$/);
    expect(site.read('d/a')).toBe('a');
  });
});

test.each(['format: gz', 'format: tar'])('a path that does not exist is left out (%s)', async (format) => {
  const site = newSite();
  site.give('d/a', 'a');
  const book = play(
    `- { name: pack, archive: { path: ["<%= root %>/no", "<%= root %>/d"], dest: "<%= root %>/d.tgz", ${format} } }`,
  );
  expect((await site.apply(book)).ends).toEqual(['pack: changed']);
  expect(members(site, 'd.tgz')).toEqual(['d/', 'd/a']);
  expect((await site.apply(book)).ends).toEqual(['pack: ok']);
});
