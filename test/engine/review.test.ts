import { describe, expect, test } from '@jest/globals';
import { compareSteps } from '../../src/engine/review/compare-steps.ts';
import { Fingerprints } from '../../src/engine/review/fingerprints.ts';
import type { ListedStep } from '../../src/engine/review/listed-step.ts';
import { PlanGuard } from '../../src/engine/review/plan-guard.ts';
import type { ListedSteps } from '../../src/engine/review/plan-recorder.ts';
import { PlanRecorder } from '../../src/engine/review/plan-recorder.ts';
import type { FakeRunOptions, FakeSite, Run } from './support/fake-site.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const fingerprints = new Fingerprints(Buffer.from('key'));

async function plan(site: FakeSite, playbook: string, options: FakeRunOptions = {}): Promise<ListedSteps> {
  const review = new PlanRecorder(fingerprints);
  await site.check(playbook, { ...options, review });
  return review.steps;
}

interface Reviewed extends Run {
  readonly needless: readonly string[];
}

async function applyReviewed(site: FakeSite, playbook: string, steps: ListedSteps): Promise<Reviewed> {
  const needless: string[] = [];
  const onNeedless = (host: string, { task }: ListedStep): void => void needless.push(`${host} ${task.name}`);
  const review = new PlanGuard({ steps, refused: new Map(), fingerprints, isProjectSame: true, onNeedless });
  return { ...(await site.apply(playbook, { review })), needless };
}

const problems = ({ events }: Run): string[] =>
  events.flatMap((event) =>
    event.event === 'host.problem' ? [`${event.host} ${event.problem}: ${event.message}`] : [],
  );

const outline = (steps: ListedSteps): string[] =>
  [...steps].flatMap(([host, own]) =>
    own.map(({ task, kind, item }) => `${host} ${task.name}${item ? ` [${item}]` : ''}: ${kind}`),
  );

const WRITE = `- { name: write, copy: { dest: <%= root %>/conf, content: "new\\n" } }`;

describe('what is listed', () => {
  test.each([
    ['a change', WRITE, ['web1 write: change']],
    ['a command', '- { name: run, command: "true" }', ['web1 run: change']],
    [
      'a command that says that it changes nothing',
      '- { name: run, command: "true", changed_when: false }',
      ['web1 run: run'],
    ],
    [
      'each item of a loop',
      '- { name: each, command: echo <%= item %>, loop: [a, b] }',
      ['web1 each [a]: change', 'web1 each [b]: change'],
    ],
    ['nothing of what only reads', '- { name: look, stat: { path: <%= root %>/conf } }', []],
    ['nothing of what is skipped', '- { name: run, command: "true", when: 1 == 2 }', []],
    [
      'what depends on a result as may-change',
      `
      - { name: first, command: echo hi, register: said }
      - { name: second, command: echo <%= said.stdout %> }
      `,
      ['web1 first: change', 'web1 second: may-change'],
    ],
    [
      'a reboot on an unknown condition',
      `
      - { name: first, command: echo hi, register: said }
      - { name: again, reboot: {}, when: said.stdout == "hi" }
      `,
      ['web1 first: change', 'web1 again: may-change'],
    ],
  ])('%s', async (_, tasks, expected) => {
    expect(outline(await plan(makeSite(), play(tasks)))).toEqual(expected);
  });

  test('two dry runs list the same', async () => {
    const site = makeSite(['web1', 'web2']);
    const book = play(
      `${WRITE}\n- { name: each, command: echo <%= item %>, loop: [a, b], notify: tell }`,
      'handlers: [{ name: tell, command: echo told }]',
    );
    const [first, second] = [await plan(site, book), await plan(site, book)];
    for (const [host, steps] of first) expect(compareSteps(steps, second.get(host) ?? [])).toEqual([]);
    expect(outline(first)).toContain('web2 tell: change');
  });

  test('no content, and no digest without the key', async () => {
    const site = makeSite();
    const text = JSON.stringify([...(await plan(site, play(WRITE)))]);
    expect(text).not.toContain('new');
    const other = new PlanRecorder(new Fingerprints(Buffer.from('other')));
    await site.check(play(WRITE), { review: other });
    expect(other.steps.get('web1')?.[0]?.changes[0]?.digest).toMatch(/^[\w-]{22}$/);
    expect(text).not.toContain(other.steps.get('web1')?.[0]?.changes[0]?.digest ?? '');
  });
});

describe('apply of what was reviewed', () => {
  const BOOK = play(
    `
    - { name: make, file: { path: <%= root %>/sub, state: directory } }
    - { name: write, copy: { dest: <%= root %>/sub/conf, content: "new\\n" }, notify: tell }
    - { name: first, command: echo hi, register: said }
    - { name: second, shell: echo <%= said.stdout %> > <%= root %>/second }
    - { name: quiet, command: touch <%= root %>/quiet, changed_when: false }
    - { name: each, copy: { dest: "<%= root %>/<%= item %>", content: x }, loop: [a, b] }
    `,
    'handlers: [{ name: tell, command: touch <%= root %>/told }]',
  );

  test('does all of it', async () => {
    const site = makeSite();
    const run = await applyReviewed(site, BOOK, await plan(site, BOOK));
    expect(problems(run)).toEqual([]);
    expect(run.exitCode).toBe(0);
    expect(site.list()).toEqual(['a', 'b', 'quiet', 'second', 'sub', 'told']);
  });

  test('stops a host before a task that was not listed, and the others go on', async () => {
    const site = makeSite(['web1', 'web2']);
    const book = play(WRITE);
    site.give('conf', 'new\n', 'web1');
    const steps = await plan(site, book);
    site.give('conf', 'edited\n', 'web1');
    const run = await applyReviewed(site, book, steps);
    expect(problems(run)).toEqual([
      expect.stringMatching(
        /^web1 drifted: .*\n *write \(.*site.yml:\d+\)\n  reviewed: not in the plan\n  now:      content: /,
      ),
    ]);
    expect(site.read('conf', 'web1')).toBe('edited\n');
    expect(site.read('conf', 'web2')).toBe('new\n');
    expect(run.exitCode).toBe(7);
    expect(run.hosts['web1']?.status).toBe('drifted');
    expect(run.hosts['web2']?.status).toBe('changed');
  });

  test('does nothing on a host whose file has been edited since', async () => {
    const site = makeSite();
    site.give('conf', 'old\n');
    const steps = await plan(site, play(WRITE));
    site.give('conf', 'edited meanwhile\n');
    const run = await applyReviewed(site, play(WRITE), steps);
    expect(run.exitCode).toBe(7);
    expect(site.read('conf')).toBe('edited meanwhile\n');
  });

  test.each([
    ['other content', WRITE, WRITE.replace('new', 'NEW')],
    ['another command', '- command: touch <%= root %>/a', '- command: touch <%= root %>/b'],
    [
      'another environment',
      '- { command: env, environment: { A: "1" } }',
      '- { command: env, environment: { A: "2" } }',
    ],
    ['another handler', `- { command: env, notify: one }`, `- { command: env, notify: two }`],
    [
      'an item more of what may change',
      '- { command: echo hi, register: said }\n- { name: x, command: env, when: said.rc == 0, loop: [1] }',
      '- { command: echo hi, register: said }\n- { name: x, command: env, when: said.rc == 0, loop: [1, 2] }',
    ],
  ])('does not do %s', async (_, reviewed, now) => {
    const site = makeSite();
    const handlers = 'handlers: [{ name: one, command: env }, { name: two, command: env }]';
    const steps = await plan(site, play(reviewed, handlers));
    const run = await applyReviewed(site, play(now, handlers), steps);
    expect(run.exitCode).toBe(7);
  });

  test('tells what was met already, and goes on', async () => {
    const site = makeSite();
    const steps = await plan(site, play(WRITE));
    site.give('conf', 'new\n');
    const run = await applyReviewed(site, play(WRITE), steps);
    expect(run.exitCode).toBe(0);
    expect(run.needless).toEqual(['web1 write']);
  });

  test('runs a rescue, and what an include that may be run brings in', async () => {
    const site = makeSite();
    site.write('more.yml', '- { name: more, command: touch <%= root %>/more, notify: tell }\n');
    const book = play(
      `
      - { name: first, command: echo hi, register: said }
      - { include_tasks: more.yml, when: said.stdout == "hi" }
      - block: [{ name: fails, command: "false" }]
        rescue: [{ name: saves, command: touch <%= root %>/saved }]
      `,
      'handlers: [{ name: tell, command: touch <%= root %>/told }]',
    );
    const run = await applyReviewed(site, book, await plan(site, book));
    expect(problems(run)).toEqual([]);
    expect(site.list()).toEqual(['more', 'saved', 'told']);
  });

  test('an always section changes nothing on a host that has drifted', async () => {
    const site = makeSite();
    const book = (content: string): string =>
      play(`
      - block: [{ name: write, copy: { dest: <%= root %>/conf, content: ${content} } }]
        always: [{ name: last, command: touch <%= root %>/last }]
      `);
    const run = await applyReviewed(site, book('b'), await plan(site, book('a')));
    expect(run.exitCode).toBe(7);
    expect(site.list()).toEqual([]);
  });

  test('a task that one host does for all is done by whichever comes first', async () => {
    const site = makeSite(['web1', 'web2']);
    const book = play(`- { name: once, command: touch <%= root %>/../../once, run_once: true }`);
    const steps = await plan(site, book);
    const run = await applyReviewed(site, book, new Map([['web2', steps.get('web1') ?? []]]));
    expect(run.exitCode).toBe(0);
  });
});

test('a host that is refused from the start is not touched', async () => {
  const site = makeSite(['web1', 'web2']);
  const steps = await plan(site, play(WRITE));
  const refused = new Map([['web1', ['it differs', 'see']]]);
  const review = new PlanGuard({ steps, refused, fingerprints, isProjectSame: true, onNeedless: () => undefined });
  const run = await site.apply(play(WRITE), { review });
  expect(problems(run)).toEqual(['web1 drifted: it differs\nsee']);
  expect(site.list('.', 'web1')).toEqual([]);
  expect(site.read('conf', 'web2')).toBe('new\n');
});
