import { beforeAll, expect, test } from '@jest/globals';
import { allowLocalCommands } from '../../src/controller/run-locally.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const createSite = useFakeSite();
beforeAll(allowLocalCommands);

const VARS = `
    l: [a, [b, [c]], d]
    m: { x: 1, y: { z: 2 } }
    users: [{ name: u1, keys: [k1, k2], o: { p: [1] } }, { name: u2, keys: [k3] }]
    empty: []
    s: text`;

/** What Ansible 2.14 gives for each. */
const LOOPS: readonly (readonly [string, unknown[]])[] = [
  [`with_items: "{{ l }}"`, ['a', 'b', ['c'], 'd']],
  [`with_items: ["{{ l }}", z, "{{ empty }}", [q, [w]]]`, ['a', ['b', ['c']], 'd', 'z', 'q', ['w']]],
  [`with_items: s`, ['s']],
  [`with_items: "{{ s }}"`, ['text']],
  [`with_items: "{{ m }}"`, ['x', 'y']],
  [`with_ansible.builtin.items: [a]`, ['a']],
  [`with_list: ["{{ l }}", z]`, [['a', ['b', ['c']], 'd'], 'z']],
  [`with_flattened: ["{{ l }}", z]`, ['a', 'b', 'c', 'd', 'z']],
  [`with_dict: { p: 1, q: "{{ s }}" }`, [{ key: 'p', value: 1 }, { key: 'q', value: 'text' }]], // prettier-ignore
  [`with_dict: ["{{ m }}", { k: v }]`, [{ key: 'x', value: 1 }, { key: 'y', value: { z: 2 } }, { key: 'k', value: 'v' }]], // prettier-ignore
  [`with_subelements: ["{{ users }}", keys]`, [
      [{ name: 'u1', o: { p: [1] } }, 'k1'],
      [{ name: 'u1', o: { p: [1] } }, 'k2'],
      [{ name: 'u2' }, 'k3'],
    ]], // prettier-ignore
  [`with_subelements: ["{{ users }}", o.p, { skip_missing: true }]`, [[{ name: 'u1', keys: ['k1', 'k2'], o: {} }, 1]]],
  [`with_nested: ["{{ l }}", [1, 2]]`, [['a', 1], ['a', 2], ['b', 'c', 1], ['b', 'c', 2], ['d', 1], ['d', 2]]], // prettier-ignore
  [`with_together: [[1, 2, 3], [a, b]]`, [[1, 'a'], [2, 'b'], [3, null]]], // prettier-ignore
  [`with_sequence: start=4 end=16 stride=4 format=host%02x`, ['host04', 'host08', 'host0c', 'host10']],
  [`with_indexed_items: "{{ l }}"`, [[0, 'a'], [1, 'b'], [2, ['c']], [3, 'd']]], // prettier-ignore
  [`with_lines: "printf 'a\\\\nb\\\\n'"`, ['a', 'b']],
  [`with_inventory_hostnames: all`, ['web1']],
  [`with_file: a.txt`, ['hello']],
  [`with_random_choice: [a]`, ['a']],
];

test.each(LOOPS)('%s', async (loop, items) => {
  const site = createSite();
  site.write('files/a.txt', 'hello\n');
  const run = await site.apply(`- hosts: all
  gather_facts: false
  vars:${VARS}
  tasks:
    - { debug: { msg: "{{ item }}" }, register: r, ${loop} }
    - copy: { dest: "{{ root }}/out", content: "{{ r.results | map(attribute='item') | list | to_json }}" }
`);
  expect(run.ends.at(-1)).toBe('copy: changed');
  expect(JSON.parse(site.read('out'))).toEqual(items);
});

test('first_found searches the folder of the task, ignores unknown names, and may skip', async () => {
  const site = createSite();
  site.write('roles/r/vars/Debian.yml', 'found: vars');
  site.write('roles/r/tasks/Debian.yml', '- { name: included, debug: { msg: x } }');
  site.write('roles/r/templates/t.j2', '{{ found }}');
  site.write(
    'roles/r/tasks/main.yml',
    `
- include_vars: "{{ item }}"
  with_first_found: ["{{ no_such }}.yml", Debian.yml]
- include_tasks: "{{ item }}"
  with_first_found: [{ files: [none.yml, Debian.yml] }]
- name: template
  template: { src: "{{ item }}", dest: "{{ root }}/out" }
  with_first_found: [t.j2]
- name: none
  debug: { msg: x }
  with_first_found: [{ files: [none.yml], skip: true }]
- name: failed
  debug: { msg: x }
  with_first_found: [none.yml]
`,
  );
  const run = await site.apply('- hosts: all\n  gather_facts: false\n  roles: [r]\n');
  const ends = run.ends.map((end) => end.replace(/ \[.*\]/, ''));
  expect(ends.slice(1)).toEqual(['include_tasks: ok', 'included: ok', 'template: changed', 'failed: failed']);
  expect(site.read('out')).toBe('vars');
});

test('a loop that cannot be gone through fails its task, unless its condition is false', async () => {
  const run = await createSite().apply(`- hosts: all
  gather_facts: false
  tasks:
    - { name: skipped, debug: { msg: x }, with_items: "{{ m.k }}", when: false }
    - { name: failed, debug: { msg: x }, with_dict: [1], ignore_errors: true }
  vars: { m: {} }
`);
  expect(run.ends).toEqual(['skipped: skipped', 'failed: ignored']);
  expect(run.named('failed')[0]).toMatchObject({ failure: { message: 'with_dict expects a dict, not int' } });
});

test('extended tells where in the loop an item is, as Ansible does', async () => {
  const site = createSite();
  const run = await site.apply(`
- hosts: all
  gather_facts: false
  tasks:
    - name: each
      debug: { msg: "{{ ansible_loop }} {{ ansible_loop_var }} {{ ansible_index_var }}" }
      loop: [a, b]
      loop_control: { extended: true, loop_var: x, index_var: i, label: "{{ ansible_loop.index }}/{{ ansible_loop.length }}" }
      register: r
    - name: short
      debug: { msg: "{{ 'allitems' in ansible_loop }}" }
      loop: [a]
      loop_control: { extended: true, extended_allitems: false }
      register: s
    - name: kept
      copy: { dest: "{{ root }}/kept", content: "{{ [r.results | map(attribute='msg'), r.results[1].ansible_loop, s.results[0].msg] | to_json(sort_keys=true) }}" }
`);
  expect(run.ends).toEqual(['each [1/2]: ok', 'each [2/2]: ok', 'short [a]: ok', 'kept: changed']);
  const second = {
    allitems: ['a', 'b'],
    index: 2,
    index0: 1,
    first: false,
    last: true,
    length: 2,
    revindex: 1,
    revindex0: 0,
    previtem: 'a',
  };
  expect(JSON.parse(site.read('kept'))).toEqual([
    [
      "{'allitems': ['a', 'b'], 'index': 1, 'index0': 0, 'first': True, 'last': False, 'length': 2, 'revindex': 2, 'revindex0': 1, 'nextitem': 'b'} x i",
      "{'allitems': ['a', 'b'], 'index': 2, 'index0': 1, 'first': False, 'last': True, 'length': 2, 'revindex': 1, 'revindex0': 0, 'previtem': 'a'} x i",
    ],
    second,
    false,
  ]);
});
