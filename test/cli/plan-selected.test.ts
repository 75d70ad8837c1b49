import { expect, test } from '@jest/globals';
import { planSelected } from '../../src/cli/run/plan-selected.ts';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { loadProject } from '../playbook/write-project.ts';

const TASK = '- debug: { msg: hello }\n';

test('verify warns of roles without checks, and not of the opening and closing tasks of those that have some', async () => {
  const { playbook, inventory } = await loadProject({
    'site.yml': '- { hosts: all, roles: [web, bare] }\n',
    'roles/web/tasks/main.yml': TASK,
    'roles/web/opening/main.yml': TASK,
    'roles/web/closing/main.yml': TASK,
    'roles/web/verify/main.yml': TASK,
    'roles/bare/tasks/main.yml': TASK,
    'roles/bare/opening/main.yml': TASK,
  });
  if (!playbook) throw new Error('the project does not load');
  const diagnostics = new DiagnosticList();
  planSelected({ playbook, inventory, limit: undefined, nodes: undefined }, {}, { mode: 'verify', diagnostics });
  expect(diagnostics.items.map(({ summary }) => summary)).toEqual([
    'The role bare has no verify/main.yml, so it is not verified',
  ]);
});
