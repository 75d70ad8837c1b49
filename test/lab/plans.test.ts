import { beforeAll, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeLab } from './support/describe-lab.ts';
import { lab } from './support/lab.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const TASKS = `- name: Write the page
  template: { src: page.ejs, dest: /srv/page, mode: "0644" }
  notify: tell
- name: Say
  command: echo hello
  register: said
- name: Keep what was said
  copy: { dest: /srv/said, content: "<%= said.stdout %>" }
`;
const SECRET = 'pin-4711';

describeLab('a reviewed plan', () => {
  const project = useProject();
  const hosts = [useHost(), useHost()] as const;
  const run = (...args: string[]) =>
    project().provision(args, { env: { XDG_CONFIG_HOME: join(project().directory, 'config') } });
  const shell = (i: 0 | 1, script: string) => lab('ssh', hosts[i]().name, `sudo sh -c '${script}'`);

  beforeAll(async () => {
    project().write('playbooks/site.yml', '- { name: site, hosts: all, become: true, roles: [web] }\n');
    project().write('roles/web/tasks/main.yml', TASKS);
    project().write('roles/web/handlers/main.yml', '- { name: tell, command: touch /srv/told }\n');
    project().write('roles/web/templates/page.ejs', 'pin <%= pin %>\n');
    await project().writeInventory(hosts[0]().name, hosts[1]().name);
  });

  test('is applied as it is, and not where the host has changed since', async () => {
    expect(await run('plan', '-i', 'test', '-e', `pin=${SECRET}`, '--out', 'a.plan')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(project().directory, 'a.plan'), 'latin1')).not.toContain(SECRET);
    await shell(0, 'echo edited > /srv/page');
    const applied = await run('apply', 'a.plan');
    expect(applied.exitCode).toBe(7);
    expect(applied.stdout).toMatch(/DRIFTED .*nothing is done here\n *web : Write the page/);
    expect(await shell(0, 'cd /srv; cat *')).toBe('edited\n');
    expect(await shell(1, 'cd /srv; ls; cat page')).toBe(`page\nsaid\ntold\npin ${SECRET}\n`);
  });

  test('is not applied where it, the project or the selection is another', async () => {
    const path = join(project().directory, 'b.plan');
    expect(await run('plan', '-i', 'test', '-e', `pin=${SECRET}`, '--out', 'b.plan')).toMatchObject({ exitCode: 0 });
    expect((await run('show', 'b.plan', '--output', 'json')).stdout).toContain('"kind": "may-change"');
    expect(await run('apply', 'b.plan', '--tags', 'x')).toMatchObject({ exitCode: 3 });
    project().write('roles/web/handlers/main.yml', '- { name: tell, command: touch /srv/other }\n');
    expect(await run('apply', 'b.plan', '--check', '--limit', hosts[0]().name)).toMatchObject({ exitCode: 7 });
    project().write('roles/web/handlers/main.yml', '- { name: tell, command: touch /srv/told }\n');
    expect(await run('apply', 'b.plan', '--check')).toMatchObject({ exitCode: 0 });
    const text = readFileSync(path, 'latin1');
    writeFileSync(path, text.replace('echo hello', 'echo HELLO'));
    expect(await run('apply', 'b.plan')).toMatchObject({ exitCode: 3 });
    expect(await shell(0, 'cat /srv/page')).toBe('edited\n');
    writeFileSync(path, text);
    expect(await run('apply', 'b.plan', '--limit', hosts[0]().name)).toMatchObject({ exitCode: 0 });
    expect(await shell(0, 'cat /srv/page')).toBe(`pin ${SECRET}\n`);
  });
});
