import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { Templated } from '../expression/compiled.ts';
import type { Inventory } from '../inventory/types.ts';
import type { Playbook } from '../playbook/types.ts';
import { checkIdentifiers } from './check-identifiers.ts';
import { checkVariables } from './check-variables.ts';
import { staticVariables } from './static-variables.ts';

/** Every check that needs the inventory and no host: patterns, the roles' variables, and the names that expressions read. */
export function checkPlaybook(
  playbook: Playbook,
  inventory: Inventory,
  extra: ReadonlyMap<string, Templated>,
  diagnostics: DiagnosticList,
): void {
  const variables = staticVariables(playbook, inventory, extra);
  checkVariables(playbook, variables, diagnostics);
  checkIdentifiers(playbook, variables, diagnostics);
}
