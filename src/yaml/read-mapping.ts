import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { didYouMean, nearest } from '../diagnostic/suggest.ts';
import { expectKind } from './read-value.ts';
import { keyText } from './mapping.ts';
import type { YamlEntry, YamlMapping, YamlNode } from './node.ts';

export interface MappingShape {
  /** The name of the mapping in messages: `a play`, `loop_control`. */
  readonly what: string;
  /** An example in YAML for a value of another type. */
  readonly example?: string | undefined;
  /** The allowed keys; absent means any. */
  readonly known?: readonly string[] | undefined;
  readonly required?: readonly string[] | undefined;
  /** Example lines for required keys: `hosts: all`. */
  readonly examples?: Readonly<Record<string, string>> | undefined;
  /** Advice for an unknown key that is better than the most similar name, such as for an unsupported keyword of Ansible. */
  readonly advice?: ((key: string) => string | undefined) | undefined;
}

/** A mapping's entries by key. Reports other types of nodes, and unknown and missing keys; unknown ones are omitted. */
export function readMapping(
  node: YamlNode,
  shape: MappingShape,
  diagnostics: DiagnosticList,
): ReadonlyMap<string, YamlEntry> | undefined {
  const mapping = expectKind(node, 'mapping', shape, diagnostics);
  if (!mapping) return undefined;
  const entries = new Map(mapping.entries.map((entry) => [keyText(entry.key), entry]));
  reportMissing(mapping, entries, shape, diagnostics);
  for (const [key, entry] of entries) {
    if (!shape.known || shape.known.includes(key)) continue;
    reportUnknown(key, entry, shape, diagnostics);
    entries.delete(key);
  }
  return entries;
}

function reportMissing(
  mapping: YamlMapping,
  entries: ReadonlyMap<string, YamlEntry>,
  { what, known = [], required = [], examples = {} }: MappingShape,
  diagnostics: DiagnosticList,
): void {
  const { source, start } = mapping.range;
  const range = mapping.entries[0]?.key.range ?? { source, start, end: start + 1 };
  for (const key of required) {
    if (entries.has(key)) continue;
    const suggestion = `Add \`${examples[key] ?? `${key}: value`}\`.`;
    // a misspelt key is already reported
    if ([...entries.keys()].some((given) => !known.includes(given) && nearest(given, known) === key)) continue;
    diagnostics.error({ code: 'missing-key', summary: `${what} needs the key ${key}`, suggestion, range });
  }
}

function reportUnknown(key: string, entry: YamlEntry, shape: MappingShape, diagnostics: DiagnosticList): void {
  const known = shape.known ?? [];
  diagnostics.error({
    code: 'unknown-key',
    summary: key === '' ? `A key of ${shape.what} is empty` : `${key} is not a key of ${shape.what}`,
    suggestion: shape.advice?.(key) ?? didYouMean(key, known) ?? `Known are ${[...known].sort().join(', ')}.`,
    range: entry.key.range,
  });
}
