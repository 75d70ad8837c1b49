import { beforeAll, describe, expect, test } from '@jest/globals';
import { cutOff, reconnect } from './support/cut-off.ts';
import { describeLab } from './support/describe-lab.ts';
import { sshOrThrow } from './support/lab.ts';
import { assertLaw, readEvents } from './support/law.ts';
import { snapshot, snapshotDifference } from './support/snapshot.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const PLAYBOOK = `- name: site
  hosts: all
  become: true
  tasks:
    - { name: package, apt: { name: hello, update_cache: true } }
    - { name: directory, file: { path: /etc/demo, state: directory, mode: "0750" } }
    - { name: file, copy: { dest: /etc/demo/conf, content: "a = 1\\n" }, notify: reload }
    - { name: line, lineinfile: { path: /etc/demo/lines, line: "b = 2", create: true }, notify: reload }
    - { name: user, user: { name: demo, system: true } }
    - { name: command, command: touch /etc/demo/made, args: { creates: /etc/demo/made } }
  handlers:
    - { name: reload, shell: echo reload >> /etc/demo/reloads }
`;

describeLab('a run on real hosts', () => {
  const one = useHost();
  const two = useHost();
  const project = useProject();

  beforeAll(async () => {
    project().write('playbooks/site.yml', PLAYBOOK);
    await project().writeInventory(one().name, two().name);
  });

  const inventory = ['--inventory', 'test', '--output', 'plain'];
  const run = (...args: string[]) => project().provision([...args, ...inventory]);

  test('a dry run of fresh hosts succeeds and changes nothing at all', async () => {
    const before = await snapshot(one().name);
    const check = await run('plan', '--events', 'check.ndjson');
    expect([check.exitCode, check.stderr]).toEqual([0, expect.any(String)]);
    expect(snapshotDifference(before, await snapshot(one().name))).toEqual([]);
  });

  test('apply makes the changes of the dry run, and a second one makes none', async () => {
    await project().provisionOrThrow(['apply', '--events', 'apply.ndjson', ...inventory]);
    const events = (name: string) => readEvents(`${project().directory}/${name}`);
    assertLaw(events('check.ndjson'), events('apply.ndjson'));
    await run('apply', '--events', 'again.ndjson');
    expect(events('again.ndjson').at(-1)).toMatchObject({
      exitCode: 0,
      hosts: { [one().name]: { status: 'ok', changed: 0 }, [two().name]: { status: 'ok', changed: 0 } },
    });
    const check = await run('apply', '--check', '--detailed-exitcode');
    expect(check.exitCode).toBe(0);
  });

  describe('one of which is unreachable', () => {
    test('the other finishes, and the exit code is 4', async () => {
      project().write('playbooks/more.yml', PLAYBOOK.replaceAll('demo', 'more'));
      await cutOff(two().name);
      try {
        const result = await run('apply', '--playbook', 'more', '--timeout', '3');
        expect(result.exitCode).toBe(4);
        expect(await sshOrThrow(one().name, 'sudo cat /etc/more/lines')).toContain('b = 2');
      } finally {
        await reconnect(two().name);
      }
    });
  });
});
