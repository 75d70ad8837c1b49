import { expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const createSite = useFakeSite();

test('the facts in a result are facts of the host, of an own name and below ansible_facts', async () => {
  const site = createSite();
  const run = await site.apply(
    play(`
      - { name: asked, getent: { database: passwd, key: root } }
      - { name: top, assert: { that: ["getent_passwd.root is defined"] } }
      - { name: below, assert: { that: ["ansible_facts.getent_passwd.root is defined", "ansible_facts.hostname is defined"] } }
    `),
  );
  expect(run.ends).toEqual(['asked: ok', 'top: ok', 'below: ok']);
});

test('vars holds all variables, and set_fact takes names that are expressions', async () => {
  const run = await createSite().apply(
    play(
      `
      - { name: read, assert: { that: ["vars['a_' ~ n] == 5", "vars.n == 'b'", "vars.nope is undefined"] } }
      - { name: set, set_fact: { "{{ item.key }}_x": "{{ item.value }}" }, loop: [{ key: p, value: 1 }, { key: q, value: z }] }
      - { name: set plain values, set_fact: { "{{ n }}_y": 2, "z_{{ n }}": [3] } }
      - { name: no name, set_fact: { "{{ n }} y": 2 }, ignore_errors: true }
      - { name: seen, assert: { that: ["p_x == '1'", "q_x == 'z'", "b_y == 2", "z_b == [3]"] } }
    `,
      'vars: { a_b: 5, n: b }\ngather_facts: false',
    ),
  );
  expect(run.ends.slice(-1)).toEqual(['seen: ok']);
  expect(run.ends[0]).toBe('read: ok');
  expect(run.ends).toContain('no name: ignored');
});

test('what to_json makes stays a text below a name that set_fact sets, beside what is read as a list', async () => {
  const run = await createSite().apply(
    play(
      `
      - { name: sets, set_fact: { fact: { made: "{{ [1] | to_json }}", parts: ["{{ [2] | to_json }}"], told: "[3]" } } }
      - name: read
        vars: { made: "{{ fact.made }}", part: "{{ fact.parts[0] }}", told: "{{ fact.told }}" }
        assert: { that: ["made is string", "part is string", "told is not string", "told[0] == 3"] }
    `,
      'gather_facts: false',
    ),
  );
  expect(run.ends).toEqual(['sets: ok', 'read: ok']);
});

test('a role knows its name, and those of the roles around it; a play its roles; a run its flags', async () => {
  const site = createSite();
  const names = `
    - assert:
        that:
          - ansible_role_name == 'ns.coll.inner'
          - ansible_collection_name == 'ns.coll'
          - ansible_parent_role_names | join(',') == 'outer'
          - ansible_play_role_names | join(',') == 'outer'
          - ansible_play_name == 'site'
          - ansible_version.full is version('2.10', '>=')
          - ansible_run_tags | join(',') == 'all'
          - ansible_skip_tags | length == 0
          - ansible_diff_mode == false
          - ansible_verbosity == 0
  `;
  site.write('collections/ansible_collections/ns/coll/roles/inner/tasks/main.yml', names);
  site.write('roles/outer/tasks/main.yml', '- include_role: { name: ns.coll.inner }\n');
  const run = await site.apply('- { name: site, hosts: all, roles: [outer] }\n');
  expect(run.named('assert')[0]?.failure).toBeUndefined();
  expect(run.ends.at(-1)).toBe('assert: ok');
});

test('in Jinja, a variable may be called like a word of JavaScript', async () => {
  const site = createSite();
  site.write('more.yml', 'class: 2\nDate: 3\nprocess: 4\n');
  const run = await site.apply(
    play(
      `
      - { name: asked, command: "true", register: function }
      - { name: each, debug: { msg: "{{ package }}" }, loop: [1], loop_control: { loop_var: package } }
      - { name: set, set_fact: { delete: 5 } }
      - { name: read, assert: { that: ["module == 1", "class == 2", "Date == 3 and process == 4", "function.rc == 0", "delete == '5' or delete == 5"] } }
    `,
      'vars: { module: 1 }\nvars_files: [more.yml]\ngather_facts: false',
    ),
  );
  expect(run.ends).toEqual(['asked: changed', 'each [1]: ok', 'set: ok', 'read: ok']);
});

test.each([
  ['in', 'vars: { in: 1, x: "{{ 1 }}" }'],
  ['groups', 'vars: { groups: 1, x: "{{ 1 }}" }'],
  ['module', 'vars: { module: 1, x: "<%= 1 %>" }'],
])('a variable may not be called %s in %s', async (name, vars) => {
  const run = createSite().apply(play('- { name: t, debug: { msg: x } }', vars));
  await expect(run).rejects.toThrow(`so that no variable can have this name`);
  await expect(run).rejects.toThrow(name);
});

test('set_fact makes booleans of yes, no, true and false, except of what EJS returns', async () => {
  const run = await createSite().apply(
    play(`
      - set_fact: { a: "yes", b: "{{ 'No' }}", c: "{{ 'true' }}", d: "on", e: ["yes"], f: "<%= 'yes' %>", "g_{{ 1 }}": "false" }
      - set_fact: h=no i={{ a }}
      - { name: "{{ [a, b, c, d, e, f, vars['g_1'], h, i] | to_json }}", command: "true" }
    `),
  );
  expect(run.ends.at(-1)).toBe('[true, false, true, "on", ["yes"], "yes", false, false, true]: changed');
});
