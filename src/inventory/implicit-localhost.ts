import type { InventoryHost } from './types.ts';

/** Names that mean this machine where the inventory doesn't have them. */
export const LOCALHOST_NAMES: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/** This machine, as a host of no group that is reached without a network. */
export function implicitLocalhost(name = 'localhost'): InventoryHost {
  const source = { path: 'implicit localhost', text: '' };
  const range = { source, start: 0, end: 0 };
  const value = { kind: 'literal', value: 'local', range } as const;
  const variables = new Map([['ansible_connection', { value, range }]]);
  return { name, groups: [], layers: [{ label: 'implicit localhost', variables }], source: undefined };
}
