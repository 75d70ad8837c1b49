import { describe, expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

describe('edits of one file', () => {
  const tasks = Array.from(
    { length: 10 },
    (_, i) => `- { name: line ${i}, lineinfile: { path: <%= root %>/conf, line: "key${i} = ${i}", create: true } }`,
  ).join('\n');

  test('ten of them are planned and applied in one go', async () => {
    const site = makeSite();
    const trips: number[] = [];
    const run = await site.apply(play(tasks));
    trips.push(run.hosts['web1']?.roundTrips ?? 0);
    expect(run.ends).toEqual(Array.from({ length: 10 }, (_, i) => `line ${i}: changed`));
    expect(site.read('conf')).toBe(Array.from({ length: 10 }, (_, i) => `key${i} = ${i}\n`).join(''));
    const one = await makeSite().apply(play(tasks.split('\n')[0] ?? ''));
    expect(run.hosts['web1']?.roundTrips).toBe(one.hosts['web1']?.roundTrips);
  });

  test('check mode reports all ten, each once', async () => {
    const site = makeSite();
    const run = await site.check(play(tasks));
    expect(run.ends).toEqual(Array.from({ length: 10 }, (_, i) => `line ${i}: would-change`));
  });

  test('a second run changes nothing', async () => {
    const site = makeSite();
    await site.apply(play(tasks));
    expect((await site.apply(play(tasks))).ends).toEqual(Array.from({ length: 10 }, (_, i) => `line ${i}: ok`));
  });
});

test('check mode writes nothing at all', async () => {
  const site = makeSite();
  site.give('conf', 'x\n');
  const before = site.snapshot();
  const run = await site.check(
    play(
      `
      - lineinfile: { path: <%= root %>/conf, line: y }
      - copy: { dest: <%= root %>/copy, content: z }
      - file: { path: <%= root %>/directory, state: directory }
      - command: touch <%= root %>/touched
      - shell: echo hi > <%= root %>/shelled
      - stat: { path: <%= root %>/conf }
      - file: { path: <%= root %>/conf, state: absent }
        notify: tell
    `,
      `
      handlers:
        - { name: tell, command: touch <%= root %>/told }
    `,
    ),
  );
  expect(run.exitCode).toBe(0);
  expect(site.snapshot()).toEqual(before);
});
