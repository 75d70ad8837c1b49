import { expect, test } from '@jest/globals';
import { MAGIC_NAMES } from '../../src/inventory/variable-names.ts';
import { MAGIC_VARIABLES } from '../../src/keywords/magic-table.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

test('every variable that the static check attributes to the engine is defined when a role runs, in handlers too', async () => {
  const site = makeSite();
  const names = [...MAGIC_NAMES].filter((name) => name !== 'omit');
  const asserts = `{ name: asserts, assert: { that: [${names.map((name) => `typeof ${name} !== 'undefined'`).join(', ')}] } }`;
  site.write('roles/web/tasks/main.yml', `- ${asserts}\n- { command: "true", notify: told }\n`);
  site.write(
    'roles/web/handlers/main.yml',
    '- { name: told, copy: { dest: <%= root %>/told, content: "<%= provision_run_id %> <%= role_name %> <%= role_path %>" } }\n',
  );
  const run = await site.apply('- { name: site, hosts: all, roles: [web] }\n', { runId: 'run-1' });
  expect(run.exitCode).toBe(0);
  expect(site.read('told')).toBe(`run-1 web ${site.directory}/roles/web`);
});

/** Names that expressions read by themselves, and those of a loop, a rescue, a role of a collection or a run with --limit. */
const ELSEWHERE = /^(omit|vars|ansible_(loop_var|index_var|failed_task|failed_result|collection_name|limit))$/;

test('the page of magic variables names those that a task sees, and no other', async () => {
  const site = makeSite();
  const names = (of: string): string => `{ name: ${of}, debug: { msg: "<%= Object.keys(${of}).join(' ') %>" } }`;
  site.write('roles/web/tasks/main.yml', `- ${names('vars')}\n- ${names('ansible_facts')}\n`);
  const run = await site.apply('- { name: site, hosts: all, roles: [web] }\n', { runId: 'run-1' });
  const said = (name: string): readonly string[] => (run.named(name)[0]?.message ?? '').split(' ');
  const facts = new Set(said('ansible_facts').map((name) => `ansible_${name}`));
  const seen = said('vars').filter((name) => /^(ansible|provision)_/.test(name) && !facts.has(name));
  expect(seen.filter((name) => !(name in MAGIC_VARIABLES) && name !== 'ansible_connection')).toEqual([]);
  const missing = Object.keys(MAGIC_VARIABLES).filter((name) => !said('vars').includes(name));
  expect(missing.filter((name) => !ELSEWHERE.test(name))).toEqual([]);
});
