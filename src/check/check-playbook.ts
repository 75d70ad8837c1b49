import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { placeOf } from '../diagnostic/source-range.ts';
import type { Templated } from '../expression/compiled.ts';
import type { Playbook } from '../playbook/types.ts';
import { checkConnections } from './check-connections.ts';
import { checkDelegates } from './check-delegates.ts';
import type { KnownHosts } from './check-delegates.ts';
import { checkIdentifiers } from './check-identifiers.ts';
import { checkMeta } from './check-meta.ts';
import { checkResults } from './check-results.ts';
import { checkVariables } from './check-variables.ts';
import { checkEvaluations } from './check-evaluations.ts';
import { taskLists } from './task-lists.ts';
import { staticVariables } from './static-variables.ts';

export interface CheckContext extends KnownHosts {
  /** Variables of the command line. */
  readonly extra: ReadonlyMap<string, Templated>;
}

/** Runs all checks that need the inventory but no host: patterns, the roles' variables, the names in expressions, and the hosts that tasks are delegated to. */
export function checkPlaybook(playbook: Playbook, context: CheckContext, diagnostics: DiagnosticList): void {
  const { inventory, extra } = context;
  if (inventory.hosts.size === 0)
    diagnostics.warning({
      code: 'no-hosts-matched',
      summary: 'The inventory has no hosts',
      suggestion:
        'Add hosts to its files, such as `all: { hosts: { web1: } }`, or name another one with `--inventory`.',
      range: placeOf('--inventory'),
    });
  const variables = staticVariables(playbook, inventory, extra);
  checkVariables(playbook, variables, diagnostics);
  const lists = taskLists(playbook, inventory, diagnostics);
  checkIdentifiers(lists, variables, diagnostics);
  checkConnections(variables, diagnostics);
  checkResults(playbook, diagnostics);
  checkEvaluations(lists, variables, diagnostics);
  checkMeta(playbook, diagnostics);
  checkDelegates(playbook, context, diagnostics);
}
