import { expect, test } from '@jest/globals';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();
const read = '{ name: read, debug: { msg: "{{ word }}" } }';
const withVars = (vars: string): string => read.replace('name: read', `name: read, vars: { word: ${vars} }`);

/** What the task `read` of a play sees as `word`, each time that it runs. */
async function seen(tasks: string, keywords = ''): Promise<(string | undefined)[]> {
  const site = makeSite();
  site.write('read.yml', `- ${read}\n`);
  site.write('own.yml', `- ${withVars('task')}\n`);
  site.write('vars.yml', 'word: included\n');
  site.write('roles/r/tasks/main.yml', `- set_fact: { word: fact }\n- ${read}\n`);
  const run = await site.apply(play(tasks, keywords));
  return run.named('read').map(({ message }) => message);
}

test.each([
  ['set_fact', '- set_fact: { word: fact }', 'fact'],
  ['include_vars', '- include_vars: vars.yml', 'included'],
])('%s wins over the variables of tasks and blocks', async (_, set, expected) => {
  const block = `- block: [${read}]\n  vars: { word: block }\n`;
  expect(await seen(`${set}\n- ${withVars('task')}\n${block}`)).toEqual([expected, expected]);
});

test('the variables of an include win over set_fact, and over those of the included tasks; those of an import do neither', async () => {
  const tasks = ['include_tasks', 'import_tasks'].flatMap((keyword) => [
    `- { ${keyword}: read.yml, vars: { word: given } }\n`,
    `- { ${keyword}: own.yml, vars: { word: given } }\n`,
  ]);
  const fact = '- set_fact: { word: fact }\n';
  expect(await seen(fact + tasks.join(''))).toEqual(['given', 'given', 'fact', 'fact']);
  expect(await seen(tasks.join(''))).toEqual(['given', 'given', 'given', 'task']);
});

test('parameters beside the name of a role win over set_fact, its vars do not', async () => {
  expect(await seen('- meta: noop\n', 'roles: [{ role: r, word: parameter }]')).toEqual(['parameter']);
  expect(await seen('- meta: noop\n', 'roles: [{ role: r, vars: { word: parameter } }]')).toEqual(['fact']);
});
