import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { allowLocalCommands } from '../../src/controller/run-locally.ts';
import { FakeSite } from './support/fake-site.ts';

let site: FakeSite;
beforeEach(() => {
  site = new FakeSite();
});
afterEach(() => site.remove());

const PLAY = (task: string): string => `- hosts: all
  gather_facts: false
  tasks:
    - name: t
      ${task}
      register: r
    - { name: told, debug: { var: r } }
`;

const GREETING = `
import { basename } from 'node:path';
interface Params { path: string; text: string }
export default ({ defineState, z, params, query, quote }: any) =>
  defineState({
    params: z.strictObject({ path: params.path(), text: params.text() }),
    queries: ({ path }: Params) => ({ file: query.fileText(path) }),
    diff: ({ text }: Params, { file }: { file: Buffer | null }) =>
      String(file ?? '') === text ? [] : [{ attribute: 'text', before: file && String(file), after: text }],
    apply: ({ path, text }: Params) => [{ kind: 'run', script: \`printf %s \${quote(text)} > \${quote(path)}\` }],
    predict: ({ path, text }: Params) => [{ query: query.fileText(path), answer: Buffer.from(text) }],
    writes: ({ path }: Params) => ({ keys: ['file:' + path] }),
    result: ({ path }: Params) => ({ base: basename(path) }),
  });
`;

test('a module in TypeScript is compared, applied and predicted as those that come with the program', async () => {
  site.write('library/greeting.ts', GREETING);
  const play = PLAY('greeting: { path: "{{ root }}/g", text: hello }');
  const foreseen = await site.check(play);
  expect(foreseen.ends).toEqual(['t: would-change', 'told: ok']);
  expect((await site.apply(play)).ends).toEqual(['t: changed', 'told: ok']);
  expect(site.read('g')).toBe('hello');
  const again = await site.apply(play);
  expect(again.ends).toEqual(['t: ok', 'told: ok']);
  expect(again.named('t')[0]).toMatchObject({ changes: [] });
});

test('an exception of an own module, or a result that is not a list, fails the task and names the file', async () => {
  site.write('library/greeting.ts', GREETING.replace('[] : [', 'undefined : ['));
  const undefinedDiff = await site.apply(PLAY('greeting: { path: "{{ root }}/g", text: "" }'));
  expect(undefinedDiff.named('t')[0]).toMatchObject({
    status: 'failed',
    failure: { message: expect.stringMatching(/library\/greeting\.ts: diff must give a list$/) },
  });
  site.write('library/greeting.ts', GREETING.replace('String(file', '(null as any).x + String(file'));
  const thrown = await site.apply(PLAY('greeting: { path: "{{ root }}/g", text: "" }'));
  expect(thrown.named('t')[0]).toMatchObject({
    failure: { message: expect.stringMatching(/greeting\.ts: diff: Cannot read/) },
  });
});

test.each([
  ['want-json', '#!/bin/sh\n# WANT_JSON\nx=$(tr -d "\\n" < "$1" | sed \'s/.*"name":"\\([^"]*\\)".*/\\1/\')\n'],
  [
    'json-args',
    '#!/bin/sh\nx=$(sed \'s/.*"name":"\\([^"]*\\)".*/\\1/\' <<E\n<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>\nE\n)\n',
  ],
  ['key-value', '#!/bin/sh\n. "$1"\nx=$name\n'],
])('a %s module takes its parameters and says whether it changed anything', async (_, head) => {
  const script = (changed: boolean): string =>
    `${head}echo '{"changed": ${changed}, "name": "'"$x"'", "ansible_facts": {"own_fact": "'"$x"'"}}'\n`;
  site.write('library/teller', script(true));
  const play = `${PLAY('teller: { name: a b }')}    - { name: fact, debug: { msg: "{{ own_fact }}" } }\n`;
  expect((await site.check(play)).ends[0]).toBe('t: may-change');
  const changed = await site.apply(play);
  expect(changed.ends).toEqual(['t: changed', 'told: ok', 'fact: ok']);
  expect(changed.named('fact')[0]).toMatchObject({ message: 'a b' });
  site.write('library/teller', script(false));
  expect((await site.apply(play)).ends[0]).toBe('t: ok');
});

test('a module that fails, prints no JSON or lacks its interpreter fails its task', async () => {
  site.write('library/bad.sh', '#!/bin/sh\necho hello; echo "{\\"failed\\": true, \\"msg\\": \\"no luck\\"}"\n');
  site.write('library/worse', '#!/bin/sh\necho hello; echo oh dear >&2; exit 3\n');
  site.write('library/lost.rb', '#!/usr/bin/env nosuch-ruby\n');
  const run = await site.apply(`- hosts: all
  gather_facts: false
  tasks:
    - { name: bad, bad: {}, ignore_errors: true }
    - { name: worse, worse: {}, ignore_errors: true }
    - { name: lost, lost: {}, ignore_errors: true }
`);
  const messages = ['bad', 'worse', 'lost'].map((name) => run.named(name)[0]?.failure?.message);
  expect(messages).toEqual([
    'no luck',
    'oh dear (worse ended with exit status 3 and printed no JSON object)',
    'lost needs nosuch-ruby on the host (lost ended with exit status 127 and printed no JSON object)',
  ]);
});

test("a role's own modules are found by its tasks, go before built-in ones, and take a binary of several megabytes", async () => {
  site.write('roles/r/tasks/main.yml', '- { name: t, ping: {}, register: r }\n- { name: big, big: {} }\n');
  site.write('roles/r/library/ping', '#!/bin/sh\necho \'{"changed": true}\'\n');
  site.write('roles/r/library/big', `#!/bin/sh\necho '{"changed": true}'\nexit\n${'x'.repeat(3_000_000)}`);
  const run = await site.apply('- { hosts: all, gather_facts: false, roles: [r] }\n');
  expect(run.ends).toEqual(['t: changed', 'big: changed']);
});

test("a project's own filters and tests are known to Jinja, with arguments by place and by name", async () => {
  site.write(
    'filter_plugins/own.mjs',
    `export const filters = { own_wrap: (value, mark, named = {}) => mark + value + (named.end ?? mark) };\n`,
  );
  site.write('roles/r/test_plugins/own.js', 'exports.tests = { own_even: (value) => value % 2 === 0 };\n');
  site.write('roles/r/tasks/main.yml', '- { name: t, debug: { msg: "{{ 4 is own_even }}" } }\n');
  const run = await site.apply(`- hosts: all
  gather_facts: false
  roles: [r]
  post_tasks:
    - { name: a, debug: { msg: "{{ 'x' | own_wrap('*') }} {{ 'y' | own_wrap('<', end='>') }}" } }
    - { name: b, debug: { msg: "{{ [1, 2] | select('own_even') | list }}" } }
`);
  expect(['t', 'a', 'b'].map((name) => run.named(name)[0]?.message)).toEqual(['true', '*x* <y>', '[\n  2\n]']);
});

test("filters and tests in Python are those of the project's files and of collections, with Python's values", async () => {
  site.write(
    'filter_plugins/own.py',
    `print('is no answer')
def kinds(value, *args, **named):
    return [type(each).__name__ for each in (value,) + args] + sorted(named.items())
def broken(value):
    raise KeyError('no such thing')
class FilterModule:
    def filters(self):
        return dict(kinds=kinds, broken=broken, letters=lambda text: (c for c in text), odd=lambda _: object())
`,
  );
  site.write(
    'test_plugins/own.py',
    'class TestModule:\n    def tests(self): return {"own_even": lambda x: x % 2 == 0}\n',
  );
  const collection = 'collections/ansible_collections/some/where/plugins';
  site.write(`${collection}/plugin_utils/words.py`, 'def twice(text): return text * 2\n');
  site.write(
    `${collection}/filter/words.py`,
    'from ..plugin_utils.words import twice\nfrom ansible_collections.some.where.plugins.plugin_utils import words\nclass FilterModule:\n    def filters(self): return {"twice": twice}\n',
  );
  const run = await site.apply(`- hosts: all
  gather_facts: false
  tasks:
    - { name: a, debug: { msg: "{{ 'x' | kinds(1, 2.0, [], none, {'a': 1}, key=true) | to_json }}" } }
    - { name: b, debug: { msg: "{{ [1, 2] | select('own_even') | list }} {{ 'ab' | letters | join('-') }}" } }
    - { name: c, debug: { msg: "{{ 'ü' | some.where.twice }}" } }
    - { name: d, debug: { msg: "{{ 'x' | broken }}" }, ignore_errors: true }
    - { name: e, debug: { msg: "{{ 'x' | odd }}" }, ignore_errors: true }
`);
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((name) => run.named(name)[0]);
  const messages = [a?.message, b?.message, c?.message, d?.failure?.message, e?.failure?.message];
  expect(messages.map((each) => each?.replace(`${site.directory}/`, ''))).toEqual([
    '["str", "int", "float", "list", "NoneType", "dict", ["key", true]]',
    '[2] a-b',
    'üü',
    "filter_plugins/own.py: broken: KeyError: 'no such thing'",
    'filter_plugins/own.py: odd: it gives object, which is not data',
  ]);
});

test('lookups in Python receive terms, options and where they are used, and run once', async () => {
  site.write(
    'lookup_plugins/own.py',
    `calls = []
class LookupModule:
    def __init__(self, loader, templar): pass
    def run(self, terms, variables, **options):
        calls.append(terms)
        return [type(each).__name__ for each in terms] + [options, variables['inventory_hostname'], len(calls)]
`,
  );
  site.write(
    'lookup_plugins/odd.py',
    `class LookupModule:
    def __init__(self, loader, templar): pass
    def run(self, terms, variables, **options):
        return variables.get('ansible_search_path') if terms == ['path'] else ['x' * (4100000 if terms == ['most'] else 4200000)]
`,
  );
  site.write(
    'collections/ansible_collections/some/where/plugins/lookup/words.py',
    'class LookupModule:\n    def __init__(self, loader, templar): pass\n    def run(self, terms, variables): return [each * 2 for each in terms]\n',
  );
  const play = `- hosts: all
  gather_facts: false
  tasks:
    - { name: a, debug: { msg: "{{ lookup('own', 'x', 1, key=true) | to_json }}" } }
    - { name: b, debug: { msg: "{{ lookup('own', 'x', 1, key=true) | to_json }}" } }
    - { name: c, debug: { msg: "{{ query('some.where.words', 'ü', 'v') | join(' ') }}" } }
    - { name: d, debug: { msg: "{{ lookup('odd', 'path') }}" }, ignore_errors: true }
    - { name: e, debug: { msg: "{{ lookup('odd', 'long') }}" }, ignore_errors: true }
    - { name: f, debug: { msg: "{{ lookup('odd', 'most') | length }}" } }
`;
  const early = await site.apply(play);
  expect(early.named('a')[0]?.failure?.message).toMatch(/the lookup is run when the playbook runs, not before$/);
  allowLocalCommands();
  const run = await site.apply(play);
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((name) => run.named(name)[0]);
  expect(a?.message).toMatch(/^\["str", "int", \{"key": true\}, "[^"]+", 1\]$/);
  expect(b?.message).toBe(a?.message);
  expect(run.named('f')[0]?.message).toBe('4100000');
  const messages = [c?.message, d?.failure?.message, e?.failure?.message];
  expect(messages.map((each) => each?.replace(`${site.directory}/`, ''))).toEqual([
    'üü vv',
    'lookup_plugins/odd.py: odd: it asks for the variable ansible_search_path, which a lookup in Python is not given',
    'lookup_plugins/odd.py: odd: it gives more than 4 MiB',
  ]);
});
