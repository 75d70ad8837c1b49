import { expect, test } from '@jest/globals';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import type { Templated } from '../../src/expression/compiled.ts';
import type { Play } from '../../src/playbook/types.ts';
import { entryHosts } from '../../src/variables/entry-hosts.ts';
import { settlePlays } from '../../src/variables/settle-plays.ts';
import { loadProject } from '../playbook/write-project.ts';

const HOSTS = 'web: { hosts: { web1: {}, web2: {} } }\ndb: { hosts: { db1: {} } }\n';

const extra = (value: unknown): Templated => ({
  kind: 'literal',
  value,
  range: { source: { path: '-e', text: '' }, start: 0, end: 0 },
});

interface Settled {
  readonly play: Play | undefined;
  readonly hosts: readonly string[];
  readonly told: readonly string[];
}

async function settle(text: string, given: Readonly<Record<string, unknown>> = {}): Promise<Settled> {
  const { playbook, inventory, diagnostics } = await loadProject({ 'site.yml': text, 'hosts.yml': HOSTS });
  expect(diagnostics.items).toEqual([]);
  const found = new DiagnosticList();
  const variables = new Map(Object.entries(given).map(([name, value]) => [name, extra(value)]));
  const [play] = playbook ? settlePlays(playbook, { inventory, extra: variables, severity: 'error' }, found).plays : [];
  const hosts = play ? entryHosts(play, inventory, found)().map(({ name }) => name) : [];
  return { play, hosts, told: found.items.map(({ summary }) => summary) };
}

test.each<[string, string, Readonly<Record<string, unknown>>, readonly string[]]>([
  ['a variable of the command line', '"{{ target }}"', { target: 'db1' }, ['db1']],
  ['one within a pattern', 'web:&{{ target }}', { target: 'web2' }, ['web2']],
  ['a default', `"{{ target | default('db') }}"`, {}, ['db1']],
  ['a list', '"{{ target }}"', { target: ['db1', 'web1'] }, ['db1', 'web1']],
  ['a group of the inventory', '"{{ groups.web }}"', {}, ['web1', 'web2']],
  ['a list with an expression in it', '["{{ target }}", db]', { target: 'web1' }, ['web1', 'db1']],
  ['EJS', '<%= target %>', { target: 'web' }, ['web1', 'web2']],
])('hosts may be an expression: %s', async (_name, hosts, given, expected) => {
  expect(await settle(`- hosts: ${hosts}\n  tasks: []\n`, given)).toMatchObject({ hosts: expected, told: [] });
});

test('a variable of the play itself is read, below that of the command line', async () => {
  const text = '- hosts: "{{ target }}"\n  vars: { target: "{{ other }}", other: web1 }\n  tasks: []\n';
  expect((await settle(text)).hosts).toEqual(['web1']);
  expect((await settle(text, { other: 'db1' })).hosts).toEqual(['db1']);
});

test('serial, max_fail_percentage and gather_facts may be expressions', async () => {
  const text = `- hosts: all
  serial: [1, "{{ size }}"]
  max_fail_percentage: "{{ most }}"
  gather_facts: "{{ facts }}"
  tasks: []
`;
  const { play } = await settle(text, { size: '50%', most: '10', facts: 'no' });
  expect(play).toMatchObject({ serial: [1, '50%'], maxFailPercentage: 10, gatherFacts: false });
});

test('undefined variables are reported; values that depend on a prompt stay open', async () => {
  expect(await settle('- hosts: "{{ target }}"\n  tasks: []\n')).toMatchObject({
    hosts: [],
    told: ['The variable target is not defined'],
  });
  const asked = await settle('- hosts: "{{ target }}"\n  vars_prompt: [{ name: target }]\n  tasks: []\n');
  expect(asked).toMatchObject({ hosts: [], told: [] });
  expect(asked.play?.hosts.isOpen).toBe(true);
});
