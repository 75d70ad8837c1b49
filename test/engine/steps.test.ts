import { describe, expect, test } from '@jest/globals';
import type { FakeSite, Run } from './support/fake-site.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const three = (): FakeSite => makeSite(['h1', 'h2', 'h3']);

/** `h1` is slow at its first task, so that the others are ahead of it. */
const SLOW = '- { name: slow, shell: "[ <%= inventory_hostname %> != h1 ] || sleep 0.7" }\n';

const hostsOf = (run: Run, name: string): string[] =>
  run
    .named(name)
    .map(({ host }) => host)
    .sort();
const messages = (run: Run, name: string): string[] =>
  run
    .named(name)
    .map(({ host, message }) => `${host} ${message ?? ''}`)
    .sort();

describe('any_errors_fatal', () => {
  const TASKS =
    '- { name: fails, shell: "[ <%= inventory_hostname %> != h1 ] || { sleep 0.7; exit 1; }" }\n- { name: later, command: "true" }\n';

  test.each([1, 50])('lets no other host go past the task that failed (forks %d)', async (forks) => {
    const run = await three().apply(
      `${play(TASKS, 'any_errors_fatal: true')}- { name: two, hosts: all, tasks: [{ name: two, command: "true" }] }\n`,
      { forks },
    );
    expect(hostsOf(run, 'later')).toEqual([]);
    expect(hostsOf(run, 'two')).toEqual([]);
    expect(run.exitCode).toBe(1);
  });

  test('leaves the others alone where the failure is rescued', async () => {
    const block = `
- block: [{ name: fails, shell: "[ <%= inventory_hostname %> != h1 ]" }]
  rescue: [{ name: rescue, command: "true" }]
- { name: later, command: "true" }
`;
    const run = await three().apply(play(block, 'any_errors_fatal: true'));
    expect(hostsOf(run, 'later')).toEqual(['h1', 'h2', 'h3']);
    expect(hostsOf(run, 'rescue')).toEqual(['h1']);
    expect(run.exitCode).toBe(0);
  });

  test('has every host run the always of its block', async () => {
    const block = `
- block: [{ name: fails, shell: "[ <%= inventory_hostname %> != h1 ]" }, { name: rest, command: "true" }]
  always: [{ name: first, command: "true" }, { name: second, command: "true" }]
- { name: later, command: "true" }
`;
    const run = await three().apply(play(block, 'any_errors_fatal: true'));
    expect(hostsOf(run, 'rest')).toEqual([]);
    expect(hostsOf(run, 'second')).toEqual(['h1', 'h2', 'h3']);
    expect(hostsOf(run, 'later')).toEqual([]);
  });

  test('costs a converged host no round trip', async () => {
    const site = three();
    const tasks = ['a', 'b', 'c'].map((name) => `- { copy: { dest: <%= root %>/${name}, content: x } }\n`).join('');
    const plain = play(tasks);
    await site.apply(plain);
    const trips = ({ hosts }: Run) => Object.values(hosts).map(({ roundTrips }) => roundTrips);
    const expected = trips(await site.apply(plain));
    expect(trips(await site.apply(play(tasks, 'any_errors_fatal: true')))).toEqual(expected);
  });
});

test('max_fail_percentage ends the play for all where more have failed', async () => {
  const tasks = '- { name: fails, shell: "[ <%= inventory_hostname %> != h1 ]" }\n- { name: later, command: "true" }\n';
  expect(hostsOf(await three().apply(play(tasks, 'max_fail_percentage: 30')), 'later')).toEqual([]);
  expect(hostsOf(await three().apply(play(tasks, 'max_fail_percentage: 40')), 'later')).toEqual(['h2', 'h3']);
});

describe('run_once', () => {
  test.each([1, 50])('runs on the first host of the play, however slow (forks %d)', async (forks) => {
    const once =
      '- { name: once, command: echo <%= inventory_hostname %>, run_once: true, register: said }\n- { name: tells, debug: { msg: "<%= said.stdout %>" } }\n';
    const run = await three().apply(play(SLOW + once), { forks });
    expect(hostsOf(run, 'once')).toEqual(['h1']);
    expect(messages(run, 'tells')).toEqual(['h1 h1', 'h2 h1', 'h3 h1']);
  });

  test('passes over hosts that have failed, and those where its condition does not hold', async () => {
    const once = '- { name: once, command: "true", run_once: true, when: inventory_hostname !== "h2" }\n';
    const run = await three().apply(play(`- { name: fails, shell: "[ <%= inventory_hostname %> != h1 ]" }\n${once}`));
    expect(
      run
        .named('once')
        .filter(({ status }) => status === 'changed')
        .map(({ host }) => host),
    ).toEqual(['h3']);
  });

  test('of set_fact sets it for all', async () => {
    const tasks =
      '- { set_fact: { who: <%= inventory_hostname %> }, run_once: true }\n- { name: tells, debug: { msg: <%= who %> } }\n';
    expect(messages(await three().apply(play(SLOW + tasks)), 'tells')).toEqual(['h1 h1', 'h2 h1', 'h3 h1']);
  });
});

describe('run_once is rendered by its first host only', () => {
  const ASK = '- { command: "echo {{ inventory_hostname }}", register: asked, when: inventory_hostname == "h1" }\n';

  test.each([
    ['a command', 'shell: "echo said {{ asked.stdout }}"', 'stdout'],
    ['debug', 'debug: { msg: "said {{ asked.stdout }}" }', 'msg'],
    ['a variable', 'set_fact: { word: "said {{ asked.stdout }}" }', 'ansible_facts.word'],
  ])('%s', async (_, module, field) => {
    const once = `- { name: once, ${module}, register: said, run_once: true }\n`;
    const run = await three().apply(play(`${ASK}${once}- { name: tells, debug: { msg: "{{ said.${field} }}" } }\n`));
    expect(messages(run, 'tells')).toEqual(['h1 said h1', 'h2 said h1', 'h3 said h1']);
    expect(hostsOf(run, 'once')).toContain('h1');
    expect(run.exitCode).toBe(0);
  });

  test('its loop too', async () => {
    const site = three();
    const tasks = `
- { set_fact: { items_of: [1, 2] }, when: inventory_hostname == "h1" }
- { set_fact: { items_of: [1, 2, 3] }, when: inventory_hostname == "h2" }
- { name: once, shell: "echo {{ inventory_hostname }}{{ item }}", loop: "{{ items_of }}", run_once: true, register: said }
- { name: tells, debug: { msg: "{{ said.results | map(attribute='stdout') | join(' ') }}" } }
`;
    const run = await site.apply(play(tasks));
    expect(hostsOf(run, 'once')).toEqual(['h1', 'h1']);
    expect(messages(run, 'tells')).toEqual(['h1 h11 h12', 'h2 h11 h12', 'h3 h11 h12']);
  });

  test.each([
    ['an assert', "assert: { that: inventory_hostname == 'h1' }", 0],
    ['an assert that fails', "assert: { that: inventory_hostname != 'h1' }", 1],
  ])('%s decides for all', async (_, module, exitCode) => {
    const run = await three().apply(
      play(`- { name: once, ${module}, run_once: true }\n- { name: later, command: "true" }\n`),
    );
    expect(run.exitCode).toBe(exitCode);
    expect(hostsOf(run, 'later')).toEqual(exitCode === 0 ? ['h1', 'h2', 'h3'] : []);
  });

  test('include_vars sets them on all hosts', async () => {
    const site = three();
    site.write('h1.yml', 'word: "of {{ inventory_hostname }}"\n');
    const tasks =
      '- { include_vars: "{{ inventory_hostname }}.yml", run_once: true }\n- { name: tells, debug: { msg: "{{ word }}" } }\n';
    expect(messages(await site.apply(play(tasks)), 'tells')).toEqual(['h1 of h1', 'h2 of h2', 'h3 of h3']);
  });
});

describe("another host's variables", () => {
  const ALL = '<%= play_hosts.map((h) => hostvars[h].tok).join() %>';

  test.each(['apply', 'check'] as const)('are those that it has set before, however slow it is (%s)', async (mode) => {
    const tasks = `- { set_fact: { tok: t<%= inventory_hostname %> } }\n- { name: tells, debug: { msg: "${ALL}" } }\n`;
    const run = await three().run(play(SLOW + tasks), { mode });
    const all = 'th1,th2,th3';
    expect(messages(run, 'tells')).toEqual([`h1 ${all}`, `h2 ${all}`, `h3 ${all}`]);
  });

  test('are registered results too', async () => {
    const tasks =
      '- { command: echo <%= inventory_hostname %>, register: said }\n- { name: tells, debug: { msg: "<%= play_hosts.map((h) => hostvars[h].said.stdout).join() %>" } }\n';
    const run = await three().apply(play(SLOW + tasks));
    expect(messages(run, 'tells')).toEqual(['h1 h1,h2,h3', 'h2 h1,h2,h3', 'h3 h1,h2,h3']);
  });

  test('are not those that it sets later, however fast it is', async () => {
    const tasks = `- { set_fact: { tok: one } }\n${SLOW}- { name: tells, debug: { msg: "${ALL}" } }\n- { set_fact: { tok: two } }\n`;
    const run = await three().apply(play(tasks));
    expect(messages(run, 'tells')).toEqual(['h1 one,one,one', 'h2 one,one,one', 'h3 one,one,one']);
  });

  test('of one that has failed are as it left them', async () => {
    const tasks = `- { set_fact: { tok: one } }\n- { name: fails, shell: "[ <%= inventory_hostname %> != h1 ]" }\n- { set_fact: { tok: two } }\n- { name: tells, debug: { msg: "<%= hostvars.h1.tok %>" } }\n`;
    expect(messages(await three().apply(play(tasks)), 'tells')).toEqual(['h2 one', 'h3 one']);
  });

  test('are read both ways while changes are queued, with one fork', async () => {
    const tasks = `
- { copy: { dest: <%= root %>/a, content: "<%= inventory_hostname %>" } }
- { command: "echo 1", register: said }
- { copy: { dest: <%= root %>/b, content: "<%= play_hosts.map((h) => hostvars[h].said.stdout).join('') %>" } }
- { copy: { dest: <%= root %>/c, content: x } }
- { command: "echo 2", register: again }
- { copy: { dest: <%= root %>/d, content: "<%= play_hosts.map((h) => hostvars[h].again.stdout).join('') %>" } }
`;
    const site = three();
    const run = await site.apply(play(tasks), { forks: 1 });
    expect(run.exitCode).toBe(0);
    expect(site.hosts.map((host) => site.read('b', host) + site.read('d', host))).toEqual([
      '111222',
      '111222',
      '111222',
    ]);
  });
});

describe('meta', () => {
  const TWO = '- { name: two, hosts: all, tasks: [{ name: two, command: "true" }] }\n';

  test.each(['apply', 'check'] as const)('end_host ends the host for this play only (%s)', async (mode) => {
    const tasks = '- { meta: end_host, when: inventory_hostname === "h1" }\n- { name: later, command: "true" }\n';
    const run = await three().run(play(tasks) + TWO, { mode });
    expect(hostsOf(run, 'later')).toEqual(['h2', 'h3']);
    expect(hostsOf(run, 'two')).toEqual(['h1', 'h2', 'h3']);
    expect(run.exitCode).toBe(0);
  });

  test('end_play is decided by the first host, for all and for the batches to come', async () => {
    const tasks = `${SLOW}- { meta: end_play, when: inventory_hostname === "h1" }\n- { name: later, command: "true" }\n`;
    const post = 'post_tasks: [{ name: post, command: "true" }]\nserial: 2';
    const run = await three().apply(play(tasks, post) + TWO);
    expect(hostsOf(run, 'later')).toEqual([]);
    expect(hostsOf(run, 'slow')).toEqual(['h1', 'h2']);
    expect(hostsOf(run, 'post')).toEqual([]);
    expect(hostsOf(run, 'two')).toEqual(['h1', 'h2', 'h3']);
    expect(run.exitCode).toBe(0);
  });

  test('end_play whose condition does not hold on the first host is passed over', async () => {
    const tasks = '- { meta: end_play, when: inventory_hostname === "h2" }\n- { name: later, command: "true" }\n';
    expect(hostsOf(await three().apply(play(tasks)), 'later')).toEqual(['h1', 'h2', 'h3']);
  });

  test('end_batch ends the batch, and the next one begins', async () => {
    const tasks = '- { meta: end_batch, when: inventory_hostname === "h1" }\n- { name: later, command: "true" }\n';
    expect(hostsOf(await three().apply(play(tasks, 'serial: 2')), 'later')).toEqual(['h3']);
  });

  test('end_host leaves the always of its block out', async () => {
    const tasks = '- { block: [{ meta: end_host }], always: [{ name: always, command: "true" }] }\n';
    expect(hostsOf(await three().apply(play(tasks)), 'always')).toEqual([]);
  });

  test('clear_host_errors has hosts that failed take part in the next play', async () => {
    const tasks =
      '- { name: fails, shell: "[ <%= inventory_hostname %> != h3 ] || { sleep 0.5; exit 1; }" }\n- { meta: clear_host_errors }\n- { name: later, command: "true" }\n';
    const run = await three().apply(play(tasks) + TWO);
    expect(hostsOf(run, 'later')).toEqual(['h1', 'h2']);
    expect(hostsOf(run, 'two')).toEqual(['h1', 'h2', 'h3']);
    expect(run.exitCode).toBe(0);
  });
});

describe('clear_host_errors', () => {
  const LATER = '- { name: two, hosts: all, tasks: [{ name: two, command: "true" }] }\n';

  test('speaks of its own batch', async () => {
    const first = play('- { name: fails, shell: "[ <%= inventory_hostname %> != h3 ]" }\n');
    const run = await three().apply(first + play('- { meta: clear_host_errors }\n', 'serial: 2') + LATER);
    expect(hostsOf(run, 'two')).toEqual(['h1', 'h2']);
  });

  test('speaks of the failures before it, however far ahead another host is', async () => {
    const tasks = `
- block:
    - { name: first, shell: "case <%= inventory_hostname %> in h1) sleep 0.7;; h2) exit 1;; esac" }
    - { meta: clear_host_errors }
  rescue: [{ name: fails, command: "false" }]
`;
    const run = await three().apply(play(tasks) + LATER);
    expect(hostsOf(run, 'two')).toEqual(['h1', 'h3']);
  });
});

test('a run_once that fails is rescued on each host with its result', async () => {
  const tasks = `
- block: [{ name: once, shell: "echo said; exit 3", run_once: true, register: r }]
  rescue: [{ name: '<%= ansible_failed_result.rc %> <%= ansible_failed_result.stdout %> <%= r.rc %>', debug: { msg: x } }]
`;
  const run = await three().apply(play(tasks));
  expect(hostsOf(run, '3 said 3')).toEqual(['h1', 'h2', 'h3']);
  expect(run.exitCode).toBe(0);
});

test('a run_once in an always is done by the first host that comes to it, though it has failed', async () => {
  const tasks = `
- block: [{ name: fails, shell: "case <%= inventory_hostname %> in h1) sleep 0.7; exit 1;; h2) exit 1;; esac" }]
  always: [{ name: once, run_once: true, shell: "touch <%= root %>/once" }]
`;
  const site = three();
  await site.apply(play(tasks));
  expect(site.hosts.map((host) => site.list('.', host))).toEqual([['once'], [], []]);
});

test('a rolling update ends where none of a batch is left', async () => {
  const tasks = '- { name: fails, command: "false" }\n';
  const run = await three().apply(
    `${play(tasks, 'serial: 1')}- { name: two, hosts: all, tasks: [{ name: two, command: "true" }] }\n`,
  );
  expect(hostsOf(run, 'fails')).toEqual(['h1']);
  expect(hostsOf(run, 'two')).toEqual([]);
});

test.each(['any_errors_fatal: true', 'max_fail_percentage: 30'])(
  'hosts are in step within an include, for one host too (%s)',
  async (keyword) => {
    const site = three();
    site.write(
      'inner.yml',
      '- { name: fails, shell: "[ <%= inventory_hostname %> != h1 ] || { sleep 0.5; exit 1; }" }\n- { name: rest, command: "true" }\n',
    );
    const tasks =
      '- { include_tasks: inner.yml, when: inventory_hostname !== "h2" }\n- { name: later, command: "true" }\n';
    const run = await site.apply(play(tasks, keyword));
    expect(hostsOf(run, 'rest')).toEqual([]);
    expect(hostsOf(run, 'later')).toEqual([]);
  },
);

test('an include with run_once is done by the first host while the others wait for nobody', async () => {
  const site = three();
  site.write('inner.yml', '- { name: inner, command: "true" }\n');
  const tasks = '- { include_tasks: inner.yml, run_once: true }\n- { name: later, command: "true" }\n';
  const run = await site.apply(play(tasks, 'any_errors_fatal: true'), { forks: 1 });
  expect(hostsOf(run, 'later')).toEqual(['h1', 'h2', 'h3']);
});
