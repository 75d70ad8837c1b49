import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FakeSite } from './support/fake-site.ts';

let site: FakeSite;
beforeEach(() => {
  site = new FakeSite();
});
afterEach(() => site.remove());

const reads = (command: string, keywords = '') => `
- name: reads
  command: ${command}
  check_mode: false
  changed_when: false
  register: read
  ${keywords}
- name: uses
  debug: { msg: '{{ read.stdout_lines[0] }}' }
`;
const playOf = (first: string, rest: string) =>
  `- hosts: all\n  gather_facts: false\n  tasks:\n${(first + rest).replace(/^(?=.)/gm, '  ')}`;
const MAKES = `- { name: makes, copy: { content: x, dest: '{{ root }}/made' } }`;

test('a command that a dry run runs may fail for want of what earlier tasks would make: its result is not known', async () => {
  const { exitCode, ends } = await site.check(playOf(MAKES, reads("cat '{{ root }}/made'")));
  expect(ends).toEqual(['makes: would-change', 'reads: may-change', 'uses: skipped']);
  expect(exitCode).toBe(0);
});

test('so may a program be missing whose failure is no failure of the task', async () => {
  const { ends } = await site.check(playOf(MAKES, reads('no-such-program-here', 'failed_when: false')));
  expect(ends.slice(0, 2)).toEqual(['makes: would-change', 'reads: may-change']);
});

test('where nothing would change before it, its failure is one', async () => {
  const { ends } = await site.check(playOf('', reads("cat '{{ root }}/made'")));
  expect(ends).toEqual(['reads: failed']);
});
