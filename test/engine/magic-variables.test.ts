import { expect, test } from '@jest/globals';
import { MAGIC_NAMES } from '../../src/inventory/variable-names.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

test("every variable that the static check takes for the engine's is there when a role runs, in handlers too", async () => {
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
