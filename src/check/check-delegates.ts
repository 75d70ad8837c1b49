import { isIP } from 'node:net';
import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { didYouMean } from '../diagnostic/suggest.ts';
import { LOCALHOST_NAMES } from '../inventory/implicit-localhost.ts';
import type { Inventory } from '../inventory/types.ts';
import { tasksOf } from '../playbook/task/walk-tasks.ts';
import type { Include, Playbook, Task } from '../playbook/types.ts';

export interface KnownHosts {
  readonly inventory: Inventory;
  /** Whether ssh_config contains a name that is not in the inventory; absent means it contains none. */
  readonly isNamed?: ((name: string) => boolean) | undefined;
}

/**
 * Reports a `delegate_to` that names no host of the inventory. An address, a name with a dot in it, or an alias of ssh_config is reached as it stands; another
 * bare name is nearly always a slip, and reaching some other machine by it would be worse than stopping.
 */
export function checkDelegates(
  playbook: Playbook,
  { inventory, isNamed }: KnownHosts,
  diagnostics: DiagnosticList,
): void {
  const items = playbook.plays.flatMap(tasksOf);
  // a host that the run adds may have any name
  if (items.some((item) => item.kind === 'task' && item.module.name === 'add_host')) return;
  for (const { name, range } of items.flatMap(delegateOf)) {
    if (isReachable(name, inventory) || isNamed?.(name)) continue;
    const isGroup = inventory.groups.has(name);
    diagnostics.error({
      code: 'unknown-host',
      summary: `delegate_to: ${isGroup ? `${name} is a group, and one host is needed` : `there is no host ${name}`}`,
      suggestion: isGroup
        ? `For its first host write \`delegate_to: <%= groups.${name}[0] %>\`.`
        : (didYouMean(name, [...inventory.hosts.keys(), 'localhost']) ??
          `Add \`${name}\` to the inventory, or give its address or full name: \`delegate_to: ${name}.example.com\`.`),
      range,
    });
  }
}

const isReachable = (name: string, { hosts }: Inventory): boolean =>
  hosts.has(name) || LOCALHOST_NAMES.includes(name) || isIP(name) !== 0 || name.includes('.');

function delegateOf(item: Task | Include) {
  const { delegateTo } = item.kind === 'task' ? item : item.keywords;
  return delegateTo?.kind === 'literal' ? [{ name: String(delegateTo.value), range: delegateTo.range }] : [];
}
