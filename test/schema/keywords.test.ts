import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEYWORD_TABLE, keywordsAt } from '../../src/keywords/keywords.ts';
import type { Place } from '../../src/keywords/keyword.ts';
import { BLOCK_KEYS, HANDLER_KEYS, INCLUDE_KEYS, TASK_KEYS } from '../../src/playbook/task/keyword-names.ts';
import { IMPORT_KEYS, PLAY_KEYS } from '../../src/playbook/play/play-keys.ts';
import { runCli } from '../support/run-cli.ts';

test.each<[Place, readonly string[]]>([
  ['play', PLAY_KEYS],
  ['import_playbook', IMPORT_KEYS],
  ['block', BLOCK_KEYS],
  ['include', INCLUDE_KEYS],
  ['task', TASK_KEYS],
  ['handler', HANDLER_KEYS],
  ['loop_control', ['loop_var', 'index_var', 'label', 'pause', 'extended', 'extended_allitems']],
])('the table has what a %s takes', (place, keys) => {
  expect(
    keywordsAt(place)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...keys].sort());
});

test('each example shows its keyword, and lint finds no mistake in it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'keywords-'));
  try {
    writeFileSync(join(directory, 'hosts.yml'), 'all: { hosts: { web1: } }\n');
    writeFileSync(join(directory, 'site.yml'), '- hosts: all\n  tasks: [{ ping: }]\n');
    const said: Record<string, string> = {};
    for (const { name, example } of KEYWORD_TABLE) {
      const path = join(directory, `example-${name}.yml`);
      writeFileSync(path, asPlaybook(example));
      said[name] = (await runCli('lint', '-i', join(directory, 'hosts.yml'), '-p', path)).stdout;
    }
    expect(Object.entries(said).filter(([, text]) => text !== 'no mistakes\n')).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('each example has its keyword, but for those that change nothing', () => {
  const without = KEYWORD_TABLE.filter(({ name, example }) => !example.includes(`${name}:`)).map(({ name }) => name);
  expect(without).toEqual(['become_exe', 'become_flags', 'debugger', 'ignore_unreachable']);
});

/** What is no playbook is a list of tasks. */
const asPlaybook = (example: string): string =>
  /^ {2}(hosts|import_playbook):/m.test(example)
    ? example
    : `- hosts: all\n  tasks:\n${example.replaceAll(/^/gm, '    ').trimEnd()}\n`;
