import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeSite } from './support/fake-site.ts';

let site: FakeSite;
beforeEach(() => {
  site = new FakeSite();
});
afterEach(() => site.remove());

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/own-modules.md'), 'utf8');
const parts = new Map(
  [...guide.matchAll(/<!-- (\S+) -->\n```\w+\n([\s\S]*?)```/g)].map(([, name = '', text = '']) => [name, text]),
);

test('the examples of the guide work', async () => {
  for (const [path, text] of parts) site.write(path, text);
  site.write('vars.yml', '');
  const task = (parts.get('task') ?? '').replace(
    '- motd_line:\n',
    '- name: motd\n  motd_line:\n    path: "{{ root }}/motd"\n',
  );
  const play = `- hosts: all
  gather_facts: false
  tasks:
    ${task.trimEnd().replaceAll('\n', '\n    ')}
    - { name: load, load_average: {}, register: r }
    - { name: told, debug: { msg: "{{ r.load is match('[0-9.]+') }}" } }
    - { name: filter, debug: { msg: "{{ 'web' | site_url('https') }} {{ 'web1' is site_name }}" } }
`;
  expect((await site.check(play)).ends[0]).toBe('motd: would-change');
  const run = await site.apply(play);
  expect(run.ends).toEqual(['motd: changed', 'load: ok', 'told: ok', 'filter: ok']);
  expect(run.named('told')[0]?.message).toBe('true');
  expect(run.named('filter')[0]?.message).toBe('https://web.example.org/ True');
  expect(site.read('motd')).toBe('Managed by provision\n');
  expect((await site.apply(play)).ends[0]).toBe('motd: ok');
});
