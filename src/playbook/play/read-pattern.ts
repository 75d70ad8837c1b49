import type { PatternText } from '../types.ts';
import { readStrings } from '../../yaml/read-value.ts';
import type { YamlNode } from '../../yaml/node.ts';
import type { LoadSession } from '../load-session.ts';

/** A host pattern; a list is joined. */
export function readPattern(node: YamlNode | undefined, { diagnostics }: LoadSession): PatternText | undefined {
  const patterns = node && readStrings(node, 'hosts', diagnostics);
  if (!node || !patterns) return undefined;
  const pattern = patterns.join(',');
  if (!/<%|\{\{/.test(pattern)) return { pattern, range: node.range };
  diagnostics.error({
    code: 'wrong-type',
    summary: 'hosts must be a pattern in plain text',
    suggestion: 'Choose the hosts with --limit.',
    range: node.range,
  });
  return undefined;
}
