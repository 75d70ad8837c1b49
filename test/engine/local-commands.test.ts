import { beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { allowLocalCommands } from '../../src/controller/run-locally.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
beforeAll(allowLocalCommands);

/** Another one for each test, since a command is run once. */
let count = 0;
const pipe = (command: string): string => `lookup('pipe', ': ${count++}; ${command}')`;

/** The longest time in which the process did nothing else during the work. */
async function longestBlock(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 20);
  await work.finally(() => clearInterval(timer));
  return longest;
}

const SLOW = 'sleep 2; echo slow';

describe('while a command of lookup runs', () => {
  test.each([
    ['in a parameter', (it: string) => `{ name: of, debug: { msg: "{{ ${it} }}" } }`],
    [
      'in a condition',
      (it: string) => `{ name: of, debug: { msg: x }, when: "{{ first.rc == 0 and ${it} == 'slow' }}" }`,
    ],
    ['in a loop', (it: string) => `{ name: of, debug: { msg: x }, loop: "{{ [${it}] }}" }`],
    ['in a variable', (it: string) => `{ name: of, debug: { msg: "{{ own }}" }, vars: { own: "{{ ${it} }}" } }`],
    ['in a name', (it: string) => `{ name: "of {{ ${it} }}", debug: { msg: x } }`],
    ['in changed_when', (it: string) => `{ name: of, command: "true", changed_when: "{{ ${it} == 'slow' }}" }`],
    ['in until', (it: string) => `{ name: of, command: "true", until: "{{ ${it} == 'slow' }}" }`],
    ['in delegate_to', (it: string) => `{ name: of, command: "true", delegate_to: "{{ ${it} and 'web2' }}" }`],
    ['in a keyword', (it: string) => `{ name: of, command: "true", check_mode: "{{ ${it} == 'slow' }}" }`],
  ])('%s, other hosts go on, and signals are answered', async (_, taskOf) => {
    const site = makeSite(['web1', 'web2']);
    const run = site.apply(
      play(`
        - { name: first, command: "true", register: first }
        - block: [${taskOf(pipe(SLOW))}]
          when: inventory_hostname == 'web1'
        - { name: other, debug: { msg: x }, when: inventory_hostname == 'web2' }
      `),
    );
    expect(await longestBlock(run)).toBeLessThan(1000);
    const { exitCode, hosts } = await run;
    expect(exitCode).toBe(0);
    expect(hosts['web1']).toMatchObject({ failed: 0, ignored: 0 });
  });

  test('a stop is answered', async () => {
    let ask = (): void => undefined;
    const stop = { requested: false, asked: new Promise<void>((resolve) => (ask = resolve)) };
    const run = makeSite().apply(play(`- { name: of, debug: { msg: "{{ ${pipe('sleep 5')} }}" } }`), { stop });
    await sleep(1000);
    const startMs = performance.now();
    stop.requested = true;
    ask();
    expect((await run).ends).toEqual([]);
    expect(performance.now() - startMs).toBeLessThan(2000);
  });
});

test('its failure is the failure of the task, and can be rescued', async () => {
  const run = await makeSite().apply(
    play(`
      - block: [{ name: of, debug: { msg: "{{ ${pipe('echo why >&2; exit 3')} }}" } }]
        rescue: [{ name: rescued, debug: { msg: x } }]
    `),
  );
  expect(run.ends).toEqual(['of: failed', 'rescued: ok']);
  expect(run.named('of')[0]?.failure?.message).toMatch(/the command ended with exit status 3: why/);
});

test('it runs after the changes of the tasks before it', async () => {
  const site = makeSite();
  const look = pipe(`if test -e ${site.path('web1', 'of')}; then echo after; else echo before; fi`);
  const run = await site.apply(
    play(`
      - { name: first, file: { path: <%= root %>/of, state: touch, mode: "0600" } }
      - { name: second, copy: { dest: ${site.path('web1', 'seen')}, content: "{{ ${look} }}" } }
    `),
  );
  expect(run.ends).toEqual(['first: changed', 'second: changed']);
  expect(site.read('seen')).toBe('after');
});
