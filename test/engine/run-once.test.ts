import { describe, expect, test } from '@jest/globals';
import type { FakeSite, Run } from './support/fake-site.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const three = (): FakeSite => makeSite(['h1', 'h2', 'h3']);

const hostsOf = (run: Run, name: string): string[] =>
  run
    .named(name)
    .map(({ host }) => host)
    .sort();

describe('a run_once that fails stops all hosts', () => {
  test.each([
    ['an item of a loop, of which the last succeeds', '{ shell: "[ {{ item }} != 1 ]", loop: [1, 2] }', ''],
    ['an item of a loop, of which the first succeeds', '{ shell: "[ {{ item }} != 2 ]", loop: [1, 2] }', ''],
    [
      'where ignore_errors is an expression that does not hold',
      '{ command: "false" }',
      ', ignore_errors: "{{ inventory_hostname == \'h9\' }}"',
    ],
    ['a module of the controller', '{ assert: { that: "item != 1" }, loop: [1, 2] }', ''],
    ['a file that is not there', '{ include_vars: "{{ item }}.yml", loop: [none, some] }', ''],
    ['an include that is not there', '{ include_tasks: "{{ item }}.yml", loop: [none, tasks] }', ''],
  ])('%s', async (_, task, more) => {
    const site = three();
    site.write('some.yml', 'word: x\n');
    site.write('tasks.yml', '- { name: inner, command: "true" }\n');
    const once = `${task.slice(0, -2)}, run_once: true${more} }`;
    const failed = await site.apply(play(`- ${once}\n- { name: later, command: "true" }\n`));
    expect(hostsOf(failed, 'later')).toEqual([]);
    expect(Object.values(failed.hosts).map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
    const rescued = await site.apply(
      play(`- block: [${once}]\n  rescue: [{ name: rescued, command: "true" }]\n- { name: later, command: "true" }\n`),
    );
    expect(hostsOf(rescued, 'rescued')).toEqual(['h1', 'h2', 'h3']);
    expect(rescued.exitCode).toBe(0);
  });

  test('but not if ignore_errors is an expression that holds', async () => {
    const tasks =
      '- { command: "false", run_once: true, register: r, ignore_errors: "{{ 1 == 1 }}" }\n- { name: later, debug: { msg: "{{ r.rc }}" } }\n';
    const run = await three().apply(play(tasks));
    expect(run.named('later').map(({ message }) => message)).toEqual(['1', '1', '1']);
  });
});
