import { lstatSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { findBreaches } from '../lab/support/law.ts';
import { play } from './support/fake-site.ts';
import type { FakeSite, Run } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const newSite = useFakeSite();

/** Applies what a dry run has told. */
async function applyAsTold(site: FakeSite, tasks: string): Promise<Run> {
  const check = await site.check(play(tasks));
  const apply = await site.apply(play(tasks));
  expect(
    check.ends.filter((end) => /: (?:ok|failed|ignored|skipped)$/.test(end)).filter((end) => !apply.ends.includes(end)),
  ).toEqual([]);
  expect(findBreaches(check.events, apply.events)).toEqual([]);
  return apply;
}

describe('a file that tasks name by two paths', () => {
  const tasks = (first: string, second: string): string => `
    - { name: a, copy: { dest: "<%= root %>/${first}", content: "one\\n" } }
    - { name: b, lineinfile: { path: "<%= root %>/${second}", line: two } }
    - { name: c, replace: { path: "<%= root %>/${first}", regexp: two, replace: three } }`;

  test.each([
    ['d/c', 'l/c'],
    ['l/c', 'd/c'],
  ])('keeps the changes by %s and %s', async (first, second) => {
    const site = newSite();
    mkdirSync(site.path('web1', 'd'));
    symlinkSync('d', site.path('web1', 'l'));
    const run = await applyAsTold(site, tasks(first, second));
    expect(run.ends).toEqual(['a: changed', 'b: changed', 'c: changed']);
    expect(site.read('d/c')).toBe('one\nthree\n');
    expect(run.batches).toBe(1);
  });

  test('keeps them where the link is made by the same run', async () => {
    const site = newSite();
    mkdirSync(site.path('web1', 'd'));
    const link = '- { name: link, file: { path: "<%= root %>/l", src: d, state: link } }';
    const run = await applyAsTold(site, `${link}\n${tasks('l/c', 'd/c').replaceAll('\n    ', '\n')}`);
    expect(run.ends).toEqual(['link: changed', 'a: changed', 'b: changed', 'c: changed']);
    expect(site.read('d/c')).toBe('one\nthree\n');
  });

  test('keeps them where one names a link to the file', async () => {
    const site = newSite();
    site.give('a', 'one\n');
    await applyAsTold(
      site,
      `
      - { name: link, file: { path: "<%= root %>/l", src: a, state: link } }
      - { name: b, lineinfile: { path: "<%= root %>/l", line: two } }
      - { name: c, lineinfile: { path: "<%= root %>/a", line: three } }`,
    );
    expect(site.read('a')).toBe('one\ntwo\nthree\n');
    expect(readlinkSync(site.path('web1', 'l'))).toBe('a');
  });
});

test('an edit by a link to a link is one of the file, and both links stay', async () => {
  const site = newSite();
  site.give('d/a', 'one\n');
  symlinkSync('d/a', site.path('web1', 'inner'));
  symlinkSync('inner', site.path('web1', 'outer'));
  const { mode } = lstatSync(site.path('web1', 'd/a'));
  await applyAsTold(site, '- { name: edit, lineinfile: { path: "<%= root %>/outer", line: two } }');
  expect(site.read('d/a')).toBe('one\ntwo\n');
  expect(lstatSync(site.path('web1', 'd/a')).mode).toBe(mode);
  expect(['inner', 'outer'].map((name) => readlinkSync(site.path('web1', name)))).toEqual(['d/a', 'inner']);
});

test('a link that the run makes to a file is no way to a directory', async () => {
  const site = newSite();
  site.give('a', 'one\n');
  const tasks = `
    - { name: link, file: { path: "<%= root %>/l", src: a, state: link } }
    - { name: below, copy: { dest: "<%= root %>/l/c", content: x }, ignore_errors: true }
    - { name: make, file: { path: "<%= root %>/l/d", state: directory }, ignore_errors: true }
    - { name: in, command: { cmd: "true", chdir: "<%= root %>/l" }, ignore_errors: true }`;
  const run = await applyAsTold(site, tasks);
  expect(run.ends).toEqual(['link: changed', 'below: ignored', 'make: ignored', 'in: ignored']);
  expect(
    (
      await newSite().check(
        play(`- { name: a, copy: { dest: "<%= root %>/a", content: x } }${tasks.replaceAll('\n    ', '\n')}`),
      )
    ).ends,
  ).toEqual(['a: would-change', 'link: would-change', 'below: ignored', 'make: ignored', 'in: ignored']);
});

test('a key is added to what an earlier task writes into its file', async () => {
  const site = newSite();
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA me';
  site.give('keys', '# old\n');
  await applyAsTold(
    site,
    `
    - { name: write, copy: { dest: "<%= root %>/keys", content: "# new\\n" } }
    - { name: add, authorized_key: { user: root, key: ${key}, path: "<%= root %>/keys", manage_dir: false } }`,
  );
  expect(site.read('keys')).toBe(`# new\n${key}\n`);
});

test('a state with changed_when: false is planned on by later tasks of a dry run', async () => {
  const site = newSite();
  const tasks = `
    - { name: make, file: { path: "<%= root %>/d", state: directory }, changed_when: false }
    - { name: use, copy: { dest: "<%= root %>/d/c", content: x } }`;
  const check = await site.check(play(tasks));
  expect(check.ends).toEqual(['make: ok', 'use: would-change']);
  expect((await site.apply(play(tasks))).ends).toEqual(['make: ok', 'use: changed']);
});
