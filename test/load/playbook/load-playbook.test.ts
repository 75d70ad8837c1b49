import { expect, test } from '@jest/globals';
import { DiagnosticList } from '../../../src/diagnostic/diagnostic-list.ts';
import { renderDiagnostic } from '../../../src/diagnostic/render.ts';
import { loadPlaybook } from '../../../src/load/playbook/load-playbook.ts';

const SITE = 'test/fixtures/playbooks/site/playbooks/site.yml';

test('a playbook that uses every keyword loads without a diagnostic', async () => {
  const diagnostics = new DiagnosticList();
  const playbook = await loadPlaybook(SITE, {}, diagnostics);
  expect(diagnostics.items.map(renderDiagnostic)).toEqual([]);
  expect(playbook?.plays.map(({ name }) => name)).toEqual(['Everything', 'db1']);
  expect(playbook?.plays[0]?.roles.map(({ id, isDependency }) => [id, isDependency])).toEqual([
    ['site/tls', true],
    ['site/tls#2', true],
    ['site/web', false],
  ]);
});
