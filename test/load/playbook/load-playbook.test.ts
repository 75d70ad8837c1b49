import { test, expect } from '@jest/globals';
import { DiagnosticList } from '../../../src/diagnostic/diagnostic-list.ts';
import { renderDiagnostic } from '../../../src/diagnostic/render.ts';
import { loadPlaybook } from '../../../src/load/playbook/load-playbook.ts';

test('x', async () => {
  const diagnostics = new DiagnosticList();
  const playbook = await loadPlaybook('test/fixtures/playbooks/site/playbooks/site.yml', {}, diagnostics);
  console.log(diagnostics.items.map(renderDiagnostic).join('\n\n'));
  console.dir(playbook?.plays.map((p) => ({ ...p, roles: p.roles.map((r) => [r.id, r.isDependency, r.role.tasks.map((t) => t.id ?? t.kind), r.role.handlers.map((h) => h.id)]) })), { depth: 4 });
});
