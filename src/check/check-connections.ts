import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { connectionOf, isConnectionVariable } from '../inventory/connection.ts';
import type { RenderedVariable } from '../inventory/connection-variables.ts';
import { hostVariables } from '../inventory/host-variables.ts';
import type { Inventory } from '../inventory/types.ts';

/** Reports connection variables with invalid values, unless the value is an expression. */
export function checkConnections(inventory: Inventory, diagnostics: DiagnosticList): void {
  for (const host of inventory.hosts.values()) {
    const variables = new Map<string, RenderedVariable>();
    for (const [name, { value }] of hostVariables(inventory, host)) {
      if (isConnectionVariable(name) && value.kind === 'literal') variables.set(name, value);
    }
    connectionOf(host.name, variables, diagnostics);
  }
}
