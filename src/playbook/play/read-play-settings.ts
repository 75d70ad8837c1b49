import { didYouMean } from '../../diagnostic/suggest.ts';
import type { Templated } from '../../expression/compiled.ts';
import type { PlayOrder } from '../types.ts';
import { readString } from '../../yaml/read-value.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import { readerFor } from '../files/reader-for.ts';
import type { LoadSession } from '../load-session.ts';
import { CONNECTIONS, reportConnection } from '../task/read-surroundings.ts';

const ORDERS: readonly PlayOrder[] = ['inventory', 'reverse_inventory', 'sorted', 'reverse_sorted', 'shuffle'];

/** The sort order of a play's hosts. */
export function readOrder(node: YamlNode | undefined, session: LoadSession): PlayOrder | undefined {
  return node && readChoice(node, 'order', ORDERS, session);
}

const STRATEGIES = ['linear', 'free', 'host_pinned'] as const;

/** All strategies are accepted without effect: hosts proceed at their own pace, except where a keyword involves other hosts. */
export function checkStrategy(node: YamlNode | undefined, session: LoadSession): void {
  if (!node) return;
  const text = node.kind === 'scalar' ? String(node.value).replace(/^(ansible\.builtin\.|mitogen_)/, '') : '';
  if ((STRATEGIES as readonly string[]).includes(text) || /\{\{|<%/.test(text)) return;
  readChoice(node, 'strategy', STRATEGIES, session);
}

/** Checks the name of the language; the language itself is determined from the text of the play's file. */
export function checkSyntax(node: YamlNode | undefined, session: LoadSession): void {
  if (node) readChoice(node, 'syntax', ['ejs', 'jinja'], session);
}

function readChoice<T extends string>(
  node: YamlNode,
  key: string,
  known: readonly T[],
  { diagnostics }: LoadSession,
): T | undefined {
  const text = readString(node, key, diagnostics);
  const found = known.find((each) => each === text);
  if (text === undefined || found) return found;
  diagnostics.error({
    code: 'wrong-value',
    summary: `${key} must be one of ${known.join(', ')}`,
    suggestion: didYouMean(text, known) ?? `Write, for example, \`${key}: ${known[0] ?? ''}\`.`,
    range: node.range,
  });
  return undefined;
}

const VARIABLES = { connection: 'ansible_connection', remote_user: 'ansible_user', port: 'ansible_port' } as const;

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
    const value = reader.readValue(node, session.diagnostics);
    if (key === 'connection' && value.kind === 'literal' && !CONNECTIONS.includes(String(value.value)))
      reportConnection(String(value.value), node, session);
    else settings.set(variable, value);
  }
  return settings;
}
