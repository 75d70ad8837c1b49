import { mkdirSync, rmSync } from 'node:fs';
import { test } from '@jest/globals';
import fc from 'fast-check';
import { play } from './support/fake-site.ts';
import type { FakeSite, Run } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const runs = process.env['PROVISION_LONG'] ? 200 : 25;

const name = fc.constantFrom('a', 'b', 'd', 'd/a');
const on = (text: (one: string, other: string) => string): fc.Arbitrary<string> =>
  fc
    .tuple(name, name)
    // nobody links a name to itself on purpose; a dry run leaves a hard link to such a name open
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => text(`<%= root %>/${one}`, `<%= root %>/${other}`));

/** Modules of files. A dry run predicts what they do, but for what `isUnread` names. */
const task = fc.oneof(
  on((a) => `file: { path: "${a}", state: directory }`),
  on((a) => `file: { path: "${a}", state: touch }`),
  on((a) => `file: { path: "${a}", state: absent }`),
  on((a) => `file: { path: "${a}", mode: "0600" }`),
  on((a, b) => `file: { path: "${a}", src: "${b}", state: link }`),
  on((a, b) => `file: { path: "${a}", src: "${b}", state: hard }`),
  on((a) => `copy: { dest: "${a}", content: "two\\n" }`),
  on((a, b) => `copy: { dest: "${a}", src: "${b}", remote_src: true }`),
  on((a) => `lineinfile: { path: "${a}", line: two }`),
  on((a) => `blockinfile: { path: "${a}", block: two, create: true }`),
  on((a) => `replace: { path: "${a}", regexp: one, replace: two }`),
);

const playOf = (tasks: readonly string[]): string =>
  play(tasks.map((one, index) => `- { name: "t${index}", ignore_errors: true, ${one} }\n`).join(''));

function prepare(site: FakeSite): void {
  rmSync(site.path('web1'), { recursive: true, force: true });
  mkdirSync(site.path('web1', 'd'), { recursive: true });
  site.give('a', 'one\n');
}

/**
 * A dry run may leave a hard link open, and every task after a hard link or a copy on the host: what these leave is not followed as exactly as
 * what other tasks do. Nowhere else.
 */
const isUnread = (task: string): boolean => task.includes('state: hard') || task.includes('remote_src');

/** Each task's status in a dry run must be what apply reports. */
function differences(check: Run, apply: Run, tasks: readonly string[]): string[] {
  return tasks.flatMap((one, index) => {
    const [said, did] = [check, apply].map((run) => run.named(`t${index}`)[0]?.status);
    if (said === undefined || did === undefined) return [`${one}: missing`];
    if (said === 'may-change' && tasks.slice(0, index + 1).some(isUnread)) return [];
    return said.replace('would-change', 'changed') === did ? [] : [`${one}: ${said}, then ${did}`];
  });
}

/** What a second dry run says of the last task, which nothing undoes, if that is idempotent and did not fail. */
async function repeat(site: FakeSite, apply: Run, tasks: readonly string[]): Promise<string[]> {
  const last = tasks.slice(-1);
  if (last.join('').includes('touch') || apply.named(`t${tasks.length - 1}`)[0]?.status === 'ignored') return [];
  const status = (await site.check(playOf(last))).named('t0')[0]?.status;
  return status === 'ok' ? [] : [`again ${last.join('')}: ${String(status)}`];
}

test('a dry run of any play of files tells what apply does', async () => {
  const site = makeSite();
  await fc.assert(
    fc.asyncProperty(fc.array(task, { minLength: 2, maxLength: 5 }), async (tasks) => {
      prepare(site);
      const check = await site.check(playOf(tasks));
      const apply = await site.apply(playOf(tasks));
      const found = [...differences(check, apply, tasks), ...(await repeat(site, apply, tasks))];
      if (found.length > 0) throw new Error(`${playOf(tasks)}\n${found.join('\n')}`);
    }),
    { seed: 1, numRuns: runs },
  );
}, 600_000);
