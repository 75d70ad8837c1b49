import type { YamlNode } from '../yaml/node.ts';
import type { Finding } from './task-rules.ts';

/** Booleans that are written as YAML 1.1 alone takes them. */
export function* oldBooleans(node: YamlNode): Generator<Finding> {
  if (node.kind === 'sequence') for (const item of node.items) yield* oldBooleans(item);
  if (node.kind === 'mapping') for (const { value } of node.entries) yield* oldBooleans(value);
  if (node.kind !== 'scalar' || typeof node.value !== 'boolean' || node.style !== 'plain') return;
  const { source, start, end } = node.range;
  const written = source.text.slice(start, end);
  // an alias stands for what is written elsewhere
  if (!/^(yes|no|on|off|y|n)$/i.test(written)) return;
  yield {
    code: 'yaml-boolean',
    summary: `${written} is ${String(node.value)} to YAML 1.1 only`,
    suggestion: `Write ${String(node.value)}.`,
    range: node.range,
    fix: { range: node.range, text: String(node.value) },
  };
}
