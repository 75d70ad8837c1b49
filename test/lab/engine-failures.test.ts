import { existsSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { lab, sshOrThrow } from './support/lab.ts';
import { readEvents } from './support/law.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const MARKER = '/tmp/provision-not-here';

/** Each failure is rescued, and each rescue leaves what it saw in a file of its own. */
const PLAYBOOK = `- name: site
  hosts: all
  become: true
  tasks:
    - block: [{ name: include, include_tasks: "no-<%= inventory_hostname %>.yml" }]
      rescue: [{ copy: { dest: /tmp/include, content: "<%= ansible_failed_task.name %>" } }]
    - block: [{ name: loop, shell: "exit <%= item %>", loop: [0, 3, 0] }]
      rescue: [{ copy: { dest: /tmp/loop, content: "<%= ansible_failed_result.results.map(({ rc }) => rc).join() %>" } }]
    - block: [{ name: condition, command: echo hi, register: c, changed_when: c.nokey }]
      rescue: [{ copy: { dest: /tmp/condition, content: "<%= ansible_failed_result.stdout %>" } }]
    - block: [{ name: typo, command: touch ${MARKER}, delegate_to: "<%= inventory_hostname %>x.invalid" }]
      rescue: [{ copy: { dest: /tmp/typo, content: rescued } }]
    - { name: by address, command: hostname, delegate_to: "<%= other %>", register: other_name }
    - { copy: { dest: /tmp/address, content: "<%= other_name.stdout %>" } }
`;

describeLab('failures on real hosts', () => {
  const one = useHost();
  const two = useHost();
  const project = useProject();

  beforeAll(() => project().writeInventory(one().name));

  test('are rescued with what was registered, and a computed name that is no host is never this machine', async () => {
    const address = /ansible_host: (\S+)/.exec(await lab('inventory', two().name))?.[1] ?? '';
    project().write('playbooks/site.yml', PLAYBOOK);
    const run = await project().provision(['apply', '--inventory', 'test', '-e', `other=${address}`]);
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    const seen = await sshOrThrow(one().name, 'cd /tmp; tail -n +1 include loop condition typo address');
    for (const text of ['include', '0,3,0', 'hi', 'rescued', two().name]) expect(seen).toContain(text);
    expect(existsSync(MARKER)).toBe(false);
  });

  test('a file that includes itself ends with a message, and the run is told to its end', async () => {
    project().write(
      'playbooks/endless.yml',
      '- { hosts: all, tasks: [{ include_tasks: more.yml, vars: { same: more.yml } }] }\n',
    );
    project().write('playbooks/more.yml', '- { include_tasks: "<%= same %>", loop: [1, 2] }\n');
    const run = await project().provision(['apply', '-i', 'test', '-p', 'endless', '--events', 'events.ndjson']);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('64 levels deep');
    expect(readEvents(`${project().directory}/events.ndjson`).at(-1)).toMatchObject({
      event: 'run.finished',
      exitCode: 1,
    });
  });
});
