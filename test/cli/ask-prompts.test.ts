import { expect, test } from '@jest/globals';
import { SecretMask } from '../../src/diagnostic/secret-mask.ts';
import type { Ask } from '../../src/cli/run/ask-prompts.ts';
import { askPrompts } from '../../src/cli/run/ask-prompts.ts';
import { NoTerminal } from '../../src/cli/run/ask-line.ts';
import type { Project } from '../../src/cli/project/load-project.ts';
import { loadProject, summarize } from '../playbook/write-project.ts';

const SITE = `- hosts: all
  vars: { a: 1 }
  vars_prompt:
    - { name: release, prompt: Which release, default: latest, private: false }
    - { name: token, confirm: true }
  tasks: [{ debug: { msg: "{{ release }} {{ token }} {{ a }}" } }]
- hosts: all
  vars_prompt: [{ name: release, private: no }]
`;

async function asked(answers: readonly string[], extra: readonly string[] = []) {
  const { playbook, diagnostics } = await loadProject({ 'site.yml': SITE });
  const questions: string[] = [];
  const left = [...answers];
  const ask: Ask = (question, { echo }) => {
    questions.push(`${question}${echo ? '(shown)' : ''}`);
    const answer = left.shift();
    return answer === undefined ? Promise.reject(new NoTerminal(question)) : Promise.resolve(answer);
  };
  const mask = new SecretMask();
  const extraVars = new Map(extra.map((name) => [name, {}]));
  const project = { playbook, extraVars, inventory: { hosts: new Map(), groups: new Map() } } as unknown as Project;
  const given = await askPrompts(project, { ask, mask, diagnostics });
  const values = given.playbook.plays.map(({ vars }) =>
    Object.fromEntries([...vars.values].map(([name, value]) => [name, value.kind === 'literal' ? value.value : value])),
  );
  return { questions, values, diagnostics, mask };
}

test('asks for each variable once; private ones are confirmed and masked', async () => {
  const { questions, values, mask, diagnostics } = await asked(['', 'secret-1', 'other-1', 'secret-1', 'secret-1']);
  expect(questions).toEqual([
    'Which release [latest]: (shown)',
    'token: ',
    'again, token: ',
    'token: ',
    'again, token: ',
  ]);
  expect(values).toEqual([{ a: 1, release: 'latest', token: 'secret-1' }, { release: 'latest' }]);
  expect(mask.mask('it is secret-1')).not.toContain('secret-1');
  expect(diagnostics.items).toEqual([]);
});

test('does not ask for variables of -e; without a terminal, uses the default, and fails if there is none', async () => {
  expect((await asked([], ['token', 'release'])).questions).toEqual([]);
  const { values, diagnostics } = await asked([]);
  expect(values[0]).toMatchObject({ release: 'latest' });
  expect(diagnostics.items.map((each) => each.summary)).toEqual(['There is no terminal to ask on: token']);
});

test('a value that was to be encrypted is refused by name', async () => {
  const { diagnostics, directory } = await loadProject({
    'site.yml': '- { hosts: all, vars_prompt: [{ name: x, encrypt: sha512_crypt }] }\n',
  });
  expect(diagnostics.items.map((each) => summarize(each, directory))).toEqual([
    "unknown-key site.yml:1:42 | Hash the value where it is used: {{ NAME | password_hash('sha512') }}.",
  ]);
});
