import { lstatSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findBreaches } from '../lab/support/law.ts';
import { FakeSite, play } from './support/fake-site.ts';

const path = fc.constantFrom('a', 'b', 'd/c').map((name) => `<%= root %>/${name}`);
const text = fc.constantFrom('one', 'two', 'three');
const mode = fc.constantFrom('"0600"', '"0644"', '"0755"');

/** A task as YAML: the parameters are few, so that tasks meet on the same paths. */
const edit = fc.oneof(
  fc.tuple(path, text, mode).map(([at, line, bits]) => `copy: { dest: ${at}, content: "${line}\\n", mode: ${bits} }`),
  fc.tuple(path, text).map(([at, line]) => `lineinfile: { path: ${at}, line: ${line}, create: true }`),
  fc.tuple(path, text).map(([at, line]) => `lineinfile: { path: ${at}, line: ${line}, state: absent }`),
  fc.tuple(path, text).map(([at, line]) => `blockinfile: { path: ${at}, block: ${line}, create: true }`),
  fc.tuple(path, mode).map(([at, bits]) => `file: { path: ${at}, mode: ${bits} }`),
  path.map((at) => `file: { path: ${at}, state: absent }`),
);

const command = fc.oneof(
  fc.tuple(path, text).map(([at, line]) => `shell: { cmd: echo ${line} >> ${at}, creates: "${at}" }`),
  fc.tuple(path, text).map(([at, line]) => `shell: { cmd: echo ${line} > ${at}, unless: grep -q ${line} ${at} }`),
);

const tasks = fc.array(fc.oneof({ weight: 3, arbitrary: edit }, command), { minLength: 1, maxLength: 6 });

/** What a dry run must know of a task's end: a handler that it notifies, a task that runs only if it changed something. */
const followed = fc.oneof(
  { weight: 4, arbitrary: tasks },
  fc
    .array(fc.tuple(fc.oneof({ weight: 3, arbitrary: edit }, command), fc.constantFrom('none', 'notify', 'when')), {
      minLength: 1,
      maxLength: 5,
    })
    .map((list) =>
      list.flatMap(([yaml, follow], i) => {
        if (follow === 'none') return [yaml];
        if (follow === 'notify') return [`${yaml}, notify: note`];
        return [`${yaml}, register: r${i}`, `command: "true", when: r${i}.changed`];
      }),
    ),
);

const HANDLERS = 'handlers:\n  - { name: note, shell: echo noted >> <%= root %>/log }';
const START = '- { name: d, file: { path: <%= root %>/d, state: directory } }';
const playbookOf = (list: readonly string[]): string =>
  play([START, ...list.map((yaml, i) => `- { name: t${i}, ${yaml}, ignore_errors: false }`)].join('\n'), HANDLERS);

/** The same tasks, each applied before the next is planned: a delegation to the host itself ends the batch. */
const oneByOne = (list: readonly string[]): string =>
  play([START, ...list.map((yaml, i) => `- { name: t${i}, ${yaml}, delegate_to: web1 }`)].join('\n'));

const endState = (site: FakeSite): unknown =>
  ['a', 'b', 'd/c'].map((name) => {
    const stat = lstatSync(site.path('web1', name), { throwIfNoEntry: false });
    return stat && [name, stat.mode.toString(8), readFileSync(site.path('web1', name), 'utf8')];
  });

async function withSites(work: (make: () => FakeSite) => Promise<void>): Promise<void> {
  const made: FakeSite[] = [];
  try {
    await work(() => {
      const site = new FakeSite();
      made.push(site);
      return site;
    });
  } finally {
    for (const site of made) site.remove();
  }
}

const RUNS = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 25) };

describe('random tasks on the same few files', () => {
  test('end in the same state, with the same report, however they are cut into batches', async () => {
    const property = fc.asyncProperty(tasks, (list) =>
      withSites(async (make) => {
        const [batched, single] = [make(), make()];
        const together = await batched.apply(playbookOf(list));
        const apart = await single.apply(oneByOne(list));
        expect(together.ends).toEqual(apart.ends);
        expect(endState(batched)).toEqual(endState(single));
      }),
    );
    await fc.assert(property, RUNS);
  }, 300_000);

  test('are told by a dry run as they are then applied', async () => {
    const property = fc.asyncProperty(followed, (list) =>
      withSites(async (make) => {
        const site = make();
        const check = await site.check(playbookOf(list));
        const apply = await site.apply(playbookOf(list));
        if (apply.exitCode === 0) expect(findBreaches(check.events, apply.events)).toEqual([]);
      }),
    );
    await fc.assert(property, RUNS);
  }, 300_000);
});
