import { expect, test } from '@jest/globals';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const says = (what: string): string => `{ name: says, debug: { msg: "<%= ${what} %>" } }`;

test.each(['apply', 'check'] as const)(
  'group_by makes groups that later plays and variables know (%s)',
  async (mode) => {
    const site = makeSite(['a1', 'b1']);
    site.write('group_vars/kind_a.yml', 'color: red\n');
    const run = await site.run(
      `
- { name: one, hosts: all, tasks: [
    { name: group, group_by: { key: "kind_<%= inventory_hostname[0] %>", parents: [kinds] } },
    ${says("group_names.join() + ' ' + groups[`kind_${inventory_hostname[0]}`].join()")} ] }
- { name: two, hosts: kind_a, tasks: [${says("color + ' ' + group_names.join() + ' ' + groups.kinds.length")}] }
- { name: three, hosts: "kinds:!kind_a", tasks: [{ name: three, debug: { msg: x } }] }
- { name: four, hosts: nobody, tasks: [{ name: never, debug: { msg: x } }] }
`,
      { mode },
    );
    expect(
      run
        .named('says')
        .map(({ host, message }) => `${host}: ${message ?? ''}`)
        .sort(),
    ).toEqual(['a1: kind_a,kinds a1', 'a1: red kind_a,kinds 2', 'b1: kind_b,kinds b1']);
    expect(run.named('three').map(({ host }) => host)).toEqual(['b1']);
    expect(run.named('never')).toEqual([]);
    expect(run.exitCode).toBe(0);
  },
);

test('add_host makes a host that later plays run on, with handlers, variables of its groups, and in the recap', async () => {
  const site = makeSite(['a1']);
  site.add('newone');
  site.write('group_vars/dyn.yml', 'color: blue\n');
  site.write('host_vars/newone.yml', 'size: 7\n');
  const run = await site.apply(`
- { name: one, hosts: all, tasks: [
    { name: add, add_host: { name: newone, groups: [dyn], root: ${site.path('newone')} } },
    ${says("groups.all.join() + ' ' + groups.dyn.join() + ' ' + hostvars.newone.color")} ] }
- name: two
  hosts: dyn
  handlers: [{ name: told, shell: echo told >> <%= root %>/out }]
  tasks:
    - { name: writes, shell: "echo <%= color %> <%= size %> <%= group_names.join() %> >> <%= root %>/out", notify: told }
`);
  expect(run.named('says').map(({ message }) => message)).toEqual(['a1,newone newone blue']);
  expect(site.read('out', 'newone')).toBe('blue 7 dyn\ntold\n');
  expect(run.hosts['newone']).toMatchObject({ status: 'changed', handlers: 1 });
});

test('a pattern that nothing before it can make known is an error still', async () => {
  const site = makeSite(['a1']);
  const wrong =
    '- { name: one, hosts: lit, tasks: [] }\n- { name: two, hosts: all, tasks: [{ group_by: { key: lit } }] }\n';
  await expect(site.apply(wrong)).rejects.toThrow(/lit matches no group/);
});

test('ansible_play_hosts and its kin tell the play, what is left of it, and the batch', async () => {
  const site = makeSite(['a1', 'a2', 'a3']);
  const tell =
    "[ansible_play_hosts_all, ansible_play_hosts, ansible_play_batch, play_hosts].map((l) => l.join()).join(' ')";
  const run = await site.apply(
    `
- { name: one, hosts: all, serial: 2, tasks: [
    { name: fails, command: "false", when: inventory_hostname === "a1" },
    ${says(tell)} ] }
`,
    { forks: 1 },
  );
  expect(run.named('says').map(({ message }) => message)).toEqual(['a1,a2,a3 a2,a3 a2 a2', 'a1,a2,a3 a2,a3 a3 a3']);
});
