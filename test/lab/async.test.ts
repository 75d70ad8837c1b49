import { beforeAll, expect, test } from '@jest/globals';
import { describeLab } from './support/describe-lab.ts';
import { sshOrThrow } from './support/lab.ts';
import { useHost } from './support/use-host.ts';
import { useProject } from './support/use-project.ts';

const PLAYBOOK = `- name: jobs
  hosts: all
  become: true
  tasks:
    - name: start
      shell: "until [ -e /srv/go ]; do sleep 0.2; done; echo $WORD; id -un; touch /srv/made"
      become_user: nobody
      environment: { WORD: done }
      async: 30
      poll: 0
      register: long
      failed_when: false
    - { name: short, command: sleep 60, async: 1, poll: 0, register: short }
    - { name: first look, async_status: { jid: "<%= long.ansible_job_id %>" }, register: first }
    - { name: let it go on, copy: { dest: /srv/go, content: '' } }
    - name: wait
      async_status: { jid: "<%= long.ansible_job_id %>" }
      register: last
      until: last.finished === 1
      retries: 30
      delay: 1
      failed_when: false
    - name: ended
      async_status: { jid: "<%= short.ansible_job_id %>" }
      register: ended
      until: ended.finished === 1
      retries: 30
      delay: 1
      ignore_errors: true
    - { name: clean, async_status: { jid: "<%= long.ansible_job_id %>", mode: cleanup } }
    - name: judge
      assert:
        that:
          - long.started === 1 && long.finished === 0
          - first.finished === 0
          - last.finished === 1 && last.stdout_lines.join() === 'done,nobody' && last.rc === 1
          - ended.failed && ended.finished === 1
          - "ended.msg.includes('its limit of 1 s')"
`;

describeLab('a job in the background', () => {
  const host = useHost();
  const project = useProject();

  beforeAll(() => project().writeInventory(host().name));

  test('goes on without the run, and async_status tells how it ended', async () => {
    project().write('playbooks/site.yml', PLAYBOOK);
    await project().provisionOrThrow(['-i', 'test', '--check']);
    await project().provisionOrThrow(['-i', 'test', '--output', 'plain']);
    const kept = await sshOrThrow(host().name, 'sudo ls /var/lib/provision/jobs | wc -l');
    expect(kept.trim()).toBe('1');
  });

  test('outlives the run that started it, and nobody else sees what it is given', async () => {
    project().write(
      'playbooks/site.yml',
      `- name: jobs
  hosts: all
  become: true
  tasks:
    - name: start
      shell: cat > /srv/taken; until [ -e /srv/on ]; do sleep 0.2; done; echo end >> /srv/taken
      args: { stdin: secret-word }
      async: 60
      poll: 0
`,
    );
    const apply = await project().provision(['-i', 'test']);
    expect({ ...apply, exitCode: apply.exitCode }).toMatchObject({ exitCode: 0 });
    const seen = await sshOrThrow(
      host().name,
      'ps -eo args | grep -c "[s]ecret-word"; cat /srv/taken; sudo grep -r secret[-]word /var/lib/provision/jobs; sudo touch /srv/on; timeout 20 sh -c "until grep -q end /srv/taken; do sleep 0.1; done"; cat /srv/taken; true',
    );
    expect(seen.split('\n')).toEqual(['0', 'secret-word', 'secret-word', 'end', '']);
  });
});
