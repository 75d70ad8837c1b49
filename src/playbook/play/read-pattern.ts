import type { PatternText } from '../types.ts';
import { readStrings, reportType } from '../../yaml/read-value.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { readerFor } from '../files/reader-for.ts';
import type { LoadSession } from '../load-session.ts';

/** A host pattern; a list is joined. A pattern with expressions is evaluated when the inventory and `-e` are known. */
export function readPattern(node: YamlNode | undefined, session: LoadSession): PatternText | undefined {
  const { diagnostics } = session;
  if (node && isNothing(node))
    reportType(node, { text: 'a string or a list of strings', example: 'all' }, 'hosts', diagnostics);
  const patterns = node && !isNothing(node) ? readStrings(node, 'hosts', diagnostics) : undefined;
  if (!node || !patterns) return undefined;
  const pattern = patterns.join(',');
  const template = readerFor(undefined, session).readValue(node, diagnostics);
  return { pattern, range: node.range, ...(template.kind !== 'literal' && { template, isOpen: true }) };
}

const isNothing = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;
