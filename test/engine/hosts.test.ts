import { describe, expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import type { HostSession } from '../../src/transport/session.ts';
import type { FakeSite, Run } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const THREE = ['web1', 'web2', 'web3'];

const withoutHost = (run: Run): string[] => run.ends.map((end) => end.slice(end.indexOf(' ') + 1));

describe('run_once', () => {
  const tasks = `
    - { name: once, shell: echo x >> <%= hostvars.web1.root %>/once; echo <%= inventory_hostname %>, register: asked, run_once: true }
    - { name: use, copy: { dest: <%= root %>/a, content: <%= asked.stdout %> } }
  `;

  test('runs on the first host, and gives all of them its result', async () => {
    const site = makeSite(THREE);
    const run = await site.apply(play(tasks));
    expect(run.exitCode).toBe(0);
    expect(run.named('once')).toHaveLength(1);
    expect(site.read('once')).toBe('x\n');
    expect(new Set(THREE.map((host) => site.read('a', host))).size).toBe(1);
  });

  test('runs once in all batches of serial', async () => {
    const site = makeSite(THREE);
    await site.apply(play(tasks, 'serial: 1'));
    expect(site.read('once')).toBe('x\n');
    expect(THREE.map((host) => site.read('a', host))).toEqual(['web1', 'web1', 'web1']);
  });
});

describe('delegate_to', () => {
  test('runs on the other host, with the variables of its own', async () => {
    const site = makeSite(['web1', 'web2']);
    const run = await site.apply(
      play(`
        - name: there
          shell: echo <%= inventory_hostname %> >> <%= hostvars.web2.root %>/from
          delegate_to: web2
        - name: state
          copy: { dest: "<%= hostvars.web2.root %>/for-<%= inventory_hostname %>", content: x }
          delegate_to: web2
      `),
    );
    expect(run.exitCode).toBe(0);
    expect(site.read('from', 'web2').trim().split('\n').sort()).toEqual(['web1', 'web2']);
    expect(site.list('.', 'web2')).toEqual(['for-web1', 'for-web2', 'from']);
    expect(run.named('there').map(({ host, delegatedTo }) => [host, delegatedTo])).toEqual(
      expect.arrayContaining([['web1', 'web2']]),
    );
  });

  test('to a host outside the play connects to it', async () => {
    const site = makeSite(['web1', 'db1']);
    const run = await site.apply(
      '- name: site\n  hosts: web1\n  tasks:\n    - { name: there, copy: { dest: <%= hostvars.db1.root %>/a, content: x }, delegate_to: db1 }\n',
    );
    expect(run.exitCode).toBe(0);
    expect(site.list('.', 'db1')).toEqual(['a']);
  });

  test('is told in check mode, and converges', async () => {
    const site = makeSite(['web1', 'web2']);
    const playbook =
      '- name: site\n  hosts: web1\n  tasks:\n    - { name: there, copy: { dest: <%= hostvars.web2.root %>/a, content: x }, delegate_to: web2 }\n';
    expect((await site.check(playbook)).ends).toEqual(['web1 there: would-change']);
    expect(site.list('.', 'web2')).toEqual([]);
    expect((await site.apply(playbook)).ends).toEqual(['web1 there: changed']);
    expect((await site.apply(playbook)).ends).toEqual(['web1 there: ok']);
  });

  test('with delegate_facts sets facts of the other host', async () => {
    const site = makeSite(['web1', 'web2']);
    const run = await site.apply(
      `- name: site
  hosts: web1
  tasks:
    - { name: set, set_fact: { colour: red }, delegate_to: web2, delegate_facts: true }
- name: then
  hosts: web2
  tasks:
    - { name: see, assert: { that: colour == 'red' } }
`,
    );
    expect(run.ends).toEqual(['web1 set: ok', 'web2 see: ok']);
  });
});

const failsOn = (...hosts: string[]): string => `
  - { name: try, shell: "case <%= inventory_hostname %> in ${hosts.join('|')}) exit 1;; esac" }
  - { name: then, copy: { dest: <%= root %>/a, content: x } }
`;

const reached = (site: FakeSite): string[] => site.hosts.filter((host) => site.list('.', host).includes('a'));

describe('more hosts than forks', () => {
  const tasks = '- { name: file, copy: { dest: <%= root %>/a, content: <%= inventory_hostname %> } }';

  test('are each connected to once, and all that is opened is closed', async () => {
    // the play takes them in the inventory's order, and connections are opened in that of their names
    const site = makeSite(THREE.toReversed());
    const opened: string[] = [];
    let closed = 0;
    const onSession = (session: HostSession): void => {
      opened.push(session.host);
      const close = session.close.bind(session);
      session.close = () => {
        closed++;
        return close();
      };
    };
    const run = await site.apply(play(tasks), { forks: 1, onSession });
    expect([run.exitCode, opened.sort(), closed]).toEqual([0, THREE, 3]);
  });

  test('do not wait for their turn where another reads their facts', async () => {
    const site = makeSite(THREE);
    const run = await site.apply(
      play('- { name: file, copy: { dest: <%= root %>/a, content: <%= hostvars.web3.ansible_kernel %> } }'),
      { forks: 1 },
    );
    expect(run.exitCode).toBe(0);
    expect(new Set(THREE.map((host) => site.read('a', host))).size).toBe(1);
  });
});

test('a slow host delays only those that read its variables', async () => {
  const site = makeSite(THREE);
  const { faults } = site.transport('web1');
  faults.latencyMs = 3000;
  const run = await site.apply(
    play(`
      - name: file
        copy:
          dest: <%= root %>/a
          content: "<%= inventory_hostname == 'web3' ? hostvars.web1.ansible_kernel : 'x' %>"
    `),
    {
      onEvent: (event) => {
        if (event.event === 'host.connected' && event.host === 'web1') faults.latencyMs = 0;
      },
    },
  );
  const order = run.events.flatMap((event) => {
    if (event.event === 'host.connected' && event.host === 'web1') return ['web1 is connected'];
    return event.event === 'task.finished' ? [event.host] : [];
  });
  expect(order.slice(0, 2)).toEqual(['web2', 'web1 is connected']);
  expect(order.slice(2).sort()).toEqual(['web1', 'web3']);
});

describe('failures', () => {
  test('stop their own host only', async () => {
    const site = makeSite(THREE);
    const run = await site.apply(play(failsOn('web2')));
    expect(reached(site)).toEqual(['web1', 'web3']);
    expect(run.exitCode).toBe(1);
    expect(Object.values(run.hosts).map(({ status }) => status)).toEqual(['changed', 'failed', 'changed']);
  });

  test('serial ends after a batch in which all failed', async () => {
    const site = makeSite(THREE);
    await site.apply(play(failsOn('web1'), 'serial: 1'));
    expect(reached(site)).toEqual([]);
  });

  test('serial goes on after a batch in which some failed', async () => {
    const site = makeSite(THREE);
    await site.apply(play(failsOn('web1'), 'serial: 2'));
    expect(reached(site)).toEqual(['web2', 'web3']);
  });

  test('max_fail_percentage ends the play at once where more of a batch have failed', async () => {
    const site = makeSite(['web1', 'web2', 'web3', 'web4']);
    await site.apply(play(failsOn('web1'), 'serial: 2\nmax_fail_percentage: 49'));
    expect(reached(site)).toEqual([]);
  });

  test('any_errors_fatal ends the play, and the plays after it', async () => {
    const site = makeSite(THREE);
    const second =
      '- { name: more, hosts: all, tasks: [{ name: more, copy: { dest: <%= root %>/more, content: x } }] }\n';
    const run = await site.apply(play(failsOn('web1'), 'serial: 1\nany_errors_fatal: true') + second);
    expect(run.exitCode).toBe(1);
    expect(THREE.flatMap((host) => site.list('.', host))).toEqual([]);
  });

  test('a host that failed takes no part in later plays', async () => {
    const site = makeSite(THREE);
    const second =
      '- { name: more, hosts: all, tasks: [{ name: more, copy: { dest: <%= root %>/more, content: x } }] }\n';
    await site.apply(play(failsOn('web2')) + second);
    expect(THREE.filter((host) => site.list('.', host).includes('more'))).toEqual(['web1', 'web3']);
  });
});

describe('roles that require others', () => {
  const PLAYBOOK = `- name: site
  hosts: all
  roles:
    - { role: primary, hosts: db1 }
    - { role: replica, hosts: db2 }
    - { role: other }
`;

  const write = (site: FakeSite): void => {
    site.write('roles/primary/tasks/main.yml', '- { name: primary, shell: test -e <%= root %>/mended }\n');
    site.write(
      'roles/replica/tasks/main.yml',
      '- { name: replica, copy: { dest: <%= root %>/replica, content: x } }\n',
    );
    site.write('roles/replica/meta/main.yml', 'requires: [primary]\n');
    site.write('roles/other/tasks/main.yml', '- { name: other, copy: { dest: <%= root %>/other, content: x } }\n');
  };

  test('are blocked once when those fail, and everyone else goes on', async () => {
    const site = makeSite(['db1', 'db2', 'web1']);
    write(site);
    const run = await site.apply(PLAYBOOK);
    expect(run.exitCode).toBe(1);
    const blocked = run.events.filter((event) => event.event === 'role.finished' && event.status === 'blocked');
    expect(blocked.filter((event) => event.event === 'role.finished' && event.role === 'replica')).toEqual([
      expect.objectContaining({ host: 'db2', blockedBy: 'primary on db1' }),
    ]);
    expect(run.hosts).toMatchObject({
      db1: { status: 'failed' },
      db2: { status: 'blocked' },
      web1: { status: 'changed' },
    });
    expect(site.list('.', 'web1')).toEqual(['other']);
    expect(site.list('.', 'db2')).toEqual([]);
    site.give('mended', '', 'db1');
    expect((await site.apply(PLAYBOOK)).exitCode).toBe(0);
    expect(site.list('.', 'db2')).toEqual(['other', 'replica']);
  });

  test('wait for them', async () => {
    const site = makeSite(['db1', 'db2']);
    write(site);
    site.give('mended', '', 'db1');
    const run = await site.apply(PLAYBOOK);
    const order = withoutHost(run);
    expect(order.indexOf('primary: changed')).toBeLessThan(order.indexOf('replica: changed'));
  });

  test('are blocked when the host they wait for is unreachable', async () => {
    const site = makeSite(['db1', 'db2', 'web1']);
    write(site);
    site.transport('db1').faults.unreachable = true;
    const run = await site.apply(PLAYBOOK);
    expect(run.exitCode).toBe(4);
    expect(run.hosts).toMatchObject({
      db1: { status: 'unreachable' },
      db2: { status: 'blocked' },
      web1: { status: 'changed' },
    });
  });
});

test('every role of an unusable host is reported as blocked by it', async () => {
  const site = makeSite(['web1', 'web2']);
  for (const role of ['one', 'two']) site.write(`roles/${role}/tasks/main.yml`, '- { debug: { msg: hello } }\n');
  site.transport('web2').faults.unreachable = true;
  const run = await site.apply('- { name: site, hosts: all, roles: [one, two] }\n');
  const ends = run.events.filter((event) => event.event === 'role.finished' && event.host === 'web2');
  expect(ends).toEqual(
    ['one', 'two'].map((role) =>
      expect.objectContaining({ role, status: 'blocked', blockedBy: 'web2, which is unreachable' }),
    ),
  );
});

test('an unreachable host is reported once, and the others finish', async () => {
  const site = makeSite(THREE);
  site.transport('web2').faults.unreachable = true;
  const run = await site.apply(play(failsOn('nobody')));
  expect(run.exitCode).toBe(4);
  expect(reached(site)).toEqual(['web1', 'web3']);
  expect(run.events.filter(({ event }) => event === 'host.problem')).toEqual([
    expect.objectContaining({ host: 'web2', problem: 'unreachable' }),
  ]);
});

describe('a delegated task', () => {
  const HANDLERS = 'handlers: [{ name: tell, shell: echo told >> <%= root %>/told }]';

  test('notifies the handler of its own host, and leaves no record on the other', async () => {
    const site = makeSite(['web1', 'web2']);
    const run = await site.apply(
      play(
        `
        - name: there
          copy: { dest: <%= hostvars.web2.root %>/a, content: x }
          delegate_to: web2
          when: inventory_hostname == 'web1'
          notify: tell
      `,
        HANDLERS,
      ),
    );
    expect(run.ends.filter((end) => end.includes('tell'))).toEqual(['web1 tell: changed']);
    const again = await site.apply(play('- command: "true"', HANDLERS));
    expect(again.ends.filter((end) => end.includes('tell'))).toEqual([]);
  });

  test('does not disturb what the other host is about to do', async () => {
    const site = makeSite(['web1', 'web2']);
    site.give('conf', '');
    const lines = Array.from(
      { length: 12 },
      (_, i) =>
        `- { lineinfile: { path: <%= root %>/conf, line: "own ${i}", create: true } }\n- { set_fact: { n: ${i} } }`,
    ).join('\n');
    const there = Array.from(
      { length: 6 },
      (_, i) =>
        `- { copy: { dest: "<%= hostvars.web2.root %>/there${i}", content: x }, delegate_to: web2, when: inventory_hostname == 'web1' }`,
    );
    const run = await site.apply(play(`${there.slice(0, 3).join('\n')}\n${lines}\n${there.slice(3).join('\n')}`));
    expect(run.exitCode).toBe(0);
    expect(site.read('conf', 'web2').trim().split('\n')).toHaveLength(12);
    expect(site.list('.', 'web2')).toEqual(['conf', 'there0', 'there1', 'there2', 'there3', 'there4', 'there5']);
  });

  test('sees in check mode what an earlier one is going to do', async () => {
    const site = makeSite(['web1', 'web2']);
    const run = await site.check(
      `- name: site
  hosts: web1
  tasks:
    - { name: one, lineinfile: { path: <%= hostvars.web2.root %>/a, line: x, create: true }, delegate_to: web2 }
    - { name: two, lineinfile: { path: <%= hostvars.web2.root %>/a, line: x, create: true }, delegate_to: web2 }
`,
    );
    expect(run.ends).toEqual(['web1 one: would-change', 'web1 two: ok']);
  });
});
