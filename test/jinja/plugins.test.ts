import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { insteadOfPlugin } from '../../src/expression/jinja/left-out.ts';
import { LEFT_OUT, pluginNames } from '../../src/expression/jinja/plugin-table.ts';
import { evaluateCase } from './evaluate-case.ts';

/** The names that `ansible-doc --type KIND --list` gives for ansible.builtin and the collections that are compared. */
const listed = JSON.parse(readFileSync(new URL('ansible-plugins.json', import.meta.url), 'utf8')) as Readonly<
  Record<'filter' | 'test' | 'lookup', readonly string[]>
>;

describe.each(['filter', 'test', 'lookup'] as const)('each %s of Ansible', (kind) => {
  test('is known, or has a word on what to do instead', () => {
    const known = new Set(pluginNames(kind));
    const short = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
    expect(listed[kind].filter((name) => !known.has(short(name)) && insteadOfPlugin(kind, name) === undefined)).toEqual(
      [],
    );
  });

  test('that is left out is one of Ansible', () => {
    const all = new Set(listed[kind].map((name) => name.slice(name.lastIndexOf('.') + 1)));
    const names = LEFT_OUT.filter((entry) => entry.kind === kind).flatMap((entry) => entry.names);
    expect(names.filter((name) => !all.has(name))).toEqual([]);
  });
});

test.each([
  "{{ 'x' | from_csv }}",
  "{{ '/' is mount }}",
  "{{ lookup('redis', 'x') }}",
  "{{ lookup('community.general.dig', 'x') }}",
])('%s fails', (t) => {
  expect(evaluateCase({ t, k: 'value', v: {} })[0]).toBe('err');
});
