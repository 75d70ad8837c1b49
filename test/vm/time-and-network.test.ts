import { beforeAll, expect, test } from '@jest/globals';
import { sshOrThrow } from '../lab/support/lab.ts';
import { countOf, runSite } from '../lab/support/run-role.ts';
import { useProject } from '../lab/support/use-project.ts';
import { describeMachines, useMachines } from './support/use-machines.ts';

/** Each jump comes between two changes, and one while a task runs that is waited for. */
const JUMPS = `- name: clock
  hosts: app1
  become: true
  tasks:
    - { copy: { dest: /srv/one, content: "one\\n" } }
    - { shell: 'date -s "+3 days"' }
    - { copy: { dest: /srv/two, content: "two\\n" } }
    - { shell: 'sleep 1; date -s "-6 days"; sleep 1; echo waited for', async: 120, poll: 1, register: waited }
    - { assert: { that: [waited.stdout.endsWith('waited for')] } }
    - { copy: { dest: /srv/three, content: "three\\n" } }
    - { shell: 'date -s "@<%= now %>"' }
`;

const FILES = `- name: files
  hosts: app1
  become: true
  tasks:
    - { file: { path: /srv/files, state: directory } }
    - { copy: { dest: "/srv/files/<%= item %>", content: "<%= 'x'.repeat(20000) %>" }, loop: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }
    - { copy: { dest: /srv/files/large, src: large } }
    - { shell: echo x > /srv/files/shell, args: { creates: /srv/files/shell } }
`;

const NETEM = 'delay 120ms 40ms loss 5% duplicate 1% reorder 2%';

describeMachines('a clock that jumps, and a bad network', () => {
  useMachines('app1', 'app2');
  const project = useProject();
  const device = "$(ip -4 -o addr show to 10.77.0.0/24 | awk '{ print $2; exit }')";

  beforeAll(async () => {
    await project().writeInventory('app1', 'app2');
    project().write('playbooks/jumps.yml', JUMPS);
    project().write('playbooks/site.yml', FILES);
    project().write('playbooks/files/large', 'y'.repeat(1_000_000));
  });

  test('runs on when the clock goes 3 days forth and 6 back', async () => {
    const now = String(Math.floor(Date.now() / 1000));
    const events = await runSite(project(), 'apply', '-p', 'jumps', '-e', `now=${now}`);
    expect(countOf(events, 'failed')).toBe(0);
    expect(await sshOrThrow('app1', 'cat /srv/one /srv/two /srv/three')).toBe('one\ntwo\nthree\n');
    // a run that the clock has put into the future leaves no lock and no record that would stop the next
    expect(countOf(await runSite(project(), 'apply', '-p', 'jumps', '--check', '-e', `now=${now}`), 'failed')).toBe(0);
  });

  test('gets through delay, loss, duplicates and packets out of order', async () => {
    await sshOrThrow('app1', `sudo tc qdisc add dev ${device} root netem ${NETEM}`);
    const first = await runSite(project());
    const again = await runSite(project());
    await sshOrThrow('app1', `sudo tc qdisc del dev ${device} root`);
    expect([countOf(first, 'changed') > 0, countOf(again, 'changed')]).toEqual([true, 0]);
    expect(await sshOrThrow('app1', 'wc -c </srv/files/large')).toBe('1000000\n');
  });

  test('is reached by IPv6, and its neighbour from it', async () => {
    const [one, two] = await Promise.all(['app1', 'app2'].map(address6));
    project().write(
      'playbooks/six.yml',
      `- hosts: app1\n  tasks: [{ wait_for: { host: "${two ?? ''}", port: 22, timeout: <%= 3 * machine_slowdown %> } }]\n`,
    );
    project().write('inventories/test/six.yml', `all: { hosts: { app1: { ansible_host: "${one ?? ''}" } } }\n`);
    expect(countOf(await runSite(project(), 'apply', '-p', 'six', '-l', 'app1'), 'failed')).toBe(0);
  });
});

const address6 = async (host: string): Promise<string> =>
  (await sshOrThrow(host, "ip -6 -o addr show to fd77::/64 | sed 's,.*inet6 \\([^/]*\\)/.*,\\1,'")).trim();
