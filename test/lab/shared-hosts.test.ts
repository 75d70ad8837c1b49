import { beforeAll, describe, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { lab, sshOrThrow } from './support/lab.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const PLAY = (tasks: string): string => `- name: site
  hosts: all
  become: true
  roles: ${tasks}
`;
const TASKS = '- { name: config, copy: { dest: "/etc/<%= f %>.shared", content: "<%= f %>" } }\n';

describeLab('a host', () => {
  const one = useHost();
  const two = useHost();
  const mine = useProject();
  const theirs = useProject();
  const listOwned = (): Promise<string> => sshOrThrow(one().name, 'cd /etc && echo *.shared');

  beforeAll(async () => {
    for (const project of [mine(), theirs()]) {
      project.write('playbooks/site.yml', PLAY('[web]'));
      project.write('roles/web/tasks/main.yml', TASKS);
      await project.writeInventory(one().name);
    }
    mine().write('inventories/other/hosts.yml', await lab('inventory', one().name));
    mine().write('inventories/test/group_vars/all.yml', 'f: mine\n');
    mine().write('inventories/other/group_vars/all.yml', 'f: other\n');
    theirs().write('inventories/test/group_vars/all.yml', 'f: theirs\n');
  });

  test('keeps what another project and another inventory have put there', async () => {
    const run = (project = mine(), inventory = 'test'): Promise<string> =>
      project.provisionOrThrow(['apply', '-i', inventory, '--output', 'plain']);
    await run();
    await run(theirs());
    await run(mine(), 'other');
    for (const again of [await run(), await run(theirs()), await run(mine(), 'other')])
      expect(again).toContain('No changes.');
    expect(await listOwned()).toBe('mine.shared other.shared theirs.shared\n');
  });

  test('keeps what another entry of the same role has put there, and loses what the project no longer declares', async () => {
    mine().write('playbooks/two.yml', PLAY('[{ role: web, f: first }, { role: web, f: second }, { role: web_2 }]'));
    mine().write('roles/web_2/tasks/main.yml', TASKS.replaceAll('<%= f %>', 'third'));
    const run = (): Promise<string> =>
      mine().provisionOrThrow(['apply', '-i', 'test', '-p', 'two', '--output', 'plain']);
    await run();
    expect(await run()).toContain('No changes.');
    expect(await listOwned()).toContain('first.shared');
    expect(await listOwned()).toContain('second.shared');
    mine().write('playbooks/two.yml', PLAY('[{ role: web, f: first }, { role: web, f: changed }, { role: web_2 }]'));
    await run();
    expect(await listOwned()).toBe('changed.shared first.shared mine.shared other.shared theirs.shared third.shared\n');
  });

  describe('that a play makes known', () => {
    test('takes part in later plays, with the variables and groups it was given', async () => {
      mine().write('inventories/test/group_vars/dyn.yml', 'color: blue\n');
      mine().write(
        'playbooks/grow.yml',
        `- name: grow
  hosts: all
  tasks:
    - group_by: { key: "os_<%= ansible_facts.distribution %>" }
    - add_host: { name: newone, groups: [dyn], ansible_host: ${two().address} }
- name: grouped
  hosts: os_Debian
  tasks: [{ shell: 'echo <%= group_names.join() %> >/tmp/grouped' }]
- name: added
  hosts: dyn
  become: true
  tasks: [{ copy: { dest: /root/added, content: "<%= inventory_hostname %> <%= color %> <%= groups.dyn.join() %>" } }]
`,
      );
      const check = await mine().provisionOrThrow([
        'apply',
        '--check',
        '-i',
        'test',
        '-p',
        'grow',
        '--output',
        'plain',
      ]);
      expect(check).toMatch(/would change +newone/);
      const applied = await mine().provisionOrThrow(['apply', '-i', 'test', '-p', 'grow', '--output', 'plain']);
      expect(applied).toMatch(/^newone +changed/m);
      expect(await sshOrThrow(two().name, 'sudo cat /root/added')).toBe('newone blue newone');
      expect(await sshOrThrow(one().name, 'cat /tmp/grouped')).toBe('os_Debian\n');
    });
  });
});
