import type { Templated } from '../../expression/compiled.ts';
import type { PlayOrder } from '../types.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import { readerFor } from '../files/reader-for.ts';
import type { LoadSession } from '../load-session.ts';

const ORDERS: readonly PlayOrder[] = ['inventory', 'reverse_inventory', 'sorted', 'reverse_sorted', 'shuffle'];

/** The sort order of a play's hosts; the table of keywords checks its name. */
export const readOrder = (node: YamlNode | undefined): PlayOrder | undefined =>
  ORDERS.find((order) => node?.kind === 'scalar' && node.value === order);

const VARIABLES = {
  connection: 'ansible_connection',
  remote_user: 'ansible_user',
  port: 'ansible_port',
  become_method: 'ansible_become_method',
} as const;

/** The connection settings of a play, by the equivalent variables of hosts. */
export function readPlayConnection(
  entries: ReadonlyMap<string, YamlEntry>,
  session: LoadSession,
): ReadonlyMap<string, Templated> {
  const reader = readerFor(undefined, session);
  const settings = new Map<string, Templated>();
  for (const [key, variable] of Object.entries(VARIABLES)) {
    const node = entries.get(key)?.value;
    if (!node) continue;
    settings.set(variable, reader.readValue(node, session.diagnostics));
  }
  return settings;
}
