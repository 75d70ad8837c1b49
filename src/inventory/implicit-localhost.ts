import type { InventoryHost } from './types.ts';

/** Names that refer to this machine if the inventory does not contain them. */
export const LOCALHOST_NAMES: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/** This machine as a host without groups and with a local connection. */
export function implicitLocalhost(name = 'localhost'): InventoryHost {
  const source = { path: 'implicit localhost', text: '' };
  const range = { source, start: 0, end: 0 };
  const value = { kind: 'literal', value: 'local', range } as const;
  const variables = new Map([['ansible_connection', { value, range }]]);
  return { name, groups: [], layers: [{ label: 'implicit localhost', variables }], source: undefined };
}
