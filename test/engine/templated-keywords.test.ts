import { expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const createSite = useFakeSite();

const PLAY_VARS = `
  gather_facts: false
  vars: { on: 'yes', off: false, items: [{ name: a, hide: true }, { name: b, hide: false }] }
`;

test('no_log may be an expression, even of the item, and hides the output if its value is unknown', async () => {
  const run = await createSite().apply(
    play(
      `
      - { name: hidden, debug: { msg: secret1 }, no_log: "{{ on }}" }
      - { name: shown, debug: { msg: open1 }, no_log: "{{ off | default(true) }}" }
      - { name: each, debug: { msg: "{{ item.name }}1" }, loop: "{{ items }}", no_log: "{{ item.hide }}" }
      - { name: broken, debug: { msg: secret2 }, no_log: "{{ items.nope }}", ignore_errors: true }
      - { name: odd, debug: { msg: secret3 }, no_log: "{{ items }}", ignore_errors: true }
    `,
      PLAY_VARS,
    ),
  );
  const told = JSON.stringify(run.events);
  expect(told).not.toMatch(/secret\d|"a1/);
  expect(told).toMatch(/open1/);
  expect(told).toMatch(/"b1/);
  expect(run.ends).toContain('broken: ignored');
  expect(run.ends).toContain('odd: ignored');
});

test('run_once, check_mode and any_errors_fatal may be expressions', async () => {
  const site = createSite(['web1', 'web2']);
  const run = await site.apply(
    play(
      `
      - { name: once, copy: { dest: "{{ root }}/once", content: x }, run_once: "{{ on }}" }
      - { name: dry, copy: { dest: "{{ root }}/dry", content: x }, check_mode: "{{ on }}" }
      - { name: wet, copy: { dest: "{{ root }}/wet", content: x }, check_mode: "{{ off }}" }
      - { name: as usual, copy: { dest: "{{ root }}/usual", content: x }, check_mode: "{{ omit }}" }
      - { name: fatal, fail: { msg: x }, when: inventory_hostname == 'web1', any_errors_fatal: "{{ on | bool }}" }
      - { name: after, debug: { msg: x } }
    `,
      PLAY_VARS,
    ),
  );
  expect(site.list('.', 'web1')).toEqual(['once', 'usual', 'wet']);
  expect(site.list('.', 'web2')).toEqual(['usual', 'wet']);
  expect(run.named('after')).toEqual([]);
});

test('true and false may be texts', async () => {
  const run = await createSite().apply(play(`- { name: hidden, debug: { msg: secret }, no_log: "yes" }`, PLAY_VARS));
  expect(JSON.stringify(run.events)).not.toMatch('secret');
});
