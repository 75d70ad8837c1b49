import { describe, expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import type { FakeSite } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const createSite = useFakeSite();

/** A role whose only task has its name, and that depends on others. */
function role(site: FakeSite, name: string, dependencies = '[]', more = ''): void {
  site.write(`roles/${name}/tasks/main.yml`, `- { name: "${name} {{ v | default('') }}", debug: { msg: x } }\n`);
  site.write(`roles/${name}/meta/main.yml`, `dependencies: ${dependencies}\n${more}`);
}

const roles = (list: string): string => `- { hosts: all, gather_facts: false, roles: [${list}] }\n`;

const ONE = { only: ['one'], skip: [] };

describe('a dependency runs under the conditions and tags of the role that needs it', () => {
  test.each<[string, string, readonly string[], readonly string[]]>([
    ['where it is not an entry', '{ role: top, tags: [one] }', ['base : ok', 'top : ok'], ['base : ok', 'top : ok']],
    [
      'where it is an entry with other tags, which Ansible takes for another call',
      '{ role: base, tags: [two] }, { role: top, tags: [one] }',
      ['base : ok', 'base : ok', 'top : ok'],
      ['base : ok', 'top : ok'],
    ],
    [
      'where it is an entry without tags',
      'base, { role: top, tags: [one] }',
      ['base : ok', 'top : ok'],
      ['base : ok', 'top : ok'],
    ],
    [
      'where it is a later entry',
      '{ role: top, tags: [one] }, base, other',
      ['base : ok', 'top : ok', 'other : ok'],
      ['base : ok', 'top : ok'],
    ],
    [
      'where it is an entry that a condition skips',
      '{ role: base, when: false }, { role: top, tags: [one] }',
      ['base : skipped', 'base : ok', 'top : ok'],
      ['base : ok', 'top : ok'],
    ],
    [
      'of several, where a condition skips the first of them',
      '{ role: top, when: false }, { role: second, tags: [one] }',
      ['base : skipped', 'top : skipped', 'base : ok', 'second : ok'],
      ['base : ok', 'second : ok'],
    ],
  ])('%s', async (_, list, all, tagged) => {
    const site = createSite();
    role(site, 'base');
    role(site, 'other');
    role(site, 'top', '[base]');
    role(site, 'second', '[base]');
    expect((await site.apply(roles(list))).ends).toEqual(all);
    expect((await site.apply(roles(list), { tags: ONE })).ends).toEqual(tagged);
    expect((await site.check(roles(list))).ends).toEqual(all);
  });
});

describe('equal calls of a role run once in a play', () => {
  test.each<[string, string, readonly string[]]>([
    ['entries', 'base, base, top', ['base : ok', 'top : ok']],
    ['but other parameters are another call', 'base, { role: base, v: 1 }', ['base : ok', 'base 1: ok']],
    [
      'and other conditions are another call',
      '{ role: base, when: true }, { role: base, when: 1 == 1 }',
      ['base : ok', 'base : ok'],
    ],
    [
      'unless the role says allow_duplicates',
      'many, many, needy',
      ['many : ok', 'many : ok', 'many : ok', 'needy : ok'],
    ],
  ])('%s', async (_, list, ends) => {
    const site = createSite();
    role(site, 'base');
    role(site, 'top', '[base]');
    role(site, 'many', '[]', 'allow_duplicates: true\n');
    role(site, 'needy', '[many]');
    role(site, 'needier', '[needy]');
    expect((await site.apply(roles(list))).ends).toEqual(ends);
  });

  test('and once more in the next play', async () => {
    const site = createSite();
    role(site, 'base');
    expect((await site.apply(roles('base') + roles('base'))).ends).toEqual(['base : ok', 'base : ok']);
  });

  test('also as dependencies of imported and included roles, which run each time', async () => {
    const site = createSite();
    role(site, 'base');
    role(site, 'top', '[base]');
    const run = await site.apply(
      play(
        `
      - import_role: { name: top }
      - include_role: { name: top }
      - include_role: { name: top, allow_duplicates: false }
      - include_role: { name: top, allow_duplicates: false }
      - { include_role: { name: top, allow_duplicates: false }, vars: { v: 1 } }
    `,
        'gather_facts: false',
      ),
    );
    expect(run.ends.filter((end) => /top|base/.test(end) && !end.includes('include'))).toEqual([
      'base : ok',
      'top : ok',
      'top : ok',
      'top : ok',
      'top 1: ok',
    ]);
  });
});

describe('what equal calls declare', () => {
  const write = (site: FakeSite, ...names: readonly string[]): void =>
    site.write(
      'roles/base/tasks/main.yml',
      names.map((name) => `- { name: ${name}, copy: { dest: "{{ root }}/${name}", content: x } }\n`).join(''),
    );

  test('is kept whichever of them runs, and removed once none declares it', async () => {
    const site = createSite();
    role(site, 'top', '[base]');
    role(site, 'second', '[base]');
    write(site, 'a', 'b');
    const both = (isTop: boolean): string =>
      `- { hosts: all, gather_facts: false, vars: { is_top: ${isTop} }, roles: [{ role: top, when: is_top }, second] }\n`;
    await site.apply(both(true));
    const other = await site.apply(both(false));
    expect(other.ends).toEqual(['a: skipped', 'b: skipped', 'top : skipped', 'a: ok', 'b: ok', 'second : ok']);
    expect(site.list()).toEqual(['a', 'b']);
    write(site, 'a');
    const less = await site.apply(both(true));
    expect(less.ends.map((end) => end.replace(/^remove .*: /, 'removed: '))).toEqual([
      'a: ok',
      'top : ok',
      'removed: changed',
      'second : ok',
    ]);
    expect(site.list()).toEqual(['a']);
    expect((await site.apply(both(false))).exitCode).toBe(0);
    expect(site.list()).toEqual(['a']);
  });
});
